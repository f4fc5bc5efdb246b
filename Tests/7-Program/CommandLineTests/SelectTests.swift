import Foundation
import TestSupport
import Testing

/// `select` as a user runs it: one run after another into the same folder.
@Suite struct SelectTests {
    private let directory: TemporaryDirectory
    private let votes, matched, catalogue: String

    init() throws {
        directory = try TemporaryDirectory()
        let votesHeader = "OBJID,ra,dec,P_EL_DEBIASED,P_CS_DEBIASED"
        let galaxies = (0..<20).map { number in
            "\(1000 + number),\(100 + 0.1 * Double(number)),20," + (number % 2 == 0 ? "0.01,0.99" : "0.95,0.02")
        }
        // The first galaxy lies half an arcsecond from a test galaxy.
        let leaking = "7000,50,\(-10 + 0.5 / 3600),0.01,0.99"
        votes = try directory.write("votes.csv", ([votesHeader] + galaxies + [leaking]).joined(separator: "\n") + "\n")
        matched = try directory.write(
            "matched.csv", votesHeader + ",COADD_OBJECT_ID,RA_des,DEC_des\n1,50,-10,0.01,0.99,900,50,-10\n")
        catalogue = try directory.write("des.csv", "COADD_OBJECT_ID,RA,DEC\n1,40,0\n")
    }

    private func select(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(
            ["select", votes, "--output", directory.file("sets"), "--no-default-cuts", "--quiet"] + arguments)
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.file("sets")).sorted()
    }

    @Test func aFolderHoldsTheSetsOfOneRun() throws {
        #expect(try select("--matched", matched, "--catalogue", catalogue).status == 0)
        let all = try names()
        for name in ["leaks.csv", "hp_des.csv", "unlabelled.csv", "training.csv"] { #expect(all.contains(name)) }
        try directory.write("sets/test.csv", "id\nmine\n")
        #expect(try select().status == 0)
        #expect(try select("--picture", "svg").status == 0)
        #expect(try names() == ["files.journal", "footprint.svg", "test.csv", "training.csv", "validation.csv"])
        #expect(try select().status == 0)
        let alone = ["files.journal", "footprint.png", "test.csv", "training.csv", "validation.csv"]
        #expect(try names() == alone)

        try directory.write("sets/hp_des.csv", "id\nmine\n")
        let refused = try select("--seed", "1")
        #expect(refused.status == 65)
        #expect(refused.errors.contains("hp_des.csv: select has not written this file"), "\(refused.errors)")
        try FileManager.default.removeItem(atPath: directory.file("sets/hp_des.csv"))
        #expect(try names() == alone)

        let leaks = try select("--matched", matched, "--catalogue", catalogue, "--fail-on-leaks")
        #expect(leaks.status == 65)
        #expect(leaks.errors.contains("1 training galaxies are test galaxies too"), "\(leaks.errors)")
        #expect(try names() == ["files.journal", "leaks.csv", "test.csv"])
    }

    /// From before the first set is written to after the last has its place.
    @Test(.timeLimit(.minutes(5)), arguments: [SIGINT, SIGHUP, SIGTERM, SIGUSR1])
    func aSignalLeavesTheOldSetsOrTheNewOnes(_ signal: Int32) throws {
        Foundation.signal(SIGHUP, SIG_DFL)
        #expect(try select("--matched", matched).status == 0)
        var contents = [try sums()]
        #expect(try select("--seed", "1", "--catalogue", catalogue).status == 0)
        contents.append(try sums())
        #expect(contents[0] != contents[1])
        var last = 1
        for round in 0..<10 {
            let next = 1 - last
            let arguments = next == 0 ? ["--matched", matched] : ["--seed", "1", "--catalogue", catalogue]
            let stopped = try Program.run(
                ["select", votes, "--output", directory.file("sets"), "--no-default-cuts", "--quiet"] + arguments
            ) { process, _ in
                let staging = directory.file("sets/.tuningfork-unfinished")
                while !FileManager.default.fileExists(atPath: staging) && kill(process, 0) == 0 { usleep(200) }
                usleep(UInt32(4000 * round))
                kill(process, signal)
            }
            #expect(stopped.status == 130 || stopped.status == 0, "\(stopped.errors)")
            let found = try sums()
            #expect(found == contents[last] || found == contents[next])
            if stopped.status == 0 { #expect(found == contents[next]) }
            #expect(
                try String(contentsOfFile: directory.file("sets/files.journal"), encoding: .utf8).contains(
                    " complete\n"))
            if found == contents[next] { last = next }
        }
    }

    /// The content of each file in the folder, hidden ones too.
    private func sums() throws -> [String: Data] {
        let folder = directory.file("sets")
        return try Dictionary(
            uniqueKeysWithValues: names().map { ($0, try Data(contentsOf: URL(filePath: "\(folder)/\($0)"))) })
    }

    @Test(arguments: [SIGKILL, SIGTERM]) func aKilledRunLeavesTheSetsOfTheOneBefore(_ signal: Int32) throws {
        #expect(try select("--matched", matched).status == 0)
        let before = try names()
        // So long that the signal comes in the middle.
        let long = try directory.write(
            "long.csv",
            "COADD_OBJECT_ID,RA,DEC,KRON_RADIUS,A_IMAGE,MAG_AUTO_G\n"
                + (0..<300_000).map { "\($0 + 7_000_000),\($0 % 360),\($0 % 170 - 85),3.5,4,17\n" }.joined())
        let killed = try Program.run(
            ["select", votes, "--output", directory.file("sets"), "--no-default-cuts", "--catalogue", long]
        ) { process, errors in
            while !errors().contains("Reading \(long)") && kill(process, 0) == 0 { usleep(10_000) }
            kill(process, signal)
        }
        #expect(killed.status != 0)
        let left = try names().filter { $0 != ".tuningfork-unfinished" }
        #expect(left == before)
        if signal == SIGTERM {
            #expect(try names() == before)
            #expect(killed.status == 130 && killed.errors.contains("Stopped. Nothing was written"), "\(killed.errors)")
        }
        let training = directory.file("sets/training.csv")
        let test = directory.file("sets/hp_sdss.csv")
        #expect(try Program.run(["audit", "leaks", "--training", training, "--test", test]).status == 0)
        #expect(try select().status == 0)
        #expect(try names() == ["files.journal", "footprint.png", "training.csv", "validation.csv"])

        // As a kill between two renames leaves it.
        let journal = directory.file("sets/files.journal")
        let record = try String(contentsOfFile: journal, encoding: .utf8)
        try directory.write("sets/files.journal", record.replacing(" complete\n", with: " incomplete\n"))
        let mixed = try Program.run(["audit", "leaks", "--training", training, "--test", matched])
        #expect(mixed.status == 65)
        #expect(mixed.errors.contains("training.csv: select was stopped while"), "\(mixed.errors)")
        #expect(try select().status == 0)
    }
}
