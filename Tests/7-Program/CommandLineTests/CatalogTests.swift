import Foundation
import Tables
import TestSupport
import Testing

/// `catalog` and `query`: the real program.
@Suite(.serialized) struct CatalogTests {
    /// A trained network and a manifest of `rows` pictures with positions.
    static func work(rows: Int) throws -> (sky: SmallSky, manifest: String) {
        let sky = try SmallSky()
        #expect(try Program.run(sky.training("run")).status == 0)
        var mix = SplitMix(state: 3)
        var lines = ["id,file,ra,dec,magnitude"]
        for number in 0..<rows {
            let (x, y) = (Double(mix.next() >> 11) / Double(1 << 53), Double(mix.next() >> 11) / Double(1 << 53))
            let file = number % 97 == 50 ? "none" : "\(number % 24)"
            lines.append("n\(number),\(file).jpg,\(x * 20 + 350 - (x > 0.5 ? 360 : 0)),\(y * 10 - 5),\(14 + x * 6)")
        }
        return (sky, try sky.manifest("many.csv", lines.joined(separator: "\n") + "\n"))
    }

    static func arguments(_ sky: SmallSky, _ manifest: String, _ output: String) -> [String] {
        [
            "catalog", sky.file("run"), "--manifest", manifest, "--output", sky.file(output), "--threads", "1",
            "--batch", "16", "--cell-rows", "60", "--quiet",
        ]
    }

