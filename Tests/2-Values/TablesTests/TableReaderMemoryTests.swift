#if os(Linux)
    import Foundation
    import Tables
    import TestSupport
    import Testing

    @Suite struct TableReaderMemoryTests {
        /// Reads tables of 60 MB and more (uncompressed) in batches in a process of its own, whose memory must not follow.
        @Test(arguments: ["long.csv", "long.csv.gz", "long.fits", "long.fits.gz"])
        func memoryDoesNotGrowWithTheFile(name: String) async throws {
            let directory = try TemporaryDirectory()
            let path = directory.file(name)
            let note = String(repeating: "n", count: 200)
            let columns = [ColumnInfo("id", .int64), ColumnInfo("ra", .double), ColumnInfo("note", .string)]
            try TableFile.write(path, columns: columns) { writer in
                for batch in 0..<30 {
                    let rows = batch * 10_000..<(batch + 1) * 10_000
                    try writer.write(
                        Table(columns: [
                            Column("id", .int64(rows.map(Int64.init))),
                            Column("ra", .double(rows.map { Double($0) / 1000 })),
                            Column("note", .string(rows.map { _ in note })),
                        ]))
                }
            }
            await #expect(processExitsWith: .success) { [path = path as String] in
                func peakKilobytes() throws -> Int {
                    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
                    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
                    return Int(line.filter(\.isNumber)) ?? .max
                }
                let before = try peakKilobytes()
                let reader = try TableFile.reader(path)
                var rows = 0
                while let batch = try reader.next(1000) {
                    try #require(batch.firstRow == rows + 1)
                    try #require(batch.columns[0].text(0) == String(rows))
                    rows += batch.rowCount
                }
                try #require(rows == 300_000)
                let growth = try peakKilobytes() - before
                let blocks = ProcessInfo.processInfo.activeProcessorCount * 12_000
                try #require(growth < 8000 + blocks, "\(growth) kB")
            }
        }
    }
#endif
