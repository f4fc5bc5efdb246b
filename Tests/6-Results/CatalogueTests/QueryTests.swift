import Catalogue
import Files
import Foundation
import Process
import Sky
import Surveys
import Tables
import TestSupport
import Testing

/// Queries against looking at every row of the table.
@Suite struct QueryTests {
    /// A catalogue in which rows are looked for, and all of its rows.
    private struct Searched {
        let survey: SmallSurvey
        let reader: CatalogueReader
        let ids: [String]
        let positions: [SkyCoordinate]
        let table: Table

        init() throws {
            survey = try SmallSurvey(count: 3000)
            _ = try survey.make(survey.request("c"))
            reader = try CatalogueReader(survey.directory.file("c"))
            let tables = try survey.cells("c").map(\.table)
            let columns = tables[0].columns.map(\.info)
            let path = survey.directory.file("all.parquet")
            try TableFile.write(path, columns: columns) { writer in for table in tables { try writer.write(table) } }
            table = try TableFile.read(path)
            ids = try table.texts("id")
            positions = try zip(table.doubles("ra"), table.doubles("dec")).map { ra, dec in
                try SkyCoordinate(ra: Angle(degrees: ra ?? .nan), dec: Angle(degrees: dec ?? .nan))
            }
        }

        /// Identifiers of what a query finds.
        func found(_ query: CatalogueQuery) throws -> [String] {
            var found: [String] = []
            let count = try reader.search(query) { found += try $0.texts("id") }
            #expect(count == found.count)
            return found.sorted()
        }

        func expected(_ isWanted: (Int) throws -> Bool) rethrows -> [String] {
            try ids.indices.filter(isWanted).map { ids[$0] }.sorted()
        }
    }

    private static func coordinate(_ ra: Double, _ dec: Double) throws -> SkyCoordinate {
        try SkyCoordinate(ra: Angle(degrees: ra), dec: Angle(degrees: dec))
    }

    @Test func `cones hold what lies within their radius`() throws {
        let all = try Searched()
        var rows = 0
        for (ra, dec, radius) in [
            (0, 0, 0.2), (359.95, 0.1, 0.1), (0.05, -0.3, 0.02), (10, 90, 12), (200, -90, 25), (123, 45, 20),
            (0, 0, 180),
            (77, 30, 0),
        ] {
            let cone = SkyCone(center: try Self.coordinate(ra, dec), radius: Angle(degrees: radius))
            var query = CatalogueQuery()
            query.cone = cone
            let expected = all.expected { all.positions[$0].separation(to: cone.center).degrees <= radius }
            #expect(try all.found(query) == expected, "\(ra) \(dec) \(radius)")
            rows += expected.count
        }
        #expect(rows > 3000 + 500)
    }

    @Test func `boxes hold what lies between their sides, across RA 0 too`() throws {
        let all = try Searched()
        for (from, to, south, north) in [
            (359.8, 0.1, -0.2, 0.3), (-0.2, 0.1, -0.2, 0.3), (0, 0.2, 0, 0.4), (0, 360, 60, 90), (90, 270, -90, -10),
        ] {
            var query = CatalogueQuery()
            query.box = try SkyBox(
                raFrom: Angle(degrees: from), raTo: Angle(degrees: to), decFrom: Angle(degrees: south),
                decTo: Angle(degrees: north))
            let start = from < 0 ? from + 360 : from
            let expected = all.expected { row in
                let (ra, dec) = (all.positions[row].ra.degrees, all.positions[row].dec.degrees)
                let isWithin = start <= to ? (start...to).contains(ra) : ra >= start || ra <= to
                return isWithin && (south...north).contains(dec)
            }
            #expect(try all.found(query) == expected && !expected.isEmpty, "\(from) \(to) \(south) \(north)")
        }
    }

    @Test func `footprints hold what lies in their pixels`() throws {
        let all = try Searched()
        let (coarse, fine) = (HEALPix(order: 3), HEALPix(order: 9))
        let chosen = Set((0..<coarse.pixelCount).filter { $0 % 5 == 2 })
        let one = fine.pixel(of: try Self.coordinate(0.1, 0.1))
        var query = CatalogueQuery()
        query.footprint = MOC(order: 3, pixels: chosen).union(MOC(order: 9, pixels: [one]))
        let expected = all.expected {
            chosen.contains(coarse.pixel(of: all.positions[$0])) || fine.pixel(of: all.positions[$0]) == one
        }
        #expect(try all.found(query) == expected && expected.count > 50)
        query.footprint = MOC(order: 3, pixels: [Int]())
        #expect(try all.found(query).isEmpty)
    }

