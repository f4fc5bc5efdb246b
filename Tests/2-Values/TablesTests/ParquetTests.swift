import Files
import Foundation
import Process
import Tables
import TestSupport
import Testing

@Suite struct ParquetTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func error(_ path: String, columns: [String]? = nil) -> InputError? {
        #expect(throws: InputError.self) { try TableFile.read(path, columns: columns) }
    }

    @Test(arguments: ["types.parquet", "empty.parquet", "voparquet.parquet"])
    func goldensOfPyarrow(name: String) throws {
        let table = try TableFile.read(ExchangeGoldens.folder + name)
        let expected = try ExchangeGoldens.columns(of: name)
        #expect(table.columns.map(\.info) == expected.map(\.info))
        for (column, expected) in zip(table.columns, expected) { #expect(column == expected, "\(column.name)") }
    }

    @Test func batchesAndProjection() throws {
        let expected = try ExchangeGoldens.columns(of: "types.parquet")
        let reader = try TableFile.reader(ExchangeGoldens.folder + "types.parquet", columns: ["TEXT", "long", "flag"])
        #expect(reader.rowCount == 5)
        #expect(reader.columns.map(\.name) == ["text", "long", "flag"])
        var pieces: [Table] = []
        while let batch = try reader.next(2) { pieces.append(batch) }
        #expect(pieces.allSatisfy { $0.rowCount <= 2 && $0.path == reader.path })
        #expect(
            pieces.map(\.firstRow)
                == pieces.indices.map { index in 1 + pieces[..<index].reduce(0) { $0 + $1.rowCount } })
        for (position, name) in ["text", "long", "flag"].enumerated() {
            let column = try #require(expected.first { $0.name == name })
            #expect(pieces.flatMap { $0.columns[position].texts } == column.texts)
        }
    }

    /// The bytes that pyarrow, astropy and votlint were seen to read (`parquet_votable.py --check`).
    @Test func writtenFileIsAsChecked() throws {
        let table = Table(columns: try ExchangeGoldens.columns(of: "written"))
        let path = directory.file("written.parquet")
        try TableFile.write(table, to: path)
        #expect(try TableFile.read(path).columns == table.columns)
        let checked = try ExchangeGoldens.checked("written.parquet", recording: path)
        #expect(try Data(contentsOf: URL(filePath: path)) == checked)
    }

    @Test func manyRowsInBatches() throws {
        let path = directory.file("many.parquet")
        let rows = 300_000
        func batch(_ rows: Range<Int>) -> Table {
            Table(columns: [
                Column("id", .int64(rows.map(Int64.init)), isMissing: rows.map { $0 % 7 == 0 }),
                Column("x", .double(rows.map { $0 % 5 == 0 ? .nan : Double($0) / 3 })),
                Column("name", .string(rows.map { $0 % 3 == 0 ? "" : "galaxy \($0 % 1000)" })),
                Column("isSpiral", .boolean(rows.map { $0 % 2 == 0 }), isMissing: rows.map { $0 % 11 == 0 }),
                // Nothing is missing in the first groups of rows, all in the last rows.
                Column("late", .int32(rows.map { Int32($0 % 100) }), isMissing: rows.map { $0 > 290_000 }),
                Column("whole", .float(rows.map { Float($0) / 7 })),
            ])
        }
        try TableFile.write(path, columns: batch(0..<1).columns.map(\.info)) { writer in
            for start in stride(from: 0, to: rows, by: 100_000) { try writer.write(batch(start..<start + 100_000)) }
        }
        #expect(try TableFile.read(path).columns == batch(0..<rows).columns)
        let reader = try TableFile.reader(path)
        var row = 0
        while let piece = try reader.next(70_000) {
            #expect(piece.firstRow == row + 1)
            #expect(piece.columns == batch(row..<row + piece.rowCount).columns)
            row += piece.rowCount
        }
        #expect(row == rows)
    }

    @Test func cellsThatDoNotFit() throws {
        let path = ExchangeGoldens.folder + "nested.parquet"
        #expect(try TableFile.read(path).columns == [Column("id", .int64([1, 2]))])
        let nested = error(path, columns: ["id", "list", "thumbnail"])
        #expect(nested?.column == "list")
        #expect(nested?.problem.contains("'list' (list<element: double>), 'thumbnail' (binary)") == true)
        #expect(error(path, columns: ["thumbnail"])?.column == "thumbnail")
    }

    /// Unsigned numbers beyond an Int64, with statistics in the file and without; decimals of more digits than a double has;
    /// text that is not UTF-8.
    @Test func wideNumbersAndForeignText() throws {
        let ids = Column("id", .string(["1", "", "9223372036854775808"]))
        #expect(try TableFile.read(ExchangeGoldens.folder + "too_large.parquet").columns == [ids])
        let path = ExchangeGoldens.folder + "wide.parquet"
        let (table, notices) = try Notice.collect { try TableFile.read(path) }
        #expect(
            table.columns == [
                Column("ulong", .string(["18446744073709551615", "", "7"])),
                Column("small", .int64([5, 0, .max]), isMissing: [false, true, false]),
                Column("ra", .double([179.6892, .nan, -0.0000000001])),
                Column("objid", .string(["587722981742084144", "", "12345678901234567890"])),
                Column("author", .string(["Pérez", "", "Müller"])),
            ])
        #expect(notices.count == 1 && notices[0].contains("column 'author'"))
        let reader = try TableFile.reader(path, columns: ["ULONG", "objid"])
        #expect(try reader.next(1)?.columns.map { $0.texts[0] } == ["18446744073709551615", "587722981742084144"])
    }

    @Test func columnsThatAreLeftOutAreTold() throws {
        let (_, notices) = try Notice.collect { try TableFile.read(ExchangeGoldens.folder + "nested.parquet") }
        #expect(notices.count == 1)
        #expect(notices.first?.contains("'list' (list<element: double>), 'thumbnail' (binary)") == true)
    }

    @Test func filesThatAreNotWhole() throws {
        let whole = try Data(contentsOf: URL(filePath: ExchangeGoldens.folder + "types.parquet"))
        let short = error(try directory.write("short.parquet", whole.prefix(whole.count / 2)))
        #expect(short?.problem == "the Parquet file has no end: it was cut short")
        #expect(error(try directory.write("stub.parquet", whole.prefix(6)))?.problem == short?.problem)
        let text = error(try directory.write("text.parquet", "ra,dec\n1,2\n"))
        #expect(text?.problem == "this is not a Parquet file")
        #expect(error(try directory.write("none.parquet", ""))?.problem == text?.problem)
        #expect(error(directory.file("missing.parquet"))?.problem == "there is no such file")
        // Damage within: whatever Arrow finds, it is an error that names the file.
        var damaged = whole
        for offset in stride(from: 4, to: 2000, by: 2) { damaged[offset] ^= 0xFF }
        #expect(error(try directory.write("damaged.parquet", damaged))?.file?.hasSuffix("damaged.parquet") == true)
        #expect(
            error(ExchangeGoldens.folder + "types.parquet", columns: ["redshift"])?.problem
                == "there is no column 'redshift'")
    }

    /// A byte here, a byte there: the file is read or refused, and no number of a text is believed.
    @Test func damagedTexts() throws {
        let path = directory.file("t.parquet")
        let texts = (0..<3000).map { "galaxy \($0 * 7919 % 40)" }
        let flags = (0..<3000).map { $0 * 31 % 7 == 0 }
        try TableFile.write(
            Table(columns: [Column("name", .string(texts)), Column("flag", .boolean(flags), isMissing: flags)]),
            to: path)
        let whole = try Data(contentsOf: URL(filePath: path))
        var problems: Set<String> = []
        for offset in stride(from: 4, to: min(2400, whole.count - 8), by: 8) {
            var damaged = whole
            damaged[offset] ^= 0xFF
            try directory.write("damaged.parquet", damaged)
            do {
                _ = try TableFile.read(directory.file("damaged.parquet"))
            } catch let error as InputError {
                problems.insert(error.problem)
            }
        }
        #expect(problems.contains("the text is not in the dictionary"), "\(problems)")
    }

    @Test func failedWriteLeavesNothing() throws {
        let info = [ColumnInfo("id", .int64)]
        #expect(throws: CancellationError.self) {
            try TableFile.write(directory.file("t.parquet"), columns: info) { writer in
                try writer.write(Table(columns: [Column("id", .int64([1]))]))
                throw CancellationError()
            }
        }
        #expect(try directory.names().isEmpty)
        #expect(throws: WriteError.self) {
            try TableFile.write(directory.file("none/t.parquet"), columns: info) { _ in }
        }
    }
}
