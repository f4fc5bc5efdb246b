public import Drawing
public import Images
public import Sky

/// A picture of where the galaxies of sets lie: the whole sky in Mollweide's projection, east to the left.
///
/// The brightness of a set's colour grows with the logarithm of its galaxies in each cell of 0.2 square degrees. Galaxies
/// that all lie within 10 degrees are drawn on the tangent plane beside a smaller map, which says where that is.
public struct FootprintMap: Sendable {
    /// One set: how many galaxies lie in each cell of the sky.
    public struct Layer: Sendable {
        static let cells = HEALPix(order: 7)

        public let name: String
        public let colour: Colour
        /// Galaxies of the set.
        public private(set) var count = 0
        private(set) var counts = [Int32](repeating: 0, count: cells.pixelCount)
        /// Galaxies in each 10 degrees of right ascension.
        private(set) var byRightAscension = [Int](repeating: 0, count: 36)
        private(set) var fine = FineCells()

        public init(name: String, colour: Colour) {
            self.name = name
            self.colour = colour
        }

        /// Adds galaxies.
        public mutating func add(_ positions: [SkyCoordinate]) {
            count += positions.count
            for position in positions {
                counts[Self.cells.pixel(of: position)] += 1
                byRightAscension[min(35, Int(position.ra.degrees / 10))] += 1
                fine.add(position)
            }
        }
    }

    /// The sets, those that are drawn over others last.
    public let layers: [Layer]
    /// Its outline is drawn.
    public let footprint: Footprint
    /// Right ascension in the middle of the map, a multiple of 30 degrees.
    public let center: Angle
    /// Where all galaxies lie, when that is too small to be seen on the map.
    let field: SmallField?

    /// - Parameters:
    ///   - layers: sets without galaxies are named in the legend only.
    ///   - center: right ascension in the middle; nil chooses it so that the widest gap lies at the edge.
    public init(layers: [Layer], footprint: Footprint = Footprint(), center: Angle? = nil) {
        self.layers = layers
        self.footprint = footprint
        self.center = center ?? Self.center(of: layers)
        field = SmallField(layers)
    }

    private static func center(of layers: [Layer]) -> Angle {
        let isFilled = (0..<36).map { bin in layers.contains { $0.byRightAscension[bin] > 0 } }
        var best = (start: 0, length: 0)
        for start in 0..<36 {
            let length = (0..<36).prefix { !isFilled[(start + $0) % 36] }.count
            if length > best.length { best = (start, length) }
        }
        guard best.length > 0 && best.length < 36 else { return Angle(degrees: 180) }
        let edge = Double(best.start) * 10 + Double(best.length) * 5
        let middle = ((edge + 180) / 30).rounded() * 30
        return Angle(degrees: middle.truncatingRemainder(dividingBy: 360))
    }

    /// The picture, `width` pixels across and 0.54 of it high, at least 400 across.
    /// - Throws: `WriteError` when memory runs out.
    public func picture(width: Int = 1600) throws -> RGBImage { try painter(width).image() }

    /// Writes the picture as the name ends: `.png`, `width` pixels across, `.svg` or `.pdf`.
    /// - Throws: `InputError` for another ending; `WriteError`.
    public func write(to path: String, width: Int = 1600) throws { try painter(width).write(to: path) }

    private func painter(_ width: Int) -> FootprintPainter { FootprintPainter(map: self, width: max(400, width)) }
}
