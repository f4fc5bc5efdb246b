import Foundation
import TestSupport
import Testing

/// What is learnt of a run's answers after its training, killed at random moments: the real program, the same bytes.
@Suite(.serialized) struct KilledAdaptationTests {
    private let sky: SmallSky
    private let training: [String]

    /// A sky with magnitudes whose recipe keeps every second galaxy apart: 65 of each class to calibrate on.
    init() throws {
        let count = 130
        sky = try SmallSky(count: count)
        var lines = ["id,file,label,petroMag_r"]
        for number in 0..<(2 * count) {
            let label = number % 2 == 0 ? "spiral" : "elliptical"
            lines.append("g\(number),\(number).jpg,\(label),\(15 + Double(number % 29) / 10)")
        }
        let manifest = try sky.manifest("magnitudes.csv", lines.joined(separator: "\n") + "\n")
        let text = try String(contentsOfFile: sky.recipe, encoding: .utf8)
            .replacing("calibration_fraction = 0\n", with: "calibration_fraction = 0.5\n")
            .replacing("turns = 4\nscales = [0.9, 1.1]\n", with: "")
        let recipe = try sky.directory.write("calibrated.toml", text)
        training = ["train", "--manifest", manifest, "--recipe", recipe, "--quiet"]
    }

    /// All of a run's files but its log and metrics, which tell times; of the record what does not.
    private func files(_ name: String) throws -> [String: Data] {
        var found: [String: Data] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: sky.file(name))
        where !["log.txt", "metrics.csv"].contains(file) {
            found[file] =
                file == "run.json"
                ? try JSONEncoder().encode(digests(name).sorted { $0.key < $1.key }.map { [$0.key, $0.value] })
                : try Data(contentsOf: URL(filePath: sky.file("\(name)/\(file)")))
        }
        return found
    }

    /// The sums that a run's record has of its files.
    private func digests(_ name: String) throws -> [String: String] {
        let data = try Data(contentsOf: URL(filePath: sky.file("\(name)/run.json")))
        let record = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        return record?["digests"] as? [String: String] ?? [:]
    }

    /// Runs the program and kills it at a moment of its own choice after `hasBegun`, unless it ends before.
    ///
    /// - Parameter most: seconds.
    private func killed(
        _ arguments: [String], within most: Double, after hasBegun: @escaping () -> Bool = { true }
    ) throws -> Bool {
        let moment = Double.random(in: 0..<most)
        let outcome = try Program.run(arguments) { process, _ in
            while kill(process, 0) == 0, !hasBegun() { usleep(200) }
            usleep(UInt32(moment * 1e6))
            kill(process, SIGKILL)
        }
        #expect(outcome.status == SIGKILL || outcome.status == 0, "\(outcome.errors)")
        return outcome.status == SIGKILL
    }

    private func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: sky.file(name)) }

    /// Number and time of a folder, which are others when it is made anew.
    private func created(_ name: String) -> [Int] {
        var found = stat()
        guard stat(sky.file(name), &found) == 0 else { return [] }
        return [Int(found.st_ino), found.st_ctim.tv_sec, found.st_ctim.tv_nsec]
    }

    @Test(.timeLimit(.minutes(15)))
    func `adapt leaves nothing half-written under its name, and comes to the same bytes`() throws {
        let trained = try Program.run(training + ["--output", sky.file("run")])
        try #require(trained.status == 0, "\(trained.errors)")
        var lines = ["id,file,r"]
        // Two of five are fainter than all that the run knows: what is looked for by shape is refused at once.
        for number in 0..<160 {
            let picture = number % 97 == 50 ? "none" : "\(number % 260)"
            lines.append("u\(number),\(picture).jpg,\(15.5 + Double(number % 40) / 10)")
        }
        let unlabelled = try sky.manifest("unlabelled.csv", lines.joined(separator: "\n") + "\n")
        func arguments(_ output: String) -> [String] {
            [
                "adapt", sky.file("run"), "--unlabelled", unlabelled, "--output", sky.file(output), "--magnitude", "r",
                "--threads", "1", "--quiet",
            ]
        }
        let begin = ContinuousClock.now
        let adapted = try Program.run(arguments("whole"))
        try #require(adapted.status == 0, "\(adapted.errors)")
        let seconds = begin.duration(to: .now) / .seconds(1)
        let whole = try files("whole")
        let made = ["calibration.json", "sets.json", "strangeness.safetensors", "adaptation.json"]
        #expect(Set(made).isSubset(of: whole.keys))
        var kills = 0
        for number in 0..<16 {
            // While it looks at pictures, or from the moment on at which it begins to write.
            let isWriting = number % 2 == 1
            // What a kill before has left is no sign.
            let left = created("again.unfinished")
            let isKilled = try killed(arguments("again"), within: isWriting ? 0.02 : seconds) {
                !isWriting || created("again.unfinished") != left || exists("again")
            }
            if isKilled { kills += 1 }
            // What has the name is whole, be it that the kill came after it was done.
            guard exists("again") else { continue }
            #expect(try files("again") == whole, "kill \(number)")
            try FileManager.default.removeItem(atPath: sky.file("again"))
        }
        #expect(kills >= 10)
        let last = try Program.run(arguments("again"))
        #expect(last.status == 0, "\(last.errors)")
        #expect(try files("again") == whole)
        #expect(!exists("again.unfinished"))
    }

    @Test(.timeLimit(.minutes(15)))
    func `train calibrates anew what a kill has cut off, and comes to the same bytes`() throws {
        let begin = ContinuousClock.now
        let trained = try Program.run(training + ["--output", sky.file("whole")])
        try #require(trained.status == 0, "\(trained.errors)")
        let seconds = begin.duration(to: .now) / .seconds(1)
        let whole = try files("whole")
        #expect(Set(["calibration.json", "sets.json", "strangeness.safetensors"]).isSubset(of: whole.keys))
        var (kills, runs) = (0, 0)
        while kills < 10, runs < 30 {
            runs += 1
            // From the end of the training on, every other time from the first file of the calibration on.
            let isWriting = runs % 2 == 1
            // What a kill before has left is no sign.
            try? FileManager.default.removeItem(atPath: sky.file("again/calibration.json"))
            let sign = isWriting ? "again/calibration.json" : "again/weights.safetensors"
            let isKilled = try killed(
                training + ["--output", sky.file("again")], within: isWriting ? 0.01 : seconds / 4,
                after: { exists(sign) })
            if isKilled { kills += 1 }
            // The record tells of the calibration: it was done, be it that the kill came after it.
            guard try digests("again")["calibration.json"] != nil else { continue }
            #expect(try files("again") == whole, "run \(runs)")
            try FileManager.default.removeItem(atPath: sky.file("again"))
        }
        #expect(kills >= 10)
        let last = try Program.run(training + ["--output", sky.file("again")])
        #expect(last.status == 0, "\(last.errors)")
        #expect(try files("again") == whole)
    }
}
