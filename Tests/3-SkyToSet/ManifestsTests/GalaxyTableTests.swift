import Files
import Foundation
import Manifests
import Sky
import Tables
import TestSupport
import Testing

@Suite struct GalaxyTableTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// Reads a table in small batches.
    private func read(
        _ path: String, needs: [GalaxyColumn] = [.id, .file], carrying: GalaxyTable.Carrying = .all, batch: Int = 2
    ) throws -> [GalaxyTable.Batch] {
        let reader = try GalaxyTable.Reader(path, needs: needs, carrying: carrying)
        var batches: [GalaxyTable.Batch] = []
        while let next = try reader.next(batch) { batches.append(next) }
        #expect(try reader.next(batch) == nil)
        return batches
    }

    private func error(_ body: () throws -> Void) -> InputError? {
        #expect(throws: InputError.self) { try body() }
    }

    private static let five = """
        note,ID,FILE_LOC,label,Survey,mag
        a,007,x/1.jpg,1.10,SDSS,1
        b,8,/data/2.jpg,,,2
        c,1e5,./x//3.jpg, ring ,DES,
        d,9,4.jpg,1.10,DES,4
        e,10,5.jpg,1.10,DES,5

        """

    @Test(arguments: ["csv", "fits", "vot", "parquet"])
    func batchesAreTheTable(format: String) throws {
        let csv = try directory.write("m.csv", Self.five)
        let path = directory.file("m." + format)
        if format != "csv" {
            try TableFile.write(TableFile.read(csv, text: ["id", "label", "file_loc", "survey"]), to: path)
        }
        let batches = try read(path)
        #expect(batches.flatMap(\.ids) == ["007", "8", "1e5", "9", "10"])
        #expect(batches.map(\.firstRow).first == 1 && batches.allSatisfy { $0.count <= 2 })
        #expect(
            batches.flatMap(\.files)
                == [
                    directory.file("x/1.jpg"), "/data/2.jpg", directory.file("x/3.jpg"), directory.file("4.jpg"),
                    directory.file("5.jpg"),
                ])
        #expect(batches.flatMap(\.writtenFiles)[2] == "./x//3.jpg")
        #expect(batches.flatMap { $0.labels ?? [] } == ["1.10", nil, "ring", "1.10", "1.10"])
        #expect(batches.flatMap { $0.surveys ?? [] } == ["SDSS", nil, "DES", "DES", "DES"])
        #expect(batches.allSatisfy { $0.positions == nil })
        #expect(try batches.flatMap { try $0.table.texts("note") } == ["a", "b", "c", "d", "e"])
    }

    @Test func onlyWhatIsAskedForIsCarried() throws {
        let path = try directory.write("m.csv", Self.five)
        #expect(try read(path, carrying: .none)[0].table.columns.map(\.name) == ["ID", "FILE_LOC", "label", "Survey"])
        let some = try read(path, carrying: .columns(["mag"]))
        #expect(some[0].table.columns.map(\.name) == ["ID", "FILE_LOC", "label", "Survey", "mag"])
        #expect(try read(path, needs: [.id], carrying: .none)[0].files.isEmpty)
        let reader = try GalaxyTable.Reader(path, needs: [.id, .file], carrying: .none)
        #expect(reader.columns.map(\.name) == ["note", "ID", "FILE_LOC", "label", "Survey", "mag"])
        #expect(reader.idColumn == "ID" && reader.fileColumn == "FILE_LOC" && reader.positionColumns == nil)
    }

    /// An identifier under a survey's name means what it spells, too.
    @Test func identifiersAreText() throws {
        let path = try directory.write("m.csv", "objid,file\n1.10,a\n1.1,b\n")
        #expect(try read(path).flatMap(\.ids) == ["1.10", "1.1"])
        #expect(try read(path, carrying: .none).flatMap(\.ids) == ["1.10", "1.1"])
        let named = GalaxyColumnNames(id: "KEY", file: "picture", label: "kind", survey: "from", ra: "a", dec: "d")
        let other = try directory.write("n.csv", "key,picture,kind,from,a,d\n1.10,x,2.0,3.0,12.5,-7\n")
        let batch = try GalaxyTable.Reader(other, needs: [.id, .file, .label], names: named).next(9)
        #expect(batch?.ids == ["1.10"] && batch?.files == [directory.file("x")])
        #expect(batch?.labels == ["2.0"] && batch?.surveys == ["3.0"])
        #expect(batch?.positions?[0]?.dec.degrees == -7)
        let none = GalaxyColumnNames(id: "nothing")
        #expect(
            error { _ = try GalaxyTable.Reader(path, needs: [.id], names: none) }?.problem
                == "there is no column 'nothing'")
    }

    @Test func positionsHeedUnits() throws {
        let path = directory.file("m.fits")
        try TableFile.write(
            Table(columns: [
                Column("id", .string(["1", "2"])), Column("file", .string(["a", "b"])),
                Column("RAJ2000", .double([.pi / 2, .nan]), unit: "rad"),
                Column("DEJ2000", .double([-1800, .nan]), unit: "arcsec"),
            ]), to: path)
        let positions = try #require(try read(path)[0].positions)
        #expect(abs(try #require(positions[0]).ra.degrees - 90) < 1e-12)
        #expect(positions[0]?.dec.degrees == -0.5)
        #expect(positions[1] == nil)
        let hours = try directory.write("h.csv", "id,file,ra,dec\n1,a,00:00:09.10,-10:22:25.7\n2,b,01:00:00,+1:00:00\n")
        #expect(try read(hours)[0].positions?.map { $0?.ra.degrees } == [9.1 / 240, 15])
    }

    @Test func repeatsAreFoundAcrossBatches() throws {
        let rows = (0..<100).map { "\($0 == 77 ? 3 : $0),\($0).jpg,\($0 == 50 ? "DES" : "SDSS")" }
        let path = try directory.write("m.csv", "id,file,survey\n" + rows.joined(separator: "\n") + "\n50,y,sdss\n")
        for carrying in [GalaxyTable.Carrying.all, .none] {
            let found = error { _ = try read(path, carrying: carrying, batch: 7) }
            #expect(found?.row == 78)
            #expect(found?.problem == "id '3' of survey 'SDSS' already stands in row 4")
        }
        #expect(error { _ = try GalaxyTable.check(path, needs: [.id, .file]) }?.row == 78)
    }

    @Test func endsThatAreNotRight() throws {
        let empty = try directory.write("e.csv", "id,file\n")
        #expect(error { _ = try read(empty) }?.problem == "the manifest has no rows")
        let unlabelled = try directory.write("u.csv", "id,file,label\n1,a,\n2,b,\n")
        #expect(error { _ = try read(unlabelled, needs: [.id, .file, .label]) }?.problem == "no row has a label")
        let blank = try directory.write("b.csv", "id,file\n1,a\n2,b\n3, \n")
        let row = error { _ = try read(blank) }
        #expect(row?.row == 3 && row?.column == "file")
    }

    @Test func checkedTablesAreReadAgain() throws {
        let path = try directory.write("m.csv", Self.five)
        let checked = try GalaxyTable.check(path, needs: [.id, .file, .label])
        #expect(checked.rowCount == 5 && checked.labelledCount == 4)
        #expect(try checked.reader(carrying: .none).next(9)?.count == 5)
        _ = try directory.write("m.csv", Self.five + "11,6.jpg,,,,\n")
        #expect(error { _ = try checked.reader() }?.problem == "the file was changed while it was read")
    }

    @Test(arguments: ["csv", "parquet", "fits"])
    func changedFilesStopTheReader(format: String) throws {
        let csv = try directory.write("m.csv", Self.five)
        let path = directory.file("m." + format)
        let table = try TableFile.read(csv, text: ["id", "label", "file_loc", "survey"])
        if format != "csv" { try TableFile.write(table, to: path) }
        let reader = try GalaxyTable.Reader(path, needs: [.id, .file])
        _ = try reader.next(1)
        try TableFile.write(table.gathered([0, 1, 2]), to: path)
        let found = error { while try reader.next(1) != nil {} }
        #expect(found?.problem == "the file was changed while it was read")
        #expect(found?.remedy == "Something else writes it: run again when that is done")
    }

    /// The words of UCD1+ 1.6 (IVOA list of 2024-12-18) that the columns use: those that may stand first, and those that
    /// may follow.
    @Test func columnsAreDescribed() {
        let first: Set = [
            "meta.id", "meta.ref", "src.morph.type", "pos.eq.ra", "pos.eq.dec", "phys.angSize", "stat.filling",
            "meta.code.qual", "meta.ref.url", "stat.probability", "meta.note", "meta.checksum", "meta.code.class",
            "stat.param", "phot.mag", "pos.healpix",
        ]
        let later: Set = [
            "meta.main", "meta.file", "instr.fov", "instr.pixel", "obs.image", "src.morph.type", "src", "em.opt.R",
        ]
        let columns =
            GalaxyColumn.all + [
                .file(format: "fits"), .probability(of: "spiral"), .fraction(of: "q_a"), .dirichlet(of: "q_a"),
            ]
        for column in columns {
            let words = column.ucd.split(separator: ";").map(String.init)
            #expect(first.contains(words[0]) && words.dropFirst().allSatisfy(later.contains), "\(column.ucd)")
            #expect(!column.description.isEmpty)
        }
        let names = columns.flatMap { [$0.name] + $0.aliases }.map { $0.lowercased() }
        #expect(Set(names).count == names.count)
        #expect(GalaxyColumn.needed(by: .train) == [.id, .file, .label])
        #expect(GalaxyColumn.needed(by: .cutouts) == [.id, .ra, .dec])
    }
}
