import Files
import Foundation
import Tables
import TestSupport
import Testing

/// `map` through the real program.
@Suite(.serialized) struct MapTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// An embedding of so many galaxies in three groups, as `embed` writes it; rows in `broken` have no vector.
    @discardableResult
    private func embedding(
        _ name: String, rows: Int, columns: Int = 8, broken: Set<Int> = [], constant: Bool = false, seed: UInt64 = 1
    ) throws -> String {
        var mix = SplitMix(state: seed)
        func uniform() -> Float { Float(mix.next() >> 40) / Float(1 << 24) }
        var values: [Float] = []
        var table = "id,file,flag,reason\n"
        for row in 0..<rows {
            for column in 0..<columns {
                let value = constant ? 1 : Float((row % 3) * (column % 2 + 1) * 4) + uniform()
                values.append(broken.contains(row) ? .nan : value)
            }
            table += broken.contains(row) ? "g\(row),\(row).jpg,unreadable,cut off\n" : "g\(row),\(row).jpg,,\n"
        }
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
        let text = Array(header.utf8) + [UInt8](repeating: 32, count: 63 - (10 + header.utf8.count) % 64) + [10]
        var bytes = Data(
            [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.count & 0xFF), UInt8(text.count >> 8)] + text)
        values.withUnsafeBytes { bytes += Data($0) }
        try directory.write(name + ".csv", table)
        return try directory.write(name + ".npy", bytes)
    }

    private func map(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(["map", "--quiet"] + arguments)
    }

    @Test(arguments: [2, 3]) func `a table with coordinates and what stood beside the vectors`(_ dimensions: Int) throws
    {
        let matrix = try embedding("e", rows: 130, broken: [5, 129])
        let output = directory.file("m.csv")
        let outcome = try map(
            matrix, "--output", output, "--dimensions", "\(dimensions)", "--iterations", "50", "--json",
            directory.file("m.json"))
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("128 of 130 galaxies placed, KL divergence "), "\(outcome.output)")
        let table = try TableFile.read(output)
        let axes = Array(["map_x", "map_y", "map_z"].prefix(dimensions))
        #expect(table.columns.map(\.name) == ["id"] + axes + ["file", "flag", "reason"])
        #expect(table.rowCount == 130)
        for axis in axes {
            let values = try table.doubles(axis)
            #expect(values.indices.filter { values[$0] == nil } == [5, 129])
        }
        #expect(try table.texts("reason")[5] == "cut off")
        let record = try Data(contentsOf: URL(filePath: directory.file("m.map.json")))
        #expect(record == (try Data(contentsOf: URL(filePath: directory.file("m.json")))))
        #expect(String(decoding: record, as: UTF8.self).contains("\"without_vector\" : 2"))
        #expect(try directory.names() == ["e.csv", "e.npy", "m.csv", "m.json", "m.map.json"])
    }

    @Test func `other formats and threads hold the same map`() throws {
        let matrix = try embedding("e", rows: 150)
        var maps: [[Double?]] = []
        for (number, name) in ["m.csv", "m.fits", "m.vot", "m.parquet"].enumerated() {
            let outcome = try map(
                matrix, "--output", directory.file(name), "--iterations", "30", "--threads", "\(number % 2 + 1)")
            #expect(outcome.status == 0, "\(outcome.errors)")
            maps.append(try TableFile.read(directory.file(name)).doubles("map_x").map { $0.map { Double(Float($0)) } })
        }
        #expect(maps.allSatisfy { $0 == maps[0] })
    }

    @Test func `killed and interrupted, the bytes are those of a run that was not`() throws {
        let matrix = try embedding("e", rows: 2500)
        func arguments(_ name: String) -> [String] {
            ["map", matrix, "--output", directory.file(name), "--dimensions", "3", "--checkpoint-seconds", "0"]
        }
        #expect(try Program.run(arguments("whole.csv")).status == 0)
        let kept = directory.file("m.csv.unfinished/state")
        func untilKept(_ process: Int32) {
            while kill(process, 0) == 0 && !FileManager.default.fileExists(atPath: kept) { usleep(10_000) }
        }
        let killed = try Program.run(arguments("m.csv")) { process, _ in
            untilKept(process)
            usleep(200_000)
            kill(process, SIGKILL)
        }
        #expect(killed.status == SIGKILL)
        let stopped = try Program.run(arguments("m.csv")) { process, errors in
            while kill(process, 0) == 0 && !errors().contains("going on after iteration") { usleep(10_000) }
            kill(process, SIGINT)
        }
        #expect(stopped.status == 130, "\(stopped.errors)")
        #expect(stopped.errors.contains("Run the same command again"), "\(stopped.errors)")
        #expect(try !directory.names().contains("m.csv"))
        let last = try Program.run(arguments("m.csv"))
        #expect(last.status == 0 && last.errors.contains("going on after iteration"), "\(last.errors)")
        let bytes = try ["m.csv", "whole.csv"].map { try Data(contentsOf: URL(filePath: directory.file($0))) }
        #expect(bytes[0] == bytes[1])
        #expect(try directory.names().allSatisfy { !$0.hasSuffix(".unfinished") })
    }

    @Test func `new galaxies come to their own group on an old map`() throws {
        let old = try embedding("old", rows: 300, broken: [7])
        let new = try embedding("new", rows: 30, broken: [4], seed: 2)
        let (first, second) = (directory.file("old_map.parquet"), directory.file("new_map.csv"))
        #expect(try map(old, "--output", first).status == 0)
        let outcome = try map(new, "--output", second, "--into", first)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let (fixed, placed) = (try TableFile.read(first), try TableFile.read(second))
        func places(_ table: Table) throws -> [(x: Double, y: Double)?] {
            try zip(table.doubles("map_x"), table.doubles("map_y")).map { x, y in
                guard let x, let y else { return nil }
                return (x, y)
            }
        }
        let (there, here) = (try places(fixed), try places(placed))
        #expect(here.indices.filter { here[$0] == nil } == [4])
        for row in here.indices {
            guard let own = here[row] else { continue }
            func distance(_ other: (x: Double, y: Double)?) -> Double {
                other.map { ($0.x - own.x) * ($0.x - own.x) + ($0.y - own.y) * ($0.y - own.y) } ?? .infinity
            }
            let nearest = there.indices.min { distance(there[$0]) < distance(there[$1]) } ?? 0
            #expect(nearest % 3 == row % 3)
        }
        // The map's embedding is another one now.
        try embedding("old", rows: 300, broken: [7], seed: 3)
        let changed = try map(new, "--output", second, "--into", first)
        #expect(changed.status == 65 && changed.errors.contains("was changed since the map"), "\(changed.errors)")
        try embedding("old", rows: 300, broken: [7])
        try embedding("new", rows: 30, columns: 9)
        let wide = try map(new, "--output", second, "--into", first)
        #expect(wide.status == 65 && wide.errors.contains("have 9 numbers"), "\(wide.errors)")
        try directory.write("old_map.map.json", "{}")
        let damaged = try map(new, "--output", second, "--into", first)
        #expect(damaged.status == 65 && damaged.errors.contains("is no record of a map"), "\(damaged.errors)")
    }

    @Test func `what cannot be drawn is refused`() throws {
        func refused(_ matrix: String, _ words: String, _ more: String...) throws {
            let outcome = try Program.run(["map", "--quiet", matrix, "--output", directory.file("m.csv")] + more)
            #expect(outcome.status == 65 && outcome.errors.contains(words), "\(outcome.errors)")
            #expect(try !directory.names().contains { $0.hasPrefix("m.") })
        }
        try refused(embedding("few", rows: 60), "Give --perplexity 19 or less")
        try refused(embedding("same", rows: 120, constant: true), "all 120 vectors are the same")
        try refused(embedding("none", rows: 3, broken: [0, 1, 2]), "none of its 3 rows is a vector")
        try refused(directory.file("absent.npy"), "there is no such file")
        let cut = try embedding("cut", rows: 120)
        let bytes = try Data(contentsOf: URL(filePath: cut))
        try bytes.dropLast(100).write(to: URL(filePath: cut))
        try refused(cut, "is no proper .npy file")
        let table = try embedding("own", rows: 120)
        let outcome = try Program.run(["map", table, "--output", directory.file("own.csv")])
        #expect(outcome.status == 65 && outcome.errors.contains("would replace what is read"), "\(outcome.errors)")
        #expect(try Program.run(["map", table, "--output", directory.file("m.csv"), "--dimensions", "4"]).status == 64)
        let both = ["map", table, "--output", directory.file("m.csv"), "--into", "x.csv", "--seed", "3"]
        #expect(try Program.run(both).status == 64)
    }

    /// Copies of the same galaxies are no reason to refuse a map.
    @Test func `duplicates are drawn`() throws {
        let matrix = try embedding("e", rows: 200)
        var bytes = try Data(contentsOf: URL(filePath: matrix))
        let row = bytes.suffix(32)
        for copy in 1...60 {
            bytes.replaceSubrange((bytes.count - 32 * (copy + 1))..<(bytes.count - 32 * copy), with: row)
        }
        try bytes.write(to: URL(filePath: matrix))
        let outcome = try map(matrix, "--output", directory.file("m.csv"), "--iterations", "100")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try TableFile.read(directory.file("m.csv")).doubles("map_x").allSatisfy { $0?.isFinite == true })
    }
}
