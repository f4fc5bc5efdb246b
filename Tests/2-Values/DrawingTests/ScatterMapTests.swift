import Drawing
import Images
import Testing

@Suite struct ScatterMapTests {
    private func ball(_ count: Int, flat: Bool) -> [SIMD3<Double>] {
        (0..<count).map { number in
            let (a, b, c) = (Double(number % 17), Double(number % 23), Double(number % 29))
            return SIMD3(a - 8, b - 11, flat ? 0 : c - 14)
        }
    }

    private func isLike(_ colour: SIMD3<Int>, _ wanted: Colour) -> Bool {
        let difference = colour &- SIMD3(Int(wanted.red), Int(wanted.green), Int(wanted.blue))
        return (difference &* difference).wrappedSum() < 900
    }

    @Test func `Points in a plane lie right and up, in the colours of their classes`() throws {
        let points = [SIMD3(-10.0, -5, 0), SIMD3(10, 5, 0)]
        let figure = ScatterMap(
            points: points, isFlat: true, colours: .classes(name: "class", of: [0, 1], names: ["E", "S"]))
        let image = try figure.image(scale: 2)
        let blue = image.places { isLike($0, Palette.colour(0)) }
        let red = image.places { isLike($0, Palette.colour(1)) }
        // Each has a point, and a mark in the legend below.
        let (first, second) = (try #require(blue.first), try #require(red.first))
        #expect(first.x < second.x && first.y > second.y)
        #expect(blue.contains { $0.y > first.y + 40 } && red.contains { $0.y > second.y + 40 })
    }

    @Test func `What is nearer in space lies over what is farther, and is darker`() throws {
        // Seen along the first axis, from its upper end: the second point hides the first.
        let points = [SIMD3(-1.0, 0, 0), SIMD3(1, 0, 0), SIMD3(0, -1, -1), SIMD3(0, 1, 1)]
        for order in [[0, 1], [1, 0]] {
            let classes: [Int?] = [order[0], order[1], nil, nil]
            let figure = ScatterMap(
                points: points, isFlat: false, colours: .classes(name: "", of: classes, names: ["far", "near"]),
                view: MapView(azimuth: 0, elevation: 0))
            let image = try figure.image(scale: 2)
            let legend = image.height - 60
            let seen = image.places { isLike($0, Palette.colour(order[1])) }.filter { $0.y < legend }
            let hidden = image.places { isLike($0, Palette.colour(order[0])) }.filter { $0.y < legend }
            #expect(!seen.isEmpty && hidden.isEmpty)
        }
    }

    @Test func `Numbers have a bar with ticks, and classes a legend with counts`() throws {
        let points = ball(60, flat: false)
        let numbers = ScatterMap(
            points: points, isFlat: false,
            colours: .numbers(name: "confidence", of: points.indices.map { Double($0) / 59 }),
            heading: "Galaxies")
        let text = String(decoding: try numbers.data(as: .svg), as: UTF8.self)
        for word in ["Galaxies", "confidence", "0.4", "map x", "map y", "map z"] {
            #expect(
                text.contains("\n\(word)\n") || text.contains(">\(word)<") || text.contains("\(word)</desc>"), "\(word)"
            )
        }
        let classes = ScatterMap(
            points: points, isFlat: true,
            colours: .classes(name: "type", of: points.indices.map { $0 < 50 ? $0 % 2 : nil }, names: ["E", "S"]))
        let other = String(decoding: try classes.data(as: .svg), as: UTF8.self)
        for word in ["type", "E\n25", "S\n25", "none\n10"] { #expect(other.contains(word), "\(word)") }
        #expect(!other.contains("map z"))
    }

    @Test func `The same points give the same bytes`() throws {
        for flat in [true, false] {
            let points = ball(6000, flat: flat)
            for format in PictureFormat.allCases {
                let files = try (0..<2).map { _ in try ScatterMap(points: points, isFlat: flat).data(as: format) }
                #expect(files[0] == files[1])
                // Many points are pixels also in these: a file as large as a picture, not as a list of all points.
                #expect(files[0].count < 2_000_000)
            }
        }
    }

    @Test func `Pictures do not lie over each other`() throws {
        let points = ball(500, flat: true)
        var figure = ScatterMap(points: points, isFlat: true)
        let chosen = figure.places()
        #expect(chosen.count > 15 && Set(chosen).count == chosen.count)
        let green = RGBImage(width: 8, height: 8, green: 255)
        for number in chosen { figure.pictures[number] = green }
        let image = try figure.image(scale: 1)
        let count = image.places { $0 == SIMD3(0, 255, 0) }.count
        // All but their frames.
        #expect(count > chosen.count * 23 * 23 && count <= chosen.count * 27 * 27)
    }

    @Test(arguments: [0, 1, 2]) func `Few points and points at one place are drawn`(_ count: Int) throws {
        for flat in [true, false] {
            let points = [SIMD3<Double>](repeating: SIMD3(3, 3, flat ? 0 : 3), count: count)
            let image = try ScatterMap(
                points: points, isFlat: flat, colours: .numbers(name: "n", of: points.map { _ in 5 })
            ).image(scale: 1)
            #expect(image.width == 432)
        }
    }

    @Test(arguments: [-720.0, -90, 0, 33, 90, 180]) func `Any view is drawn within the figure`(_ azimuth: Double) throws
    {
        for elevation in [-90.0, -20, 0, 45, 90] {
            let figure = ScatterMap(
                points: ball(200, flat: false), isFlat: false, view: MapView(azimuth: azimuth, elevation: elevation))
            let image = try figure.image(scale: 1)
            let ink = image.places { $0 != SIMD3(255, 255, 255) }
            #expect(ink.count > 1000)
            // Nothing is cut off at the edges.
            #expect(ink.allSatisfy { $0.x > 0 && $0.x < image.width - 1 && $0.y > 0 && $0.y < image.height - 1 })
        }
    }
}
