import Sky
import Testing

@Suite struct SkyIndexTests {
    /// Numbers that look random and are the same each time.
    struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    @Test(arguments: [0.5, 5, 40, 120, 180])
    func agreesWithComparingAll(radius: Double) throws {
        var generator = Generator(state: 7)
        let radius = Angle(degrees: radius)
        var positions = try (0..<300).map { _ in
            try sky(.random(in: 0..<360, using: &generator), .random(in: -90...90, using: &generator))
        }
        for dec in [-90, -89.9, 0, 89.9, 90] { positions += try [sky(0, dec), sky(359.99, dec), sky(180, dec)] }
        let index = SkyIndex(positions)
        for center in positions {
            let expected = positions.indices.filter { positions[$0].separation(to: center) <= radius }
            #expect(index.indices(within: radius, of: center) == expected)
        }
    }

    @Test func crossesZeroAndThePoles() throws {
        let second = 1 / 3600.0
        let index = SkyIndex([
            try sky(360 - 0.3 * second, 10), try sky(0.3 * second, 10), try sky(0.3 * second, 10 + 1.2 * second),
            try sky(12, 90 - 0.4 * second), try sky(192, 90 - 0.4 * second), try sky(0, -90),
        ])
        let radius = Angle(arcseconds: 1)
        #expect(index.indices(within: radius, of: try sky(0, 10)) == [0, 1])
        #expect(index.indices(within: radius, of: try sky(12, 90 - 0.4 * second)) == [3, 4])
        #expect(index.indices(within: radius, of: try sky(300, -90)) == [5])
        #expect(SkyIndex([]).indices(within: radius, of: try sky(0, 0)).isEmpty)
    }

    @Test func countsTheSameAboutAnyRadius() throws {
        let center = try sky(45, 45)
        let index = SkyIndex([center, try sky(45, 45 + 1 / 3600.0), try sky(45, 45 - 1.001 / 3600.0)])
        #expect(index.indices(within: Angle(arcseconds: 1.0000001), of: center) == [0, 1])
        #expect(index.indices(within: Angle(degrees: 0), of: center) == [0])
    }
}
