import Sky
import Testing

@Suite struct SkyIndexTests {
    /// Positions on which an index could stumble.
    enum Sample: String, CaseIterable {
        case sphere, clumps, duplicates, northPole, meridian, grid, tinyField, one, two, none

        func positions(_ count: Int, _ generator: inout Generator) throws -> [SkyCoordinate] {
            func number(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &generator) }
            func wrapped(_ ra: Double) -> Double { ra < 0 ? ra + 360 : ra >= 360 ? ra - 360 : ra }
            switch self {
            case .sphere: return try (0..<count).map { _ in try generator.position() }
            case .clumps:
                let centers = try (0..<5).map { _ in try generator.position() }
                return try (0..<count).map { index in
                    let center = centers[index % 5]
                    let size = [1e-7, 1e-4, 0.01, 1, 10][index % 5]
                    return try sky(
                        wrapped(center.ra.degrees + number(-size...size)),
                        max(-90, min(90, center.dec.degrees + number(-size...size))))
                }
            case .duplicates:
                let few = try (0..<7).map { _ in try generator.position() } + [sky(0, 90), sky(120, 90), sky(0, 0)]
                return (0..<count).map { _ in few[Int.random(in: 0..<10, using: &generator)] }
            case .northPole: return try (0..<count).map { _ in try sky(number(0...360), 90 - number(0...1e-3)) }
            case .meridian: return try (0..<count).map { _ in try sky(wrapped(number(-1e-3...1e-3)), number(-1...1)) }
            case .grid: return try (0..<count).map { try sky(Double($0 % 36) * 10, Double($0 / 36 % 19) * 10 - 90) }
            case .tinyField:
                return try (0..<count).map { _ in try sky(150 + number(0...1e-9), 2 + number(0...1e-9)) }
            case .one: return [try sky(77, -5)]
            case .two: return [try sky(0, -90), try sky(10, 90)]
            case .none: return []
            }
        }
    }

    /// Separations at which rounding cannot decide which of two positions is nearer.
    private static func isClear(_ best: Angle, _ found: Angle) -> Bool {
        found <= best || found.degrees - best.degrees < 1e-12 || best.degrees > 179.9
    }

    @Test(arguments: Sample.allCases)
    func agreesWithComparingAll(sample: Sample) throws {
        var generator = Generator(state: 7)
        let right = try sample.positions(300, &generator)
        var left = try sample.positions(100, &generator) + Sample.sphere.positions(30, &generator)
        left += [try sky(0, 90), try sky(5, -90), try sky(0, 0), try sky(360, 45)] + right.prefix(30)
        let index = SkyIndex(right)
        for degrees in [0, 0.01 / 3600, 1 / 3600.0, 0.1, 10, 90, 179, 180] {
            let radius = Angle(degrees: degrees)
            let expected = left.enumerated().flatMap { number, position in
                right.indices.filter { position.separation(to: right[$0]) <= radius }.map {
                    SkyMatch(left: number, right: $0, separation: position.separation(to: right[$0]))
                }
            }
            #expect(index.all(within: radius, of: left) == expected, "\(sample), \(radius.degrees)")
            let nearest = index.nearest(to: left, within: radius)
            #expect(nearest.map(\.left) == Set(expected.map(\.left)).sorted(), "\(sample), \(radius.degrees)")
            for match in nearest {
                let separations = right.map { left[match.left].separation(to: $0) }
                let best = try #require(separations.min())
                #expect(Self.isClear(best, match.separation), "\(sample), \(match)")
                #expect(match.separation == separations[match.right])
            }
            for (number, position) in left.enumerated() where number % 10 == 0 {
                let here = expected.filter { $0.left == number }.map(\.right)
                #expect(index.indices(within: radius, of: position) == here)
                let single = index.nearest(to: position, within: radius)
                #expect(single?.index == nearest.first { $0.left == number }?.right)
            }
        }
        #expect(index.nearest(to: left).count == (right.isEmpty ? 0 : left.count))
    }

    @Test func equallyNearGiveTheLowest() throws {
        let right = [try sky(20, 0), try sky(10, 1), try sky(10, 1), try sky(10, -1), try sky(20, 0)]
        let index = SkyIndex(right)
        #expect(index.nearest(to: try sky(10, 1))?.index == 1)
        #expect(index.nearest(to: try sky(10, 0.5))?.index == 1)
        #expect(index.nearest(to: try sky(20, 0))?.index == 0)
        let poles = SkyIndex([try sky(5, -90), try sky(200, 90), try sky(100, 90), try sky(0, 90)])
        #expect(poles.nearest(to: try sky(0, 90))?.index == 1)
        // Many at one place: still one search each, not one through all.
        let same = try [SkyCoordinate](repeating: sky(123, 45), count: 50_000)
        let matches = SkyIndex(same).nearest(to: same)
        #expect(matches.allSatisfy { $0.right == 0 && $0.separation.degrees == 0 })
        #expect(matches.count == same.count)
    }

    @Test func threadsDoNotChangeResults() throws {
        var generator = Generator(state: 17)
        let left = try Sample.sphere.positions(6000, &generator) + Sample.grid.positions(3000, &generator)
        let right = try Sample.sphere.positions(5000, &generator) + Sample.grid.positions(3000, &generator)
        let radius = Angle(degrees: 1)
        let alone = SkyIndex(right, threads: 1)
        for threads in 2...4 {
            let index = SkyIndex(right, threads: threads)
            #expect(index.nearest(to: left, threads: threads) == alone.nearest(to: left, threads: 1))
            let all = alone.all(within: radius, of: left, threads: 1)
            #expect(index.all(within: radius, of: left, threads: threads) == all)
        }
        // Batches give what the whole gives.
        let whole = alone.nearest(to: left, within: radius)
        let parts = stride(from: 0, to: left.count, by: 1700).flatMap { start in
            alone.nearest(to: Array(left[start..<min(left.count, start + 1700)]), within: radius).map {
                SkyMatch(left: $0.left + start, right: $0.right, separation: $0.separation)
            }
        }
        #expect(parts == whole)
    }

    @Test func mutualMatchesAreOneToOne() throws {
        let second = 1 / 3600.0
        let left = [try sky(10, 0), try sky(10, 0.6 * second), try sky(50, 0), try sky(0, 0)]
        let right = [try sky(10, 0.5 * second), try sky(50, 0.9 * second), try sky(50, 3 * second)]
        let matches = SkyIndex.mutual(left, right, within: Angle(arcseconds: 1))
        #expect(matches.map(\.left) == [1, 2] && matches.map(\.right) == [0, 1])
        #expect(SkyIndex.mutual(left, []).isEmpty && SkyIndex.mutual([], right).isEmpty)
        var generator = Generator(state: 23)
        for sample in Sample.allCases {
            let (left, right) = (try sample.positions(200, &generator), try sample.positions(150, &generator))
            let matches = SkyIndex.mutual(left, right)
            #expect(Set(matches.map(\.left)).count == matches.count && Set(matches.map(\.right)).count == matches.count)
            for match in matches {
                let nearest = right.map { left[match.left].separation(to: $0) }.min()
                let back = left.map { right[match.right].separation(to: $0) }.min()
                #expect(Self.isClear(try #require(nearest), match.separation))
                #expect(Self.isClear(try #require(back), match.separation))
            }
        }
    }

    /// Clumps, poles and right ascension 0, as `match_to_catalog_sky` and `search_around_sky` of astropy have them.
    @Test func agreesWithAstropy() throws {
        let lines = Dictionary(grouping: try Golden.lines("matches"), by: { $0[0] })
        let left = try lines["left", default: []].map { try Golden.position($0[1...]) }
        let right = try lines["right", default: []].map { try Golden.position($0[1...]) }
        func check(_ matches: [SkyMatch], _ name: String) throws {
            let expected = lines[name, default: []]
            #expect(matches.map { [String($0.left), String($0.right)] } == expected.map { Array($0[1...2]) })
            for (match, line) in zip(matches, expected) {
                let arcseconds = try #require(Double(line[3]))
                #expect(abs(match.separation.arcseconds - arcseconds) < 1e-9, "\(line)")
            }
        }
        let index = SkyIndex(right)
        try check(index.nearest(to: left), "nearest")
        for radius in [0.3, 600.0] {
            try check(index.all(within: Angle(arcseconds: radius), of: left), "within\(radius)")
        }
    }

    @Test func columnsOfATable() throws {
        let index = try SkyIndex(ra: [10, 20], dec: [0, 1])
        #expect(index.count == 2)
        #expect(index.nearest(to: try sky(20, 0))?.index == 1)
        let error = #expect(throws: CoordinateError.self) { try SkyIndex(ra: [10, .nan], dec: [0, 1]) }
        #expect(error?.axis == .rightAscension)
    }

    /// A milliarcsecond and less, where the arc cosine has no digits left.
    @Test(arguments: [1e-6, 1e-3, 0.1, 1])
    func smallSeparations(arcseconds: Double) throws {
        for dec in [0.0, -60, 89.9] {
            let index = SkyIndex([try sky(100, dec), try sky(101, dec)])
            let match = index.nearest(to: try sky(100, dec + arcseconds / 3600), within: Angle(arcseconds: 2))
            let found = try #require(match).separation.arcseconds
            #expect(abs(found - arcseconds) < 1e-9)
        }
    }
}
