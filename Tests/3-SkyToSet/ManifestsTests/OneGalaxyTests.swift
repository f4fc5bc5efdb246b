import Files
import Foundation
import Manifests
import Sky
import Surveys
import Tables
import TestSupport
import Testing

/// What is one galaxy: identifiers that count within something, spellings of identifiers and paths, equal ones far apart.
struct OneGalaxyTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func identifier(_ names: String..., named: String? = nil) throws -> [String] {
        let columns = names.map { ColumnInfo($0, .string) }
        return try IdentifierColumn.find(in: columns, path: "t.csv", named: named)?.columns ?? []
    }

    @Test func `An identifier is joined with what it counts within`() throws {
        #expect(try identifier("RELEASE", "BRICKID", "OBJID", "BRICKNAME") == ["RELEASE", "BRICKID", "OBJID"])
        #expect(try identifier("brickname", "objid") == ["brickname", "objid"])
        #expect(try identifier("id", "brickid", "objid") == ["id"])
        #expect(try identifier("brickid", "objid", named: "objid") == ["brickid", "objid"])
        // After a cross-match the bricks are those of the side that has them.
        let joined = ["objid", "brickid", "release", "objid_legacy"].map { ColumnInfo($0, .string) }
        #expect(IdentifierColumn.ofSide(.sdss, in: joined)?.columns == ["objid"])
        #expect(IdentifierColumn.ofSide(.legacy, in: joined)?.columns == ["release", "brickid", "objid_legacy"])
        #expect(try identifier("objid_sdss", "brickid", "objid", named: "objid") == ["brickid", "objid"])
        // Any columns can be joined.
        #expect(try identifier("tile", "number", named: "tile, number") == ["tile", "number"])
        #expect(throws: InputError.self) { try identifier("tile", "number", named: "tile,x") }
        let path = try folder.write("t.csv", "release,brickid,objid,file\n9010,330000,1,a\n9010,330001,1,b\n")
        #expect(try Manifest.read(path, requireLabels: false).rows.map(\.id) == ["9010_330000_1", "9010_330001_1"])
    }

    @Test func `Columns that name something keep their digits, others are numbers`() throws {
        let path = try folder.write(
            "n.csv", "id,objid_des,catalogue_source_id,name_score,tile\n7,5.10,12.0,0.50,1.20\n8,5.1,13.0,0.25,1.2\n")
        let table = try IdentifierColumn.reader(path, named: ["tile"]).rest()
        #expect(table.columns.map(\.type) == [.int64, .string, .int64, .double, .string])
        #expect(table.columns[1].texts == ["5.10", "5.1"] && table.columns[4].texts == ["1.20", "1.2"])
    }

    private func row(_ id: String, _ file: String, ra: Double? = nil) throws -> Manifest.Row {
        Manifest.Row(
            id: id, file: file,
            position: try ra.map { try SkyCoordinate(ra: Angle(degrees: $0), dec: Angle(degrees: 0)) }, row: 1,
            manifest: "m.csv")
    }

    @Test func `Equal identifiers far apart are two galaxies`() throws {
        let rows = try [row("1", "a", ra: 10), row("1", "b", ra: 20), row("1", "c", ra: 20.003)]
        #expect(GalaxyGroups(rows).groups == [0, 1, 1])
        // One without a position may be any of them: all stay on one side of a split.
        #expect(GalaxyGroups(rows + [try row("1", "d")]).groups == [0, 0, 0, 0])
        #expect(try Leak.find(training: [row("1", "a", ra: 10)], test: [row("1", "b", ra: 11)]).isEmpty)
        #expect(try Leak.find(training: [row("1", "a", ra: 10)], test: [row("1", "b")]).map(\.sharing) == [.id])
        let path = try folder.write("t.csv", "id,file,ra,dec\n1,a,10,0\n1,b,20,0\n2,c,30,0\n")
        #expect(try Manifest.read(path, requireLabels: false).rows.count == 3)
        let twice = try folder.write("u.csv", "id,file,ra,dec\n1,a,10,0\n1,b,20,0\n1,c,20.001,0\n")
        let error = #expect(throws: InputError.self) { try Manifest.read(twice, requireLabels: false) }
        #expect(error?.row == 3 && error?.problem == "id '1' already stands in row 2")
    }

    @Test(arguments: ["587722981742084144.0", "0587722981742084144", "'587722981742084144", "587722981742084144.000"])
    func `Leaks are found whatever the spelling of an identifier`(id: String) throws {
        #expect(try Leak.find(training: [row("587722981742084144", "a")], test: [row(id, "b")]).count == 1)
        let training = Leak.Galaxy(set: "t", row: 1, id: "587722981742084144", position: nil)
        #expect(
            LeakAudit(training: [training], test: [.init(set: "u", row: 1, id: id, position: nil)]).leaks.count == 1)
        #expect(try Leak.find(training: [row("5.1", "a")], test: [row("5.10", "b")]).isEmpty)
    }

    @Test func `One picture is one file whatever the spelling of its path`() throws {
        try FileManager.default.createDirectory(atPath: folder.file("images"), withIntermediateDirectories: false)
        try folder.write("images/1.jpg", "")
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("other"), withDestinationPath: folder.file("images"))
        try FileManager.default.createSymbolicLink(atPath: folder.file("2.jpg"), withDestinationPath: "images/1.jpg")
        let spellings = ["images/1.jpg", "images/../images/1.jpg", "other/1.jpg", "2.jpg", "images//./1.jpg"]
        let rows = try spellings.enumerated().map { try row("\($0)", folder.file($1)) }
        #expect(GalaxyGroups(rows).count == 1)
        #expect(Leak.find(training: [rows[0]], test: Array(rows.dropFirst())).map(\.sharing).count { $0 == .file } == 4)
        let gone = try [
            row("a", folder.file("x/../gone.jpg")), row("b", folder.file("gone.jpg")), row("c", "gone.jpg"),
        ]
        #expect(GalaxyGroups(gone).groups == [0, 0, 1])
    }

    @Test func `Leaks are looked for by identifier where positions are missing or bad`() throws {
        let plain = try folder.write("a.csv", "objid\n5.1\n5.10\n")
        let bad = try folder.write("b.csv", "id,ra,dec,file\n5.10,-999,-999,\n7,1,1,x.jpg\n")
        let (training, problems) = try (LeakAudit.read(plain).galaxies, LeakAudit.read(bad).problems)
        #expect(problems.map(\.row) == [1] && problems[0].text.contains("-999"))
        let leaks = try LeakAudit(training: training, test: LeakAudit.read(bad).galaxies).leaks
        #expect(leaks.map(\.training.id) == ["5.10"] && leaks.map(\.test.row) == [1])
        let placed = try folder.write("c.csv", "ra,dec\n1,1.0000001\n")
        #expect(
            try LeakAudit(training: LeakAudit.read(placed).galaxies, test: LeakAudit.read(bad).galaxies).leaks.count
                == 1)
        #expect(throws: InputError.self) { try LeakAudit.read(folder.write("d.csv", "a,b\n1,2\n")) }
    }
}
