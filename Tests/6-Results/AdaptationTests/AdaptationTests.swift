import Adaptation
import Confidence
import Engines
import Files
import Foundation
import Manifests
import Process
import Randomness
import TestSupport
import Testing
import Training

@Suite struct AdaptationTests {
    @Test func anOffsetIsTakenBack() throws {
        var small = try ScoredRun()
        let table = try small.table("des.csv", 600, share: 0.6, offset: 3)
        let pairs = try small.pairs("pairs.csv", 120, offset: 3, apart: 0.5)
        let engine = ScoreEngine(calibrator: .temperature(2))
        let record = try small.adapt(to: table, pairs: pairs, engine)
        #expect(record.decision == .moved)
        #expect(record.survey == "DES")
        #expect(record.unlabelled.galaxies == 600 && record.pairs?.galaxies == 120)
        #expect(record.anchors?.refusal == nil && record.shape.refusal == nil)
        #expect(abs(try #require(record.prior).share - 0.6) < 0.06)

        // The adapted run is whole, and tells the classes apart where they now lie.
        let (info, _, _) = try small.output.readFinished()
        for file in [small.output.calibration, small.output.adaptation] {
            #expect(try info.digests?[file.fileName] == Checksum.hexadecimal(.sha256, ofFile: file))
        }
        let trained = try TrainedNetwork(small.output, threads: 1)
        #expect(trained.confidence.thresholdIsEstablished)
        var logits = [1.75, -1.75]
        trained.confidence.calibrator.apply(to: &logits)
        // the calibrated score there is about 0: the middle between the humps, moved by 3
        #expect(abs(logits[0] - logits[1]) < 0.8)
        #expect(try AdaptationRecord.read(small.output.adaptation) == record)
        #expect(try small.directory.names().contains("adapted.unfinished") == false)
        // The run itself stays as it was.
        #expect(!FileManager.default.fileExists(atPath: small.run.adaptation))
        #expect(try Calibrator.read(small.run.calibration) == .identity)
    }

    @Test func whatMethodsContradictIsLeftAlone() throws {
        var small = try ScoredRun()
        let table = try small.table("des.csv", 600, share: 0.6, offset: 3)
        let pairs = try small.pairs("pairs.csv", 120, offset: -2)
        let record = try small.adapt(to: table, pairs: pairs, ScoreEngine())
        #expect(record.decision == .notEstablished)
        #expect(record.prior == nil)
        let confidence = try TrainedNetwork(small.output, threads: 1).confidence
        #expect(!confidence.thresholdIsEstablished)
        #expect(confidence.calibrator == Calibrator.identity.mapped(scale: 1, offset: -record.sourceBest))
    }

    @Test(arguments: [(600, 1.0), (600, 0.0), (49, 0.5)])
    func oneClassOrFewGalaxiesAreRefused(count: Int, share: Double) throws {
        var small = try ScoredRun()
        let table = try small.table("des.csv", count, share: share, offset: 3)
        let record = try small.adapt(to: table)
        #expect(record.decision == .notEstablished)
        #expect(record.shape.refusal != nil)
    }

    @Test func aThresholdThatIsRightStays() throws {
        var small = try ScoredRun()
        let table = try small.table("des.csv", 2000, share: 0.5, offset: 0)
        // The shape alone cannot know it: shapes differ from survey to survey.
        #expect(try small.adapt(to: table).decision == .notEstablished)
        try FileManager.default.removeItem(atPath: small.output.path)
        let pairs = try small.pairs("pairs.csv", 300, offset: 0)
        let record = try small.adapt(to: table, pairs: pairs)
        #expect(record.decision == .kept)
        let confidence = try TrainedNetwork(small.output, threads: 1).confidence
        #expect(confidence.thresholdIsEstablished)
        // The classes' shares among the run's own galaxies are taken out.
        #expect(confidence.calibrator == Calibrator.identity.mapped(scale: 1, offset: -record.sourceBest))
    }

    @Test func badTablesAreNamed() throws {
        var small = try ScoredRun()
        let table = try small.table("des.csv", 100, share: 0.5, offset: 0)
        func problem(_ table: String, _ pairs: String?) -> InputError? {
            #expect(throws: InputError.self) {
                try small.adapt(to: table, pairs: pairs, ScoreEngine())
            }
        }
        let far = try small.pairs("far.csv", 60, offset: 0, apart: 30)
        #expect(problem(table, far)?.problem.contains("lies 30.0 arcsec from its partner in row 1") == true)
        let others = try small.directory.write(
            "others.csv", "id,file,survey\n1,score_1,SDSS\n1,score_2,KiDS\n")
        #expect(problem(table, others)?.row == 2)
        let alone = try small.directory.write("alone.csv", "id,file,survey\n1,score_1,SDSS\n2,score_2,DES\n")
        #expect(problem(table, alone)?.problem.contains("no galaxy stands in it both") == true)
        var mixed = ["id,file,survey"]
        for number in 0..<120 {
            mixed += [
                "p\(number),score_\(small.score(number % 2)),SDSS",
                "p\(number),score_\(small.score(number / 2 % 2)),DES",
            ]
        }
        let strangers = try small.directory.write("strangers.csv", mixed.joined(separator: "\n") + "\n")
        #expect(problem(table, strangers)?.problem.contains("rank correlation") == true)
        let two = try small.directory.write("two.csv", "id,file,survey\n1,score_1,DES\n2,score_2,KiDS\n")
        #expect(problem(two, nil)?.row == 2)
        let unreadable = try small.directory.write("none.csv", "id,file\n1,nothing\n")
        #expect(problem(unreadable, nil)?.problem.contains("none of the 1 images can be read") == true)
        #expect(!FileManager.default.fileExists(atPath: small.output.path))

        try Directory.create(small.output.path)
        try small.directory.write("adapted/mine.txt", "mine")
        #expect(problem(table, nil)?.file == small.output.path)
    }

    @Test func tooFewLabelledGalaxiesAreNamed() throws {
        var small = try ScoredRun(labelled: 60)
        let table = try small.table("des.csv", 100, share: 0.5, offset: 0)
        let error = #expect(throws: InputError.self) {
            try small.adapt(to: table)
        }
        #expect(error?.problem.contains("only 40 readable galaxies labelled 'spiral'") == true)
    }
}