    @Test func `identifiers are found with the index and without`() throws {
        let all = try Searched()
        var query = CatalogueQuery()
        query.ids = ["g7", "g2999", "nobody", "g0", "g7"]
        #expect(try all.found(query) == ["g0", "g2999", "g7"])
        try FileManager.default.removeItem(atPath: all.survey.directory.file("c/tuningfork/identifiers.index"))
        let slow = try CatalogueReader(all.survey.directory.file("c"))
        var found: [String] = []
        try slow.search(query) { found += try $0.texts("id") }
        #expect(found.sorted() == ["g0", "g2999", "g7"])
        query.ids = ["nobody"]
        #expect(try all.found(query).isEmpty)
    }

    @Test func `the index of identifiers has the same bytes, however many rows are sorted at a time`() throws {
        let survey = try SmallSurvey()
        _ = try survey.make(survey.request("one"))
        var request = survey.request("many")
        request.sortedRows = 37
        _ = try survey.make(request)
        func index(_ name: String) -> Data? {
            FileManager.default.contents(atPath: survey.directory.file("\(name)/tuningfork/identifiers.index"))
        }
        let one = try #require(index("one"))
        #expect(one.count == 16 + 600 * 16 && index("many") == one)
    }

    @Test func `conditions on columns are met by every row that is given, and by no other`() throws {
        let all = try Searched()
        let magnitudes = try all.table.doubles("magnitude").map { $0 ?? .nan }
        let (classes, spiral) = (try all.table.texts("class"), try all.table.doubles("p_spiral"))
        for (text, isWanted) in [
            ("magnitude<15.5", { magnitudes[$0] < 15.5 }),
            ("magnitude>=19.9", { magnitudes[$0] >= 19.9 }),
            ("class=spiral && p_spiral>0.9", { classes[$0] == "spiral" && (spiral[$0] ?? 0) > 0.9 }),
            ("class!=spiral && magnitude<=16", { classes[$0] != "spiral" && magnitudes[$0] <= 16 }),
            ("note=row 5", { all.ids[$0] == "g5" }), ("magnitude>99", { _ in false }),
        ] as [(String, (Int) -> Bool)] {
            var query = CatalogueQuery()
            query.cuts = try #require(Cut.conditions(text))
            let expected = all.expected(isWanted)
            #expect(try all.found(query) == expected, "\(text)")
            query.cone = SkyCone(center: try Self.coordinate(0, 0), radius: Angle(degrees: 0.3))
            let near = all.expected { row in
                query.cone.map { $0.contains(all.positions[row]) } ?? false && isWanted(row)
            }
            #expect(try all.found(query) == near, "\(text) in a cone")
        }
    }

    @Test func `columns come in the order that is asked for, and rows along the curve up to the limit`() throws {
        let all = try Searched()
        var query = CatalogueQuery()
        query.columns = ["note", "id"]
        query.limit = 70
        var tables: [Table] = []
        #expect(try all.reader.search(query) { tables.append($0) } == 70)
        #expect(tables.allSatisfy { $0.columns.map(\.name) == ["note", "id"] })
        let pixels = all.positions.map(HEALPix(order: 29).pixel(of:))
        let order = pixels.indices.sorted { (pixels[$0], $0) < (pixels[$1], $1) }
        #expect(try tables.flatMap { try $0.texts("id") } == order.prefix(70).map { all.ids[$0] })
        query.columns = ["nothing"]
        let error = #expect(throws: InputError.self) { try all.reader.columns(of: query) }
        #expect(error?.description.contains("_healpix_29") ?? false)
    }

    @Test func `a Parquet export says how long its texts are`() throws {
        let all = try Searched()
        let path = all.survey.directory.file("export.parquet")
        let rows = try CatalogueExport.write(
            all.survey.directory.file("c"), as: .parquet, to: path, progress: .silent)
        #expect(rows == 3000)
        let texts = all.table.columns.filter { $0.info.type == .string }
        let longest = texts.map { column in (column.name, max(1, column.texts.map(\.utf8.count).max() ?? 0)) }
        #expect(try ParquetGroups.textWidths(of: path) == Dictionary(uniqueKeysWithValues: longest))
    }

    @Test func `what is no catalogue, or damaged, is told`() throws {
        let all = try Searched()
        let error = #expect(throws: InputError.self) { try CatalogueReader(all.survey.directory.file("none")) }
        #expect(error?.description.contains("no HATS catalogue") ?? false)
        let cell = try #require(
            try all.survey.files("c").keys.filter { $0.contains("Npix=") }.min())
        let path = all.survey.directory.file("c/\(cell)")
        let whole = try Data(contentsOf: URL(filePath: path))
        try whole.prefix(whole.count / 2).write(to: URL(filePath: path))
        let damaged = #expect(throws: InputError.self) { try all.reader.search(CatalogueQuery()) { _ in } }
        #expect(damaged?.description.contains(cell) ?? false)
        try whole.write(to: URL(filePath: path))
        try Data("nonsense".utf8).write(
            to: URL(filePath: all.survey.directory.file("c/tuningfork/identifiers.index")))
        let index = #expect(throws: InputError.self) { try CatalogueReader(all.survey.directory.file("c")) }
        #expect(index?.description.contains("no index of identifiers") ?? false)
    }
}
