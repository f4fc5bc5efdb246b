import Files
import Foundation
import Process
import Tables
import TestSupport
import Testing

/// Columns of vectors in Parquet files; `Goldens/vectors.py` makes those of pyarrow and reads those written here.
@Suite struct VectorTableTests {
    private let directory: TemporaryDirectory
    private static let folder =
        URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Goldens/vectors/").path + "/"
    private static let expected = (0..<21).map { (Float($0) - 5) / 3 }

    init() throws { directory = try TemporaryDirectory() }

    @Test(arguments: ["fixed_float", "list_double", "large_list_float", "list_half"])
    func pyarrowsVectorsAreRead(name: String) throws {
        let (width, values) = try VectorTable.vectors(Self.folder + name + ".parquet", named: "embedding")
        #expect(width == 3 && values.count == 21)
        let tolerance: Float = name == "list_half" ? 1e-3 : 1e-7
        for (place, (found, expected)) in zip(values, Self.expected).enumerated() {
            let isMissing = name != "fixed_float" && (place < 3 || place >= 18)
            #expect(isMissing ? found.isNaN : abs(found - expected) <= tolerance * abs(expected), "\(place)")
        }
        #expect(try VectorTable.plainColumns(Self.folder + name + ".parquet") == ["id"])
        let other = try VectorTable.vectors(Self.folder + name + ".parquet", named: "only one")
        #expect(other.width == 3)
    }

    @Test func othersAreRefused() throws {
        func problem(_ name: String) -> (row: Int?, text: String) {
            let error = #expect(throws: InputError.self) {
                try VectorTable.vectors(Self.folder + name + ".parquet", named: "embedding")
            }
            return (error?.row, error.map { "\($0)" } ?? "")
        }
        #expect(problem("ragged").row == 5 && problem("ragged").text.contains("1 numbers, others have 2"))
        #expect(problem("ragged_groups").row == 4 && problem("ragged_groups").text.contains("1 numbers"))
        #expect(problem("whole_numbers").text.contains("no column of vectors"))
        let none = try VectorTable.vectors(Self.folder + "none.parquet", named: "embedding")
        #expect(none.width == 0 && none.values.isEmpty)
    }

    private func write(_ path: String, isHalf: Bool, rows: Int, at most: Int) throws {
        let column = VectorColumn("embedding", width: 3, isHalf: isHalf, description: "Vectors")
        var values = (0..<rows * 3).map { (Float($0) - 5) / 3 }
        for place in 6..<9 { values[place] = .nan }
        try VectorTable.write(path, columns: [ColumnInfo("id", .string)], vector: column) { append in
            for start in stride(from: 0, to: rows, by: most) {
                let batch = start..<min(start + most, rows)
                let table = Table(columns: [Column("id", .string(batch.map { "g\($0)" }))])
                let own = values[batch.lowerBound * 3..<batch.upperBound * 3]
                if isHalf {
                    try own.map { Float16($0).bitPattern }.withUnsafeBytes { try append(table, $0) }
                } else {
                    try own.withUnsafeBytes { try append(table, $0) }
                }
            }
        }
    }

    /// The bytes that pyarrow was seen to read (`vectors.py --check`).
    @Test(arguments: ["float", "half"])
    func whatIsWrittenIsAsChecked(kind: String) throws {
        let path = directory.file("written.parquet")
        try write(path, isHalf: kind == "half", rows: 7, at: 4)
        let (width, values) = try VectorTable.vectors(path, named: "embedding")
        #expect(width == 3 && values.indices.allSatisfy { values[$0].isNaN == (6..<9).contains($0) })
        #expect(abs(values[20] - Self.expected[20]) < 1e-2)
        #expect(try TableFile.read(path, columns: ["id"]).columns[0].texts == (0..<7).map { "g\($0)" })
        let golden = Self.folder + "written_\(kind).parquet"
        if ProcessInfo.processInfo.environment["TUNINGFORK_RECORD"] == "1" {
            try Data(contentsOf: URL(filePath: path)).write(to: URL(filePath: golden))
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == Data(contentsOf: URL(filePath: golden)))
    }

    /// Groups that are chosen come with their vectors, which follow the rows.
    @Test func vectorsOfChosenGroups() throws {
        let path = directory.file("groups.parquet")
        let (rows, width) = (20_000, 300)
        let column = VectorColumn("embedding", width: width, isHalf: false, ucd: "stat.param", description: "Vectors")
        let table = Table(columns: [
            Column("id", .string((0..<rows).map { "g\($0)" })), Column("pixel", .int64((0..<Int64(rows)).map(\.self))),
        ])
        func vector(_ row: Int) -> [Float] { (0..<width).map { Float(row) + Float($0) / 512 } }
        let feed = VectorFeed(column) { take in
            for start in stride(from: 0, to: rows, by: 3000) {
                try take((start..<min(start + 3000, rows)).flatMap(vector))
            }
        }
        try ParquetGroups.write(table, to: path, info: TableInfo(), groupRows: 4096, vectors: feed)
        #expect(try ParquetGroups.vectorColumn(of: path, named: "embedding") == column)
        #expect(try ParquetGroups.vectorColumn(of: path, named: "id") == nil)
        let (reader, notices) = try Notice.collect {
            try ParquetGroups.reader(path, vectors: column) { $0.integers(of: "pixel")?.contains(9000) ?? true }
        }
        #expect(notices == [] && reader.columns.map(\.name) == ["id", "pixel"])
        var seen = 0
        while let batch = try reader.next(700) {
            let vectors = try #require(batch.vectors)
            for (row, number) in try batch.integers("pixel").enumerated() {
                #expect(Array(vectors[row]) == vector(number ?? -1))
            }
            let picked = batch.gathered([3, 0, -1]).vectors
            #expect(picked.map { Array($0[0]) == Array(vectors[3]) && $0[2].allSatisfy(\.isNaN) } ?? false)
            #expect(batch.sliced(1..<3).vectors.map { $0.count == 2 && Array($0[0]) == Array(vectors[1]) } ?? false)
            seen += batch.rowCount
        }
        #expect(seen == 4096)
        let other = VectorColumn("embedding", width: 5, isHalf: false)
        let refused = #expect(throws: InputError.self) {
            try ParquetGroups.reader(path, vectors: other) { _ in true }
        }
        #expect(refused?.description.contains("no column of vectors of 5 numbers") ?? false)
    }

    /// Rows enough for several groups; the size of the pieces they come in is not seen in the file where groups end with them.
    @Test func manyRows() throws {
        let path = directory.file("many.parquet")
        try write(path, isHalf: false, rows: 150_000, at: 1 << 13)
        let (_, values) = try VectorTable.vectors(path, named: "embedding")
        #expect(values.count == 450_000 && values[449_999] == (Float(449_999) - 5) / 3)
    }
}
