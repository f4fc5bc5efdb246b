import Foundation
import TestSupport
import Testing

/// `train`, killed while it writes checkpoints or left without room for them: the real program, the same bytes.
@Suite(.serialized) struct KilledTrainingTests {
    private let sky: SmallSky

    init() throws { sky = try SmallSky(count: 16, epochs: 4) }

    private func checkpoints(_ run: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: sky.file(run + "/checkpoints"))) ?? []).sorted()
    }

    private func weights(_ run: String) throws -> Data {
        try Data(contentsOf: URL(filePath: sky.file(run + "/weights.safetensors")))
    }

    /// Where the log says that a run went on, as the name of a checkpoint; nil where it did not.
    private func lastStart(_ run: String) throws -> String? {
        let log = try String(contentsOfFile: sky.file(run + "/log.txt"), encoding: .utf8)
        guard let found = log.matches(of: /Going on in stage 1 of 1, epoch (\d), after (\d) steps/).last else {
            return nil
        }
        return "stage01-epoch000\(found.output.1)-step00000\(found.output.2).safetensors"
    }

    @Test(.timeLimit(.minutes(10)))
    func `killed while it writes, it goes on from the newest to the same bytes`() throws {
        #expect(try Program.run(sky.training("whole")).status == 0)
        let arguments = sky.training("run") + ["--checkpoint-steps", "1"]
        var kills = 0
        while kills < 6 {
            let outcome = try Program.run(arguments) { process, _ in
                // A file that is not whole yet, or for every other kill one that has just become so.
                let before = checkpoints("run")
                func hasBegun(_ name: String) -> Bool {
                    !before.contains(name) && name.hasPrefix(".tuningfork") == (kills % 2 == 0)
                }
                while kill(process, 0) == 0, !checkpoints("run").contains(where: hasBegun) {}
                kill(process, SIGKILL)
            }
            if outcome.status == 0 { break }
            #expect(outcome.status == SIGKILL, "\(outcome.errors)")
            kills += 1
            let newest = checkpoints("run").last { !$0.hasPrefix(".") }
            let last = try Program.run(["train", "--resume", "--output", sky.file("run"), "--checkpoint-steps", "1"]) {
                process, errors in
                while !errors().contains("Going on"), !errors().contains("Stage 1"), kill(process, 0) == 0 {
                    usleep(5000)
                }
                kill(process, SIGKILL)
            }
            #expect(last.status == SIGKILL || last.status == 0, "\(last.errors)")
            if let newest { #expect(try lastStart("run") == newest) }
        }
        #expect(kills > 0)
        let last = try Program.run(arguments)
        #expect(last.status == 0, "\(last.errors)")
        #expect(try weights("run") == weights("whole"))
        #expect(!FileManager.default.fileExists(atPath: sky.file("run/checkpoints")))
        let left = try FileManager.default.contentsOfDirectory(atPath: sky.file("run"))
        #expect(!left.contains { $0.hasPrefix(".tuningfork") }, "\(left)")
    }

    @Test(
        .enabled(if: FullDisk.isAllowed, Comment(rawValue: FullDisk.absence)), .timeLimit(.minutes(10)))
    func `a disk that fills up stops the steps with what was kept before`() throws {
        #expect(try Program.run(sky.training("whole")).status == 0)
        let disk = try FullDisk(kilobytes: 16 << 10)
        let arguments = sky.training("run").map { $0 == sky.file("run") ? disk.file("run") : $0 }
        let full = try Program.run(arguments + ["--checkpoint-steps", "1", "--keep-checkpoints", "99"])
        #expect(full.status == 1)
        #expect(
            full.errors.contains(
                /checkpoints\/stage01-[a-z0-9-]*.safetensors could not be written: No space left on device. Free some/),
            "\(full.errors)")
        let left = try FileManager.default.contentsOfDirectory(atPath: disk.file("run/checkpoints"))
        #expect(!left.isEmpty && left.allSatisfy { $0.hasPrefix("stage01-") }, "\(left)")
        #expect(!FileManager.default.fileExists(atPath: disk.file("run/weights.safetensors")))
        // The run goes on where there is room.
        try FileManager.default.copyItem(atPath: disk.file("run"), toPath: sky.file("run"))
        let after = try Program.run(sky.training("run"))
        #expect(after.status == 0, "\(after.errors)")
        #expect(try lastStart("run") == left.max())
        #expect(try weights("run") == weights("whole"))
    }

    @Test(arguments: [
        ["--checkpoint-steps", "0"], ["--checkpoint-seconds", "0"], ["--checkpoint-seconds", "nan"],
        ["--keep-checkpoints", "0"],
    ])
    func `numbers that keep nothing are refused`(_ option: [String]) throws {
        let outcome = try Program.run(sky.training("run") + option)
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains(option[0]), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: sky.file("run")))
    }
}
