#if os(Linux)
    import Foundation
    import Tables
    import TestSupport
    import Testing

    @Suite struct CSVReaderMemoryTests {
        /// Reads a table of 24 MB (uncompressed) row by row in a process of its own, whose memory must not follow.
        @Test func memoryDoesNotGrowWithTheFile() async throws {
            let directory = try TemporaryDirectory()
            let path = directory.file("long.csv.gz")
            let note = String(repeating: "n", count: 100)
            try CSV.write(path, header: ["id", "ra", "note"]) { write in
                for row in 0..<200_000 { try write(["\(row)", "\(Double(row) / 1000)", note]) }
            }
            await #expect(processExitsWith: .success) { [path = path as String] in
                func peakKilobytes() throws -> Int {
                    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
                    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
                    return Int(line.filter(\.isNumber)) ?? .max
                }
                let reader = try CSVReader(path)
                var rows = 0
                var start = 0
                while try reader.advance() {
                    if rows == 1000 { start = try peakKilobytes() }
                    for column in 0..<3 { rows += try reader.cell(column).isEmpty ? 1_000_000 : 0 }
                    rows += 1
                }
                let growth = try peakKilobytes() - start
                try #require(rows == 200_000)
                try #require(growth < 4000, "\(growth) kB")
            }
        }
    }
#endif
