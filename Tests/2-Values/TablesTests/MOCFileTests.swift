import Files
import Foundation
import Sky
import Tables
import TestSupport
import Testing

@Suite struct MOCFileTests {
    private let directory: TemporaryDirectory
    private let expected: MOC

    init() throws {
        directory = try TemporaryDirectory()
        expected = try MOC(text: "2/11 3/1-5 8 4/99 7/196000-196003")
    }

    /// A file that mocpy wrote; Goldens/moc/make_goldens.py.
    private func golden(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/moc/\(name)").path
    }

    /// A copy of a golden with a text of its header replaced by another of the same length.
    private func changed(_ name: String, _ old: String, _ new: String) throws -> String {
        var data = try Data(contentsOf: URL(filePath: golden(name)))
        data.replaceSubrange(try #require(data.range(of: Data(old.utf8))), with: Data(new.utf8))
        return try directory.write("changed.fits", data)
    }

    /// A copy of a golden with one number of its table replaced.
    private func changed(_ name: String, row: Int, to number: Int64) throws -> String {
        var data = try Data(contentsOf: URL(filePath: golden(name)))
        let start = 2 * 2880 + 8 * (row - 1)
        withUnsafeBytes(of: number.bigEndian) { data.replaceSubrange(start..<(start + 8), with: $0) }
        return try directory.write("changed.fits", data)
    }

    @Test(arguments: ["range.fits", "nuniq.fits", "moc.txt"])
    func readsWhatMocpyWrites(name: String) throws {
        #expect(try MOC(contentsOf: golden(name)) == expected)
    }

    @Test func readsEmptyAndGzippedFootprints() throws {
        let empty = try MOC(contentsOf: golden("empty.fits"))
        #expect(empty.isEmpty && empty.order == 5)
        let packed = directory.file("moc.fits.gz")
        let bytes = try Data(contentsOf: URL(filePath: golden("range.fits")))
        try AtomicFile.write(packed, compression: .gzip) { try $0.write(bytes) }
        #expect(try MOC(contentsOf: packed) == expected)
    }

    @Test(arguments: MOC.Ordering.allCases)
    func thereAndBack(ordering: MOC.Ordering) throws {
        let path = directory.file("moc.fits")
        for moc in [expected, .full, .empty, try MOC(text: "29/0 3458764513820540927"), try MOC(text: "7/")] {
            try moc.write(to: path, ordering: ordering)
            #expect(try MOC(contentsOf: path) == moc)
        }
        try expected.write(to: directory.file("moc.txt"))
        #expect(try String(contentsOfFile: directory.file("moc.txt"), encoding: .utf8) == expected.text + "\n")
        #expect(try directory.names() == ["moc.fits", "moc.txt"])
    }

    @Test func saysWhatIsNoFootprint() throws {
        func problem(_ path: String) throws -> String {
            let error = #expect(throws: InputError.self) { try MOC(contentsOf: path) }
            return try #require(error).description.replacing(path, with: "FILE")
        }
        #expect(try problem(directory.file("none")) == "FILE: the file cannot be opened. Check its name.")
        #expect(
            try problem(changed("nuniq.fits", "COORDSYS= 'C", "COORDSYS= 'G"))
                == "FILE: COORDSYS of this MOC is 'G': it is not in ICRS.")
        #expect(
            try problem(changed("range.fits", "MOCDIM  = 'SPACE'", "MOCDIM  = 'TIME' "))
                == "FILE: MOCDIM of this MOC is 'TIME': it is not a footprint on the sky.")
        #expect(
            try problem(changed("nuniq.fits", "ORDERING= 'NUNIQ'", "ORDERING= 'RING' "))
                == "FILE: ORDERING of this table is 'RING', of a MOC it is NUNIQ or RANGE.")
        #expect(
            try problem(changed("nuniq.fits", row: 2, to: 3))
                == "FILE, row 2, column 'UNIQ': 3 is not the number of a pixel.")
        #expect(
            try problem(changed("range.fits", row: 4, to: 0)).hasPrefix("FILE, row 3, column 'RANGE': "))
        #expect(
            try problem(directory.write("moc.txt", "3/1-5 900\n"))
                == "FILE: order 3 has no pixel '900' (its pixels are 0 to 767). "
                + "A footprint is a MOC in FITS or in ASCII, see the IVOA standard.")
        let data = try Data(contentsOf: URL(filePath: golden("range.fits")))
        #expect(
            try problem(directory.write("primary.fits", data.prefix(2880)))
                == "FILE: there is no table in this FITS file, so it is no footprint. "
                + "Give a MOC, as mocpy, Aladin or CDS write it.")
        #expect(try problem(directory.write("cut.fits", data.prefix(2 * 2880 + 16))).hasPrefix("FILE"))
    }

    @Test func aMissingDirectoryIsAWriteError() {
        #expect(throws: WriteError.self) { try expected.write(to: "/nowhere/moc.fits") }
        #expect(throws: WriteError.self) { try expected.write(to: "/nowhere/moc.txt") }
    }

    @Test(arguments: [
        ("COORDSYS= 'C'   ", "COORDSYS= 'ICRS'"), ("ORDERING= 'RANGE' ", "COMMENT = 'RANGE' "),
        ("ORDERING= 'RANGE' ", "ORDERING= ' RANGE'"),
    ])
    func readsWhatOthersWrite(old: String, new: String) throws {
        #expect(try MOC(contentsOf: changed("range.fits", old, new)) == expected)
    }

    @Test func readsALaterTable() throws {
        try TableFile.write(Table(columns: [Column("n", .int64([4, 5]))]), to: directory.file("t.fits"))
        let before = try Data(contentsOf: URL(filePath: directory.file("t.fits")))
        let moc = try Data(contentsOf: URL(filePath: golden("nuniq.fits"))).dropFirst(2880)
        #expect(try MOC(contentsOf: directory.write("later.fits", before + moc)) == expected)
    }

    @Test func readsJSON() throws {
        let json = #"{"7": [196000, 196001, 196002, 196003], "2": [11], "3": [1, 2, 3, 4, 5, 8], "4": [99]}"#
        #expect(try MOC(contentsOf: directory.write("moc.json", json)) == expected)
        func problem(_ text: String) throws -> String? {
            #expect(throws: InputError.self) { try MOC(contentsOf: directory.write("bad.json", text)) }?.problem
        }
        #expect(try problem("{\"a\": 1}") == "this JSON is no MOC")
        #expect(try problem("{\"30\": [1]}") == "'30' is not a HEALPix order: they are 0 to 29")
        #expect(try problem("{\"0\": [12]}") == "order 0 has no pixel 12")
    }
}
