internal import Cutouts
internal import Files
internal import Foundation
internal import Images
internal import TestSupport
internal import Testing
internal import Workers

/// The same catalogue, tiles and settings give the same files to the last byte.
@Suite struct SameBytesTests {
    /// Two tiles in three bands, a catalogue whose order is not that of the sky, and some rows that must fail.
    private struct Field {
        let folder: TemporaryDirectory

        init() throws {
            folder = try TemporaryDirectory()
            try Directory.create(folder.file("tiles"))
            let (first, second) = ((ra: 150.0, dec: 20.0), (ra: 150.02, dec: 20.0))
            for (band, flux) in [("i", 300.0), ("r", 200), ("g", 100)] {
                for (number, centre) in [first, second].enumerated() {
                    let tile = MadeTile(
                        centre: centre, width: 240, height: 200, band: band,
                        sources: [(centre.ra, centre.dec, 1.5, flux)])
                    try tile.write("tiles/t\(number)_\(band).fits", to: folder)
                }
            }
            let rows = (0..<70).map { number -> String in
                let place = Double(number * 29 % 70)
                let size = number % 9 == 4 ? "" : "\(2 + number % 4)"
                return "\(number),\(149.996 + 0.0004 * place),\(19.995 + 0.00015 * place),\(size)"
            }
            try folder.write("catalogue.csv", "objID,ra,dec,petroRad_r\n" + rows.joined(separator: "\n") + "\n")
        }

        func job(_ output: String, threads: Int = 2) -> CutoutJob {
            var job = CutoutJob(
                catalogue: folder.file("catalogue.csv"), tiles: folder.file("tiles"), output: folder.file(output),
                threads: threads)
            job.settings.size = 32
            job.settings.formats = [.jpg, .fits]
            return job
        }

        /// All files of an output directory.
        func files(_ output: String) throws -> [String: Data] {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.file(output))
            return try Dictionary(
                uniqueKeysWithValues: names.map {
                    ($0, try Data(contentsOf: URL(filePath: folder.file(output) + "/" + $0)))
                })
        }
    }

    @Test func threadsDoNotMatter() throws {
        let field = try Field()
        let summary = try CutoutRun.perform(field.job("1", threads: 1))
        #expect(summary.cutouts == 62 && summary.failures == 8)
        let expected = try field.files("1")
        #expect(
            expected.keys.sorted() == [
                "cutouts-00000.tar", "cutouts.index", "cutouts.journal", "failures.csv", "manifest.csv",
            ])
        for (round, threads) in [2, 5, 2, 5].enumerated() {
            let output = "\(threads)_\(round)"
            _ = try CutoutRun.perform(field.job(output, threads: threads))
            #expect(try field.files(output) == expected, "\(threads) threads")
        }
    }

    /// Every state that a kill or a power cut can leave, also one in which a galaxy's picture is stored and its FITS is not.
    @Test func aRunThatWasCutOffAnywhereEndsTheSame() throws {
        let field = try Field()
        _ = try CutoutRun.perform(field.job("out"))
        let expected = try field.files("out")
        let names = ["cutouts-00000.tar", "cutouts.journal"]
        let store = try CutoutStore(directory: field.folder.file("out"))
        let fits = try #require(try store.piece(named: "29.fits"))
        let archive = try #require(expected[names[0]])
        let shares = [0, 0.2, 0.61, Double(fits.offset + 100) / Double(archive.count), 0.999, 1]
        for (archiveShare, journalShare) in shares.flatMap({ first in shares.map { (first, $0) } }) {
            for name in expected.keys where name.hasSuffix(".csv") || name.hasSuffix(".index") {
                try FileManager.default.removeItem(atPath: field.folder.file("out/" + name))
            }
            for (name, share) in zip(names, [archiveShare, journalShare]) {
                let bytes = try #require(expected[name])
                try field.folder.write("out/" + name, bytes.prefix(Int(share * Double(bytes.count))))
            }
            let summary = try CutoutRun.perform(field.job("out"))
            #expect(summary.cutouts == 62)
            #expect(
                try field.files("out") == expected, "\(archiveShare) of the archive, \(journalShare) of the journal")
        }
    }

    @Test func whatAKilledProcessLeftIsRemoved() throws {
        let field = try Field()
        let ended = Process()
        ended.executableURL = URL(filePath: "/bin/true")
        try ended.run()
        ended.waitUntilExit()
        let names = ["cutouts.index", "manifest.csv", "other.csv"]
        let living = names.map { ".tuningfork-\(getppid())-3-\($0)" }
        try Directory.create(field.folder.file("out"))
        for name in names.map({ ".tuningfork-\(ended.processIdentifier)-3-\($0)" }) + living {
            try field.folder.write("out/" + name, "left")
        }
        _ = try CutoutRun.perform(field.job("out"))
        #expect(Set(try field.files("out").keys.filter { $0.hasPrefix(".") }) == Set(living))
    }

    private struct Refusal: Error, Equatable {
        let item: Int
    }

    /// Later items are often ready before earlier ones: those whose number ends in 0 take longest.
    @Test(arguments: [1, 2, 7]) func resultsAreHandedOverInOrder(_ threads: Int) throws {
        @Sendable func made(_ item: Int) -> Int {
            (0..<(item % 10 == 0 ? 200_000 : 10)).reduce(item) { $0 &* 31 &+ $1 }
        }
        var handedOver: [Int] = []
        try Workers.inOrder(count: 300, threads: threads) {
            made
        } handOver: { item, result in
            #expect(result == made(item))
            handedOver.append(item)
        }
        #expect(handedOver == Array(0..<300))
        for failing in [0, 1, 57, 299] {
            for isMaker in [true, false] {
                handedOver = []
                let error = #expect(throws: Refusal.self) {
                    try Workers.inOrder(count: 300, threads: threads) {
                        { item in
                            if isMaker, item == failing || item == 299 { throw Refusal(item: item) }
                            return made(item)
                        }
                    } handOver: { item, _ in
                        if !isMaker, item >= failing { throw Refusal(item: item) }
                        handedOver.append(item)
                    }
                }
                #expect(error?.item == failing)
                #expect(handedOver == Array(0..<failing))
            }
        }
    }
}
