import Foundation
import TestSupport
import Testing

@Suite struct InterruptionTests {
    @Test(.timeLimit(.minutes(10)), arguments: [SIGINT, SIGTERM])
    func aStoppedRunGoesOnToTheSameBytes(_ signal: Int32) throws {
        let sky = try SmallSky(count: 16, epochs: 8)
        let arguments = sky.training("parts").filter { $0 != "--quiet" }
        let stopped = try Program.run(arguments) { process, errors in
            while !errors().contains("all 1/8") && kill(process, 0) == 0 { usleep(20_000) }
            kill(process, signal)
        }
        #expect(stopped.status == 130, "\(stopped.errors)")
        #expect(stopped.errors.contains("--resume"), "\(stopped.errors)")
        #expect(!FileManager.default.fileExists(atPath: sky.file("parts/weights.safetensors")))
        let left = try FileManager.default.contentsOfDirectory(atPath: sky.file("parts"))
        #expect(!left.contains { $0.hasPrefix(".tuningfork") })
        #expect(left.contains("checkpoint.safetensors"))

        let unfinished = try Program.run(
            ["classify", sky.file("parts"), "--manifest", sky.manifest, "--output", sky.file("p.csv")])
        #expect(unfinished.status == 65)
        #expect(unfinished.errors.contains("not finished"))

        let resumed = try Program.run(["train", "--resume", "--output", sky.file("parts")])
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(try Program.run(sky.training("whole")).status == 0)
        let parts = try Data(contentsOf: URL(filePath: sky.file("parts/weights.safetensors")))
        #expect(try parts == Data(contentsOf: URL(filePath: sky.file("whole/weights.safetensors"))))
    }
}
