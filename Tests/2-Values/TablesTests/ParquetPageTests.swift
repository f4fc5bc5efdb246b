import Tables
import TestSupport
import Testing

/// What the pages of Parquet files are made of here, read by Arrow.
@Suite struct ParquetPageTests {
    private static let columns = [
        ColumnInfo("truth", .boolean), ColumnInfo("few", .int32), ColumnInfo("many", .int64), ColumnInfo("x", .float),
        ColumnInfo("y", .double), ColumnInfo("word", .string), ColumnInfo("name", .string), ColumnInfo("same", .string),
    ]

    /// Rows whose words are few, or are all there is.
    private static func batch(_ rows: Int, from first: Int, wordsAreKept: Bool, gaps: Bool) -> Table {
        let numbers = first..<first + rows
        let isMissing = gaps ? numbers.map { $0 % 5 == 0 } : nil
        let words = ["spiral", "", "merger"]
        let word = numbers.map { Int32($0 * 7 % 3) }
        let values: [Column.Values] = [
            .boolean(numbers.map { $0 % 3 == 0 }), .int32(numbers.map { Int32($0 % 4 - 2) }),
            .int64(numbers.map { Int64($0) &* 0x1234_5678_9ABC_DEF1 }),
            .float(numbers.map { gaps && $0 % 7 == 0 ? .nan : Float($0) / 3 }),
            .double(numbers.map { gaps && $0 % 11 == 0 ? .nan : -Double($0 % 6) }),
            .text(wordsAreKept ? Texts(words, numbers: word) : Texts(word.map { words[Int($0)] })),
            .text(Texts(numbers.map { "J\($0)+\($0 % 10)" })), .text(Texts(repeating: "des", count: rows)),
        ]
        return Table(
            columns: zip(columns, values).map { info, values in
                Column(info, values, isMissing: [.boolean, .int32, .int64].contains(info.type) ? isMissing : nil)
            })
    }

    @Test(arguments: [1, 7, 64, 1000], [false, true])
    func `cells come back, whatever batches and groups they were written in`(_ groupRows: Int, _ gaps: Bool) throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("t.parquet")
        let batches = [1, 300, 64, 999, 2].enumerated().map { number, rows in
            Self.batch(rows, from: number * 1000, wordsAreKept: number % 2 == 0, gaps: gaps)
        }
        try ParquetGroups.write(path, columns: Self.columns, info: TableInfo(), groupRows: groupRows) { writer in
            for batch in batches { try writer.write(batch) }
        }
        let read = try TableFile.read(path)
        #expect(read.rowCount == batches.reduce(0) { $0 + $1.rowCount })
        for (place, column) in read.columns.enumerated() {
            #expect(column.info == Self.columns[place])
            let expected = batches.flatMap { batch in (0..<batch.rowCount).map { batch.columns[place].text($0) } }
            #expect((0..<read.rowCount).map { column.text($0) } == expected, "\(column.name)")
        }
        var seen = 0
        let reader = try ParquetGroups.reader(path) { group in
            seen += 1
            return false
        }
        #expect(try reader.next(10) == nil && seen == (read.rowCount + groupRows - 1) / groupRows)
    }
}
