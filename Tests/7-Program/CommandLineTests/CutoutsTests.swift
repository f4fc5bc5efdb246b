import Foundation
import TestSupport
import Testing

/// `tuningfork cutouts` that is killed or finds the disk full, and is started again.
@Suite(.serialized) struct CutoutsTests {
    private static let names = [
        "cutouts-00000.tar", "cutouts.index", "cutouts.journal", "failures.csv", "manifest.csv",
    ]

    private let directory: TemporaryDirectory
    /// What a run that nothing disturbs writes.
    private let expected: [String: Data]

    /// A cube of three bands, 150 galaxies on it and ten that are not.
    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: directory.file("tiles"), withIntermediateDirectories: true)
        try directory.write(
            "tiles/cube.fits",
            FITSBytes.image(
                bands: ["i", "r", "g"], width: 300, height: 300, scaleArcsec: 0.4, centre: (150, 2),
                cards: ["BUNIT   = 'nanomaggy'"]))
        let rows = (0..<150).map { "g\($0),\(149.99 + Double($0 * 37 % 150) * 1.3e-4),\(1.99 + Double($0) * 1.3e-4)" }
        let others = (0..<10).map { "far\($0),10,\($0)" }
        try directory.write("c.csv", (["id,ra,dec"] + rows + others).joined(separator: "\n") + "\n")
        let outcome = try Program.run(Self.arguments(directory, output: directory.file("whole"), threads: 1))
        #expect(outcome.status == 0, "\(outcome.errors)")
        expected = try Self.files(directory.file("whole"))
        #expect(expected.keys.sorted() == Self.names)
    }

    private static func arguments(_ directory: TemporaryDirectory, output: String, threads: Int = 2) -> [String] {
        [
            "cutouts", directory.file("c.csv"), "--tiles", directory.file("tiles"), "--output", output, "--survey",
            "sdss", "--field-arcsec", "8", "--size", "64", "--format", "jpg", "fits", "--threads", "\(threads)",
            "--quiet",
        ]
    }

    private func run(
        _ output: String, threads: Int = 2, whileRunning: ((Int32, () -> String) throws -> Void)? = nil
    ) throws -> Program.Outcome {
        try Program.run(
            Self.arguments(directory, output: output, threads: threads), whileRunning: whileRunning)
    }

    /// The content of a directory; links are followed.
    private static func files(_ path: String) throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: path)
        return try Dictionary(
            uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: URL(filePath: path + "/" + $0))) })
    }

    @Test(.timeLimit(.minutes(5))) func aKilledRunEndsWithTheSameBytes() throws {
        var random = SplitMix(state: 11)
        let output = directory.file("killed")
        for kill in 0..<12 {
            // From before the first cutout to after the last table.
            let pause = UInt32.random(in: 0..<(kill % 3 == 0 ? 60_000 : 250_000), using: &random)
            let outcome = try run(output, threads: [1, 2, 5][kill % 3]) { process, _ in
                usleep(pause)
                Foundation.kill(process, SIGKILL)
            }
            #expect(outcome.status == SIGKILL || outcome.status == 0, "\(outcome.errors)")
        }
        let outcome = try run(output)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try Self.files(output) == expected)
    }

    @Test(.timeLimit(.minutes(5)), arguments: [SIGINT, SIGTERM, SIGUSR1])
    func aStoppedRunSaysHowToGoOnAndEndsWithTheSameBytes(_ signal: Int32) throws {
        let output = directory.file("stopped")
        var stops = 0
        for round in 0..<6 {
            let outcome = try run(output) { process, _ in
                // From the first cutout of this run on.
                let before = Self.size(output + "/cutouts.journal")
                while Self.size(output + "/cutouts.journal") == before && kill(process, 0) == 0 { usleep(500) }
                usleep(UInt32(7000 * round))
                kill(process, signal)
            }
            if outcome.status == 0 { break }
            #expect(outcome.status == 130, "\(outcome.errors)")
            #expect(outcome.errors.hasSuffix("Stopped. Run the same command again to go on.\n"), "\(outcome.errors)")
            #expect(try !FileManager.default.contentsOfDirectory(atPath: output).contains { $0.hasPrefix(".") })
            stops += 1
        }
        #expect(stops > 0)
        #expect(try run(output).status == 0)
        #expect(try Self.files(output) == expected)
    }

    private static func size(_ path: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.size] as? Int ?? 0
    }

    @Test(.enabled(if: FullDisk.isAllowed, Comment(rawValue: FullDisk.absence)), arguments: [8, 200, 700])
    func aFullDiskIsToldAndTheRunGoesOn(_ kilobytes: Int) throws {
        let disk = try FullDisk(kilobytes: kilobytes)
        let outcome = try run(disk.file("out"))
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.contains("cutouts-00000.tar could not be written: No space left on device. Free some space"),
            "\(outcome.errors)")
        #expect(try Set(Self.files(disk.file("out")).keys).isSubset(of: ["cutouts-00000.tar", "cutouts.journal"]))
        // The same command goes on where there is room.
        let output = directory.file("moved\(kilobytes)")
        try FileManager.default.copyItem(atPath: disk.file("out"), toPath: output)
        let after = try run(output)
        #expect(after.status == 0, "\(after.errors)")
        #expect(try Self.files(output) == expected)
    }

    /// The one file lies on a disk that is full, the others do not.
    @Test(
        .enabled(if: FullDisk.isAllowed, Comment(rawValue: FullDisk.absence)),
        arguments: ["cutouts.journal", "cutouts.index", "manifest.csv", "failures.csv"])
    func noRoomForOneFileIsTold(_ name: String) throws {
        let disk = try FullDisk(kilobytes: 64)
        try Data().write(to: URL(filePath: disk.file(name)))
        // The journal's first lines find room.
        try disk.fill(leaving: name == "cutouts.journal" ? 1 : 0)
        let output = directory.file("out")
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        if name != "cutouts.journal" {
            // Tables are an earlier run's only where its journal is.
            try Data().write(to: URL(filePath: output + "/cutouts.journal"))
        }
        try FileManager.default.createSymbolicLink(
            atPath: output + "/" + name, withDestinationPath: disk.file(name))
        let outcome = try run(output)
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.contains("\(name) could not be written: No space left on device. Free some space"),
            "\(outcome.errors)")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: disk.path).sorted() == [name, "filler"].sorted())
        let written = try Data(contentsOf: URL(filePath: disk.file(name)))
        #expect(name == "cutouts.journal" ? written.count <= 4096 : written.isEmpty)
        for (other, data) in try Self.files(output) where other.hasSuffix(".csv") && other != name {
            #expect(data == expected[other])
        }
        try disk.clear()
        let after = try run(output)
        #expect(after.status == 0, "\(after.errors)")
        #expect(try Self.files(output) == expected)
    }
}
