import Foundation
import Images
import TestSupport
import Testing

/// `recurse`: the real program, killed as often as one likes, and what it says of bad input.
@Suite(.serialized) struct RecurseTests {
    private let sky: SmallSky
    private let arguments: [String]

    init() throws {
        sky = try SmallSky(count: 12, epochs: 2)
        var lines = ["id,file,label"]
        for number in 0..<20 {
            let isBar = number % 2 == 0
            try SmallSky.picture(isBar: isBar, turn: Double(number) + 0.5).writeJPEG(to: sky.file("u\(number).jpg"))
            lines.append("u\(number),u\(number).jpg,")
        }
        let unlabelled = try sky.manifest("unlabelled.csv", lines.joined(separator: "\n") + "\n")
        let trained = try Program.run(sky.training("run"))
        try #require(trained.status == 0, "\(trained.errors)")
        arguments = [
            "recurse", sky.file("run"), "--unlabelled", unlabelled, "--choice", "top", "--per-class", "3", "--rounds",
            "3",
            "--threads", "1",
        ]
    }

    /// What does not tell of times: all files but the record, log and metrics of the training.
    private func files(_ name: String) throws -> [String: Data] {
        var found: [String: Data] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: sky.file(name))
        where !["run.json", "log.txt", "metrics.csv"].contains(file) {
            found[file] = try Data(contentsOf: URL(filePath: sky.file("\(name)/\(file)")))
        }
        return found
    }

    @Test(.timeLimit(.minutes(15)))
    func `killed at ten moments, it goes on to the same bytes`() throws {
        let begin = ContinuousClock.now
        let whole = try Program.run(arguments + ["--output", sky.file("whole"), "--quiet"])
        #expect(whole.status == 0, "\(whole.errors)")
        let seconds = begin.duration(to: .now) / .seconds(1)
        let again = arguments + ["--output", sky.file("again"), "--quiet"]
        var kills = 0
        for number in 0..<10 {
            // Moments over the whole length, however much of it is done already.
            let moment = seconds * (0.05 + 0.09 * Double((number * 7) % 10))
            let outcome = try Program.run(again) { process, _ in
                let start = ContinuousClock.now
                while start.duration(to: .now) / .seconds(1) < moment, kill(process, 0) == 0 { usleep(2000) }
                kill(process, SIGKILL)
            }
            if outcome.status == 0 { break }
            #expect(outcome.status == SIGKILL, "\(outcome.errors)")
            kills += 1
            #expect(!FileManager.default.fileExists(atPath: sky.file("again/run.json")))
        }
        #expect(kills > 0)
        let last = try Program.run(again)
        #expect(last.status == 0, "\(last.errors)")
        #expect(try files("again") == files("whole"))
        #expect(!FileManager.default.fileExists(atPath: sky.file("again.unfinished")))
        let record =
            try JSONSerialization.jsonObject(with: files("again")["recursion.json"] ?? Data()) as? [String: Any]
        let rounds = try #require(record?["rounds"] as? [[String: Any]])
        #expect(!rounds.isEmpty && (record?["end"] as? String)?.isEmpty == false)
        // Every other command takes it as a run.
        let classified = try Program.run([
            "classify", sky.file("again"), "--manifest", sky.manifest, "--output", sky.file("classes.csv"), "--quiet",
        ])
        #expect(classified.status == 0, "\(classified.errors)")
    }

    @Test func `a galaxy of a test among the unlabelled ones is an error`() throws {
        let test = try sky.manifest("test.csv", "id,file,label\nt,u4.jpg,spiral\n")
        let outcome = try Program.run(arguments + ["--output", sky.file("taught"), "--test", test, "--quiet"])
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("unlabelled.csv, row 5: 'u4' is 't' of"), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: sky.file("taught.unfinished")))
        #expect(!FileManager.default.fileExists(atPath: sky.file("taught")))
    }
}
