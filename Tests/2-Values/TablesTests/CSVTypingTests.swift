import Files
import Foundation
import Tables
import TestSupport
import Testing

/// How often a CSV file is read.
@Suite struct CSVTypingTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// A table of more than one block, old enough that every change of it leaves a mark.
    private func table(_ rows: Int = 60_000) throws -> (path: String, size: Int) {
        let path = directory.file("t.csv")
        let columns = [
            Column("id", .int64((0..<rows).map(Int64.init))), Column("ra", .double((0..<rows).map { Double($0) / 7 })),
            Column("name", .string((0..<rows).map { "galaxy \($0)" })),
        ]
        try TableFile.write(Table(columns: columns), to: path)
        Thread.sleep(forTimeInterval: 0.1)
        return (path, try Data(contentsOf: URL(filePath: path)).count)
    }

    /// Reads all rows, and gives how often the file was read for it.
    private func passes(_ table: (path: String, size: Int), _ columns: [String]? = nil, text: [String] = []) throws
        -> Double
    {
        let bytes = try ReadMeter.bytes {
            let reader = try TableFile.reader(table.path, columns: columns, text: text)
            var rows = 0
            while let batch = try reader.next(1000) { rows += batch.rowCount }
            #expect(rows == 60_000)
        }
        return Double(bytes[table.path] ?? 0) / Double(table.size)
    }

    @Test func typesAreLookedForOnce() throws {
        let table = try table()
        #expect(try passes(table, ["name"], text: ["NAME"]) == 1)
        let looking = try passes(table, ["ra"])
        #expect(looking == 2)
        #expect(try passes(table, ["ra"]) == 1)
        #expect(try passes(table, ["ra", "id"]) == 2)
        // All are known but the name.
        #expect(try passes(table) == 2)
        #expect(try passes(table) == 1)
        let bytes = try ReadMeter.bytes { _ = try TableFile.reader(table.path).columns }
        #expect((bytes[table.path] ?? 0) * 10 < table.size * 9)
        let reader = try TableFile.reader(table.path)
        #expect(reader.rowCount == 60_000)
        #expect(reader.columns.map(\.type) == [.int64, .double, .string])
    }

    @Test func aWholeTableTellsItsTypes() throws {
        let table = try table()
        let bytes = try ReadMeter.bytes { _ = try TableFile.read(table.path) }
        #expect(bytes[table.path] == table.size)
        #expect(try passes(table) == 1)
    }

    /// The same name, length and, where that is so, node: the types are those of the new content.
    @Test func anotherContentHasItsOwnTypes() throws {
        let (path, _) = try table(3)
        for (text, type) in [
            ("a\n1\n", ColumnType.int64), ("a\nx\n", .string), ("a\n2\n", .int64), ("a\n.\n", .string),
        ] {
            for _ in 0..<2 {
                try text.write(toFile: path, atomically: false, encoding: .utf8)
                #expect(try TableFile.reader(path).columns.map(\.type) == [type])
                #expect(try TableFile.read(path).columns.map(\.type) == [type])
            }
        }
    }

    /// Whoever opened the file before it was changed is told, and gets no cell that is wrong.
    @Test(arguments: ["longer", "other types"])
    func aChangeIsTold(kind: String) throws {
        let (path, _) = try table(400_000)
        let reader = try TableFile.reader(path, columns: ["id"])
        _ = try reader.next(1)
        let file = try #require(FileHandle(forWritingAtPath: path))
        if kind == "longer" {
            try file.seekToEnd()
            try file.write(contentsOf: Data("400000,1.5,more\n".utf8))
        } else {
            try file.seek(toOffset: file.seekToEnd() - 200)
            try file.write(contentsOf: Data("\n\"a b c\",1,2\n".utf8))
        }
        let error = #expect(throws: InputError.self) { while try reader.next(1 << 16) != nil {} }
        #expect(error?.file == path)
    }
}
