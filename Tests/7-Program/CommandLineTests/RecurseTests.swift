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

    /// The small sky's recipe with a table behind it.
    private func recipe(_ name: String, epochs: Int = 2, _ table: String) throws -> String {
        let text = try String(contentsOfFile: sky.recipe, encoding: .utf8)
        return try sky.directory.write(name, text.replacing("epochs = 2", with: "epochs = \(epochs)") + "\n" + table)
    }

    @Test func `a recipe says how, and options count more`() throws {
        let recipe = try recipe(
            "recursive.toml", epochs: 15,
            "[recursion]\nmodels = 2\nrounds = 1\nchoice = \"top\"\nper_class = 3\nrolls_back = false\nlevel = 1\n")
        // Both seeds hold the same galaxies out.
        var lines = ["id,file,label"]
        for number in 0..<8 {
            let isBar = number % 2 == 0
            try SmallSky.picture(isBar: isBar, turn: Double(number) + 0.2).writeJPEG(to: sky.file("v\(number).jpg"))
            lines.append("v\(number),v\(number).jpg,\(isBar ? "spiral" : "elliptical")")
        }
        let validation = try sky.manifest("validation.csv", lines.joined(separator: "\n") + "\n")
        let trained = try Program.run([
            "train", "--manifest", sky.manifest, "--validation", validation, "--recipe", recipe, "--output",
            sky.file("two"), "--quiet",
        ])
        #expect(trained.status == 0, "\(trained.errors)")
        let taught = try Program.run([
            "recurse", sky.file("two"), "--unlabelled", sky.file("unlabelled.csv"), "--per-class", "2", "--threads",
            "1", "--output", sky.file("taught"), "--quiet",
        ])
        #expect(taught.status == 0, "\(taught.errors)")
        let record =
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: sky.file("taught/recursion.json"))))
            as? [String: Any]
        let settings = try #require(record?["settings"] as? [String: Any])
        #expect(settings["models"] as? Int == 2 && settings["rounds"] as? Int == 1)
        #expect(settings["choice"] as? String == "top" && settings["perClass"] as? Int == 2)
        // Whatever fell, the round is kept, and what it was taught with lies with each network; both know both classes.
        #expect(
            record?["kept"] as? Int == 1 && record?["end"] as? String == "all 1 rounds were kept", "\(record ?? [:])")
        for member in 1...2 {
            let labels = try String(
                contentsOfFile: sky.file("taught/members/\(member)/chosen_labels.csv"), encoding: .utf8)
            #expect(labels.split(separator: "\n").count == 5)
        }
    }

    @Test func `a recipe that does not fit is an error`() throws {
        let plain = try Program.run(
            arguments + ["--output", sky.file("taught"), "--recipe", sky.recipe, "--quiet"])
        #expect(plain.status == 65 && plain.errors.contains("it has no table [recursion]"), "\(plain.errors)")
        let several = try Program.run(
            arguments + ["--output", sky.file("taught"), "--recipe", recipe("r.toml", "[recursion]\nmodels = 2\n")])
        #expect(several.status == 65, "\(several.errors)")
        #expect(
            several.errors.contains("it is of 1 network, and the recipe wants the mean of 2 taught"),
            "\(several.errors)")
        #expect(!FileManager.default.fileExists(atPath: sky.file("taught.unfinished")))
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
