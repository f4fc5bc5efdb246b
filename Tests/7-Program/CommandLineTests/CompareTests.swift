import Foundation
import TestSupport
import Testing

/// `compare`: the real program on two small networks.
@Suite struct CompareTests {
    @Test(.timeLimit(.minutes(5))) func `networks stand side by side as evaluate measures them`() throws {
        let sky = try SmallSky(count: 12, epochs: 2)
        for (seed, name) in [("1", "one"), ("2", "two")] {
            #expect(try Program.run(sky.training(name) + ["--seed", seed]).status == 0)
        }
        let tests = ["--test", "all of them=\(sky.manifest)", sky.manifest]
        let outcome = try Program.run(
            ["compare", "first=\(sky.file("one"))", sky.file("two")] + tests + [
                "--output", sky.file("c.csv"), "--markdown", sky.file("c.md"), "--json", sky.file("c.json"),
                "--picture",
                sky.file("c.svg"), "--title", "Two seeds",
            ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("first on all of them: WARNING: 24 of 24 labelled test galaxies were seen"))
        #expect(outcome.output.contains("manifest.csv, 50 %") && outcome.output.contains("all of them, 100 %"))
        struct Written: Decodable {
            struct Estimate: Decodable { let value, low, high: Double }
            struct Row: Decodable {
                let set, network: String
                let coverage: Double
                let n: Int
                let accuracy: Estimate
            }
            let rows: [Row]
        }
        let written = try JSONDecoder().decode(
            Written.self, from: Data(contentsOf: URL(filePath: sky.file("c.json"))))
        #expect(written.rows.count == 2 * 2 * 3)
        for (name, folder) in [("first", "one"), ("two", "two")] {
            let json = sky.file("\(folder).json")
            #expect(
                try Program.run([
                    "evaluate", sky.file(folder), "--manifest", sky.manifest, "--json", json, "--quiet",
                ]).status == 0)
            let figures =
                try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: json))) as? [String: Any]
            let parts = try #require(figures?["coverage"] as? [[String: Any]])
            for part in parts {
                let own = written.rows.filter { $0.network == name && $0.coverage == part["coverage"] as? Double }
                let accuracy = try #require(part["accuracy"] as? [String: Any])
                #expect(own.count == 2)
                for row in own {
                    #expect(row.n == part["n"] as? Int)
                    // The two readers of JSON differ in a number's last digit.
                    let (value, low) = (accuracy["value"] as? Double ?? .nan, accuracy["low"] as? Double ?? .nan)
                    #expect(abs(row.accuracy.value - value) < 1e-12 && abs(row.accuracy.low - low) < 1e-12)
                }
            }
        }
        for name in ["c.csv", "c.md", "c.svg"] {
            #expect(FileManager.default.fileExists(atPath: sky.file(name)), "\(name)")
        }
        #expect(try String(contentsOfFile: sky.file("c.svg"), encoding: .utf8).contains("Two seeds"))

        // Nothing is written where a table is none, or an output is read.
        let missing = try Program.run(
            ["compare", sky.file("one"), "--test", sky.file("no.csv"), "--markdown", sky.file("d.md"), "--quiet"])
        #expect(missing.status == 65 && missing.errors.contains("no.csv"), "\(missing.errors)")
        #expect(!FileManager.default.fileExists(atPath: sky.file("d.md")))
        let read = try Program.run(["compare", sky.file("one"), "--test", sky.manifest, "--output", sky.manifest])
        #expect(read.status == 65 && read.errors.contains("the result would replace what is read"), "\(read.errors)")
        let ending = try Program.run([
            "compare", sky.file("one"), "--test", sky.manifest, "--output", sky.file("c.txt"),
        ])
        #expect(ending.status == 65 && ending.errors.contains("c.txt"), "\(ending.errors)")
    }
}