    /// What others than this program read of a catalogue.
    static func files(_ path: String) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for case let name as String in FileManager.default.enumerator(atPath: path) ?? .init() {
            // nil for a folder
            if !name.hasPrefix("tuningfork/") { files[name] = FileManager.default.contents(atPath: "\(path)/\(name)") }
        }
        return files
    }

    @Test(.timeLimit(.minutes(10))) func `the field's readers accept it, and count what query counts`() throws {
        let (sky, manifest) = try Self.work(rows: 400)
        let made = try Program.run(Self.arguments(sky, manifest, "c"))
        #expect(made.status == 0, "\(made.errors)")
        let status = try Program.run(["catalog", "--status", "--output", sky.file("c")])
        #expect(
            status.output.hasSuffix("\ncomplete\n") && status.output.contains("rows: 400 of 400"), "\(status.output)")
        let query = try Program.run(["query", sky.file("c"), "--cone", "0.3,-0.5,150", "--columns", "id"])
        #expect(query.status == 0, "\(query.errors)")
        let found = query.output.split(separator: "\n").dropFirst().map(String.init).sorted()
        #expect(found.count > 5 && found.count < 200)
        guard let python = PeerReaders.python else { return }
        let said = try Self.said(of: sky.file("c"), by: python)
        #expect(said["valid"] as? Bool == true)
        #expect(said["told"] as? [String] == [])
        for name in ["rows", "duckdb", "metadata_rows"] { #expect(said[name] as? Int == 400) }
        #expect(said["cone"] as? [String] == found)
        #expect(said["brute"] as? [String] == found)
        #expect(said["astropy_unit"] as? String == "deg")
        let ucds = try #require(said["ucds"] as? [String: Any])
        #expect(ucds["p_spiral"] as? String == "stat.probability;src.morph.type")
    }

    @Test(.timeLimit(.minutes(5))) func `the current folder is as good as any other`() throws {
        let (sky, manifest) = try Self.work(rows: 100)
        #expect(try Program.run(Self.arguments(sky, manifest, "one/c")).status == 0)
        var arguments = Self.arguments(sky, manifest, "two/c")
        arguments[5] = "."
        func run(_ arguments: [String], in folder: String) throws -> Program.Outcome {
            try Program.run(arguments, shell: "mkdir -p '\(sky.file(folder))' && cd '\(sky.file(folder))' && \"$@\"")
        }
        // Twice: the second finds nothing to make.
        for _ in 0..<2 {
            let made = try run(arguments, in: "two/c")
            #expect(made.status == 0, "\(made.errors)")
            #expect(try Self.files(sky.file("two/c")) == Self.files(sky.file("one/c")))
        }
        let again = try run(["rerun", ".", "--quiet"], in: "two/c")
        #expect(again.status == 0 && FileManager.default.fileExists(atPath: sky.file("two/c_rerun")), "\(again.errors)")
        let full = try run(arguments, in: ".")
        #expect(full.status == 65 && full.errors.contains("no catalogue of this program's"), "\(full.errors)")
    }

    @Test(.timeLimit(.minutes(10))) func `the vectors are those of embed, and the field's readers see them`() throws {
        let (sky, manifest) = try Self.work(rows: 300)
        let made = try Program.run(Self.arguments(sky, manifest, "c") + ["--embeddings"])
        #expect(made.status == 0, "\(made.errors)")
        let cells = try Self.files(sky.file("c")).keys.filter { $0.contains("Npix=") }.sorted()
        #expect(cells.count > 4)
        for cell in cells {
            // The same pictures in the same order make the same batches.
            let own = try TableFile.read(sky.file("c/\(cell)"), columns: ["id", "file"])
            let order = try sky.manifest("order.csv", "")
            try TableFile.write(own, to: order)
            let vectors = sky.file("e.parquet")
            let embedded = try Program.run([
                "embed", sky.file("run"), "--manifest", order, "--output", vectors, "--threads", "1", "--batch", "16",
                "--quiet",
            ])
            #expect(embedded.status == 0, "\(embedded.errors)")
            let (width, expected) = try VectorTable.vectors(vectors, named: "embedding")
            let (_, found) = try VectorTable.vectors(sky.file("c/\(cell)"), named: "embedding")
            #expect(width == 8 && found.map(\.bitPattern) == expected.map(\.bitPattern), "\(cell)")
        }
        let rerun = try Program.run(["rerun", sky.file("c"), "--output", sky.file("again"), "--quiet"])
        #expect(rerun.status == 0 && rerun.output.contains("The same bytes"), "\(rerun.errors)")
        try Self.checkQueries(sky)
        guard let python = PeerReaders.python else { return }
        let said = try Self.said(of: sky.file("c"), by: python)
        #expect(said["valid"] as? Bool == true && said["told"] as? [String] == [])
        #expect(said["cone"] as? [String] == said["brute"] as? [String])
        #expect(said["vector_type"] as? String == "fixed_size_list<element: float>[8]")
        // Pictures 50, 147 and 244 are not there.
        for name in ["vectors", "lsdb_vectors", "duckdb_vectors"] { #expect(said[name] as? Int == 297, "\(name)") }
        #expect(said["astropy_vector"] as? [Int] == [8])
        #expect((said["ucds"] as? [String: Any])?["embedding"] as? String == "stat.param")
    }

    /// What the field's readers say of a catalogue, and of a cone in it.
    private static func said(of catalogue: String, by python: String) throws -> [String: Any] {
        let asked = try PeerReaders.run("catalogue.py", [catalogue, "0.3", "-0.5", "2.5"], with: python)
        #expect(asked.status == 0, "\(asked.errors)")
        let line = asked.output.split(separator: "\n").last.map(String.init) ?? ""
        return try #require(
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(asked.output)")
    }

    /// Tables that are Parquet carry the vectors, and others say once that they do not.
    private static func checkQueries(_ sky: SmallSky) throws {
        for file in ["q.parquet", "q.csv", "x.parquet", "x.fits"] {
            let verb = file.hasPrefix("q") ? "query" : "export"
            let outcome = try Program.run([verb, sky.file("c"), "--output", sky.file(file), "--quiet"])
            #expect(outcome.status == 0, "\(outcome.errors)")
            let told = outcome.errors.split(separator: "\n").count { $0.contains("only Parquet files") }
            #expect(told == (file.hasSuffix("parquet") ? 0 : 1), "\(file): \(outcome.errors)")
            if file.hasSuffix("parquet") {
                #expect(try VectorTable.vectors(sky.file(file), named: "embedding").values.count == 8 * 300, "\(file)")
            }
        }
    }

    @Test(.timeLimit(.minutes(10))) func `3 workers killed at 20 moments give the same bytes`()
        throws
    {
        let (sky, manifest) = try Self.work(rows: 3000)
        let whole = try Program.run(Self.arguments(sky, manifest, "one/c"))
        #expect(whole.status == 0, "\(whole.errors)")
        let workers = Workers(Self.arguments(sky, manifest, "three/c"))
        defer { workers.kill() }
        var generator = SystemRandomNumberGenerator()
        var kills = 0
        for number in 0..<3 { try workers.start(number) }
        while kills < 20 {
            usleep(UInt32.random(in: 50_000...400_000, using: &generator))
            // The third does not come back after half of the kills.
            let number = Int.random(in: 0..<(kills < 10 ? 3 : 2), using: &generator)
            workers.kill(number)
            if kills == 9 { workers.kill(2) }
            kills += 1
            if !(kills >= 10 && number == 2) { try workers.start(number) }
        }
        workers.wait()
        let last = try Program.run(Self.arguments(sky, manifest, "three/c"))
        #expect(last.status == 0, "\(last.errors)")
        #expect(try Self.files(sky.file("three/c")) == Self.files(sky.file("one/c")))
    }

    @Test(.timeLimit(.minutes(5))) func `ranks share a plan, and another model is refused meanwhile`()
        throws
    {
        let (sky, manifest) = try Self.work(rows: 1200)
        let arguments = { Self.arguments(sky, manifest, $0) + ["--embeddings"] }
        #expect(try Program.run(arguments("one/c")).status == 0)
        let workers = Workers(arguments("two/c") + ["--ranks", "2"])
        defer { workers.kill() }
        try workers.start(0)
        while workers.isRunning(0), !FileManager.default.fileExists(atPath: sky.file("two/c/tuningfork/plan.json")) {
            usleep(10_000)
        }
        let other = try Program.run(arguments("two/c") + ["--engine", "stub"])
        if workers.isRunning(0) {
            #expect(
                other.status == 65 && other.errors.contains("other processes make this catalogue"), "\(other.errors)")
        }
        workers.wait()
        #expect(try Program.run(arguments("two/c")).status == 0)
        #expect(try Self.files(sky.file("two/c")) == Self.files(sky.file("one/c")))
    }

    @Test(.enabled(if: FullDisk.isAllowed, Comment(rawValue: FullDisk.absence)))
    func `a full disk is told, and the catalogue goes on when there is room`() throws {
        let (sky, manifest) = try Self.work(rows: 400)
        let disk = try FullDisk(kilobytes: 400)
        var arguments = Self.arguments(sky, manifest, "c")
        arguments[5] = disk.file("c")
        let full = try Program.run(arguments)
        #expect(full.status == 1 && full.errors.contains("No space left on device"), "\(full.errors)")
    }

    /// Processes of the program with the same arguments.
    private final class Workers {
        private let arguments: [String]
        private var running: [Int: Process] = [:]

        init(_ arguments: [String]) { self.arguments = arguments }

        func start(_ number: Int) throws {
            let process = Process()
            process.executableURL = URL(filePath: Program.path)
            process.arguments = arguments
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            process.standardInput = FileHandle.nullDevice
            try process.run()
            running[number] = process
        }

        func isRunning(_ number: Int) -> Bool { running[number]?.isRunning ?? false }

        func kill(_ number: Int) {
            guard let process = running.removeValue(forKey: number) else { return }
            if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
            process.waitUntilExit()
        }

        func kill() { for number in Array(running.keys) { kill(number) } }

        func wait() { for process in running.values { process.waitUntilExit() } }
    }
}
