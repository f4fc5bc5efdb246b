public import Images

/// Points in two or three dimensions, coloured by class or by a number: a map of embeddings as papers print it.
///
/// ```swift
/// let figure = ScatterMap(
///     points: places, isFlat: true, colours: .classes(name: "class", of: classes, names: ["elliptical", "spiral"]))
/// try figure.write(to: "map.pdf")
/// ```
public struct ScatterMap: Figure, Sendable {
    /// Places of the points, one a row; of flat ones the third coordinate is 0.
    public let points: [SIMD3<Double>]
    public let isFlat: Bool
    public let colours: PointColours
    /// From where points in space are seen.
    public let view: MapView
    /// Names of the axes.
    public let axes: [String]
    /// Above the map; nothing where it is empty.
    public let heading: String
    /// Pictures that lie at points, by the number of the point; see ``places(side:)``.
    public var pictures: [Int: RGBImage] = [:]
    /// Points (1/72 inch) a side of a picture.
    public var pictureSide = ScatterMap.pictureSide

    /// Where each point lies on paper, and how near it is, 0 (farthest) … 1.
    let places: [SIMD3<Double>]
    let layout: ScatterLayout

    public static let pictureSide = 26.0

    /// - Parameters:
    ///   - points: finite places, one a row.
    ///   - isFlat: whether the third coordinate counts.
    ///   - colours: one class or number a point, or it traps.
    ///   - view: of points in space.
    ///   - axes: names of the axes, two or three.
    ///   - heading: a line above the map.
    ///   - width: of the figure in points (1/72 inch): 243 is a column, 504 a page of most journals.
    public init(
        points: [SIMD3<Double>], isFlat: Bool, colours: PointColours = .plain, view: MapView = .standard,
        axes: [String] = ["map x", "map y", "map z"], heading: String = "", width: Double = 432
    ) {
        switch colours {
        case .plain: break
        case .classes(_, let classes, let names):
            precondition(classes.count == points.count, "a class for each of \(points.count) points")
            precondition(classes.allSatisfy { $0.map(names.indices.contains) ?? true }, "each class has a name")
        case .numbers(_, let numbers):
            precondition(numbers.count == points.count, "a number for each of \(points.count) points")
        }
        precondition(points.allSatisfy { $0.x.isFinite && $0.y.isFinite && $0.z.isFinite }, "places are finite")
        (self.points, self.isFlat, self.colours, self.view) = (points, isFlat, colours, view)
        (self.axes, self.heading) = (Array(axes.prefix(isFlat ? 2 : 3)), heading)
        let space = PointSpace(points, isFlat: isFlat)
        layout = ScatterLayout(
            space: space, colours: colours, view: isFlat ? nil : view, hasHeading: !heading.isEmpty, width: width)
        let places = points.map { [layout] in layout.place($0) }
        let depths = places.map(\.z)
        let (farthest, nearest) = (depths.min() ?? 0, depths.max() ?? 0)
        self.places = places.map {
            SIMD3($0.x, $0.y, nearest > farthest ? ($0.z - farthest) / (nearest - farthest) : 1)
        }
    }

    public var title: String { heading.isEmpty ? "\(axes.joined(separator: ", ")) of \(points.count) points" : heading }
    public var size: SIMD2<Double> { layout.size }
    public var unitsPerInch: Double { 72 }
    /// 300 pixels an inch.
    public var scale: Double { 300 / 72 }

    /// Points that may have a picture: so many that pictures of a side do not lie over each other; those in front first.
    public func places(side: Double = ScatterMap.pictureSide) -> [Int] {
        let order = points.indices.sorted { first, second in
            let (near, far) = (places[first].z, places[second].z)
            return isFlat || near == far ? (Self.hash(first), first) < (Self.hash(second), second) : near > far
        }
        var taken: [SIMD2<Int>: [SIMD2<Double>]] = [:]
        // Half a picture of room between, in which points are seen.
        let apart = 1.5 * side
        return order.filter { number in
            let place = SIMD2(places[number].x, places[number].y)
            guard layout.frame.inset(side / 2 + 1).holds(place) else { return false }
            let cell = SIMD2(Int((place.x / apart).rounded(.down)), Int((place.y / apart).rounded(.down)))
            for dx in -1...1 {
                for dy in -1...1 {
                    for other in taken[cell &+ SIMD2(dx, dy)] ?? [] {
                        let distance = other - place
                        if max(abs(distance.x), abs(distance.y)) < apart { return false }
                    }
                }
            }
            taken[cell, default: []].append(place)
            return true
        }
    }

    /// A number that has nothing to do with the order of the rows, the same every time (the finaliser of SplitMix64).
    static func hash(_ number: Int) -> UInt64 {
        var bits = UInt64(truncatingIfNeeded: number) &+ 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
