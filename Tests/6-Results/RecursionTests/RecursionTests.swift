import Adaptation
import Files
import Foundation
import Manifests
import Process
import Recursion
import Tables
import TestSupport
import Testing
import Training

/// Rounds from the first look to the finished folder, with a real network.
@Suite(.serialized) struct RecursionTests {
    @Test func aRoundLearnsFromItsOwnLabelsAndHoldsTheSameGalaxiesOut() throws {
        let sky = try TaughtSky()
        try sky.train()
        let record = try sky.recursion { $0.pairs = sky.pairs }.perform(progress: TaughtSky.quiet)
        #expect(record.rounds.count >= 1 && !record.end.isEmpty)
        let round = try #require(record.rounds.first)
        #expect(round.chosen == ["spiral": 10, "elliptical": 10] && round.contradicted.galaxies == 20)
        #expect(record.first.pairsAgree?.galaxies == 20)
        // At least those of the pairs that are held out tell of the other survey.
        let held = try SeenGalaxies(sky.run)
        let paired = zip(held.rows, held.sides).count { $1 != .training && Int($0.id.dropFirst()) ?? 20 < 20 }
        let known = try #require(record.first.recallInOther).values.reduce(0) { $0 + $1.galaxies }
        #expect(paired > 0 && (paired...20).contains(known))
        // What is kept is a run like any other.
        _ = try sky.output.readFinished()
        #expect(record.kept == record.rounds.count { $0.reasons.isEmpty })
        if record.kept > 0 {
            let before = try SeenGalaxies(sky.run)
            let after = try SeenGalaxies(sky.output)
            for side in [SplitSide.validation, .calibration] {
                #expect(after.rows(on: side).map(\.id) == before.rows(on: side).map(\.id))
            }
            #expect(after.rows(on: .training).count == before.rows(on: .training).count + 20)
            #expect(try RunInfo.read(sky.output).additional?.map(\.path) == ["chosen_labels.csv"])
            #expect(FileManager.default.fileExists(atPath: sky.output.chosenLabels))
        }
        let history = try TableFile.read("\(sky.output.path)/pseudo_labels.parquet")
        #expect(history.rowCount == 60 * record.rounds.count)
        #expect(history.columns.map(\.name) == ["id", "round", "class", "probability", "chosen", "reason", "model"])
        #expect(
            try history.texts("chosen").count { $0 == "true" }
                == record.rounds.reduce(0) { $0 + $1.contradicted.galaxies })
        #expect(!FileManager.default.fileExists(atPath: sky.output.path + ".unfinished"))
        // Labels are learnt under the names that the run's own tables have.
        let again = Recursion(of: sky.output, unlabelled: sky.unlabelled, output: sky.run)
        let taught = #expect(throws: InputError.self) { try again.perform(progress: TaughtSky.quiet) }
        #expect(taught?.description.contains("has taught itself already") == true)
        // Asked once more, the work is there.
        #expect(try sky.recursion { $0.pairs = sky.pairs }.perform(progress: TaughtSky.quiet) == record)
    }

    @Test func anEnsembleTeachesItselfAsOne() throws {
        let sky = try TaughtSky()
        try EnsembleTraining.perform(sky.request, models: 2, threads: 1, progress: TaughtSky.quiet)
        // A judge that wants more than can be had, and is not listened to.
        let record = try sky.recursion {
            ($0.settings.rounds, $0.settings.tolerance, $0.settings.level) = (1, -1, 2)
            $0.settings.rollsBack = false
        }.perform(progress: TaughtSky.quiet)
        #expect(record.kept == 1 && record.end == "all 1 rounds were kept")
        #expect(record.rounds[0].reasons.first?.hasPrefix("the recall of held-out 'spiral' fell by") == true)
        let members = try sky.output.members(RunInfo.read(sky.output))
        #expect(members.count == 2)
        for (number, member) in members.enumerated() {
            let (info, recipe, _) = try member.readFinished()
            #expect(recipe.seed == sky.request.recipe.seed + number)
            // What it learnt from lies in its folder, and is named there wherever the rounds were.
            let chosen = try #require(info.additional?.first)
            #expect(info.additional?.count == 1 && chosen.path == "chosen_labels.csv")
            #expect(try Checksum.hexadecimal(.sha256, ofFile: member.chosenLabels) == chosen.sha256)
            #expect(try Manifest.read(member.chosenLabels, requireLabels: true).rows.count == chosen.rows)
            let request = try TrainingRequest.resuming(member)
            #expect(request.additional == [member.chosenLabels])
            #expect(try TrainingRun.perform(request, progress: TaughtSky.quiet) == info)
        }
        let named = try #require(RunInfo.read(sky.output).additional?.first)
        #expect(named.path == "members/1/chosen_labels.csv")
        #expect(FileManager.default.fileExists(atPath: sky.output.manifest(named)))
        #expect(try sky.output.readFinished().weights == record.rounds[0].weights)
        #expect(try PseudoLabels.rounds(sky.output.pseudoLabels).count == 20)
    }

    /// Labels on which the networks of an ensemble do not agree are read as such.
    @Test func networksThatDisagreeAreSeen() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(
            "c.csv",
            """
            id,p_spiral,p_elliptical,flag,ood_p_value,set,member1_p_spiral,member1_p_elliptical,member2_p_spiral,member2_p_elliptical
            1,0.9,0.1,ok,0.5,spiral,0.9,0.1,0.8,0.2
            2,0.6,0.4,ok,0.5,spiral,0.9,0.1,0.3,0.7
            3,0.9,0.1,ok,0.01,spiral,0.9,0.1,0.8,0.2
            4,0.9,0.1,ok,0.5,spiral elliptical,0.9,0.1,0.8,0.2
            5,,,unreadable,,,,,,
            6,0.9,0.1,repeated,0.5,spiral,0.9,0.1,0.8,0.2

            """)
        let answers = try UnlabelledAnswers(path, classes: ["spiral", "elliptical"], leastPValue: 0.05)
        #expect(
            answers.objections == [.none, .disagreement, .strange, .severalClasses, .unreadable, .repeated])
        #expect((0..<6).map(answers.predicted) == [0, 0, 0, 0, nil, 0])
    }

    /// Runs that have learnt from the other survey know which one their calibration is of.
    @Test func everyRoundIsAdaptedToTheSurvey() throws {
        let sky = try TaughtSky(labelled: 260, unlabelled: 70, calibration: 0.4)
        try sky.train()
        var record = try sky.recursion {
            ($0.pairs, $0.settings.level, $0.settings.contradicted) = (sky.pairs, 0, 1)
        }.perform(progress: TaughtSky.quiet)
        #expect(record.notAdapted == nil && record.rounds.count == 2 && record.kept == 2)
        #expect(record.end == "all 2 rounds were kept")
        #expect(record.rounds.allSatisfy { $0.figures.pairsAgree?.galaxies == 20 })
        // A judge that wants more than can be had rolls the first round back.
        try FileManager.default.removeItem(atPath: sky.output.path)
        record = try sky.recursion { ($0.settings.tolerance, $0.settings.level) = (-1, 2) }
            .perform(progress: TaughtSky.quiet)
        #expect(record.kept == 0 && record.rounds.count == 1)
        #expect(record.end.hasPrefix("round 1 was rolled back: the recall of held-out 'spiral' fell by"))
        #expect(
            try Checksum.hexadecimal(.sha256, ofFile: sky.output.weights)
                == Checksum.hexadecimal(.sha256, ofFile: sky.run.weights))
    }

    /// Whether or not the network can be adapted, a picture is looked at once, and those of pairs as well.
    @Test(arguments: [(60, 0.25), (260, 0.4)])
    func eachPictureIsLookedAtOnceByEachNetwork(labelled: Int, calibration: Double) throws {
        let sky = try TaughtSky(labelled: labelled, unlabelled: 70, calibration: calibration)
        try sky.train()
        let counts = CountingEngine.Counts()
        let record = try sky.recursion {
            ($0.pairs, $0.settings.rounds, $0.settings.level, $0.settings.contradicted) = (sky.pairs, 1, 0, 1)
            $0.front = { CountingEngine($0, counts) }
        }.perform(progress: TaughtSky.quiet)
        #expect((record.notAdapted == nil) == (labelled == 260) && record.kept == 1)
        #expect(counts.byNetwork.count == 2)
        // Galaxies of the pairs that are held out are looked at as such, too.
        let trained = Set(try SeenGalaxies(sky.run).rows(on: .training).map(\.id))
        let pairs = (0..<20).flatMap { trained.contains("m\($0)") ? ["m\($0).png", "p\($0).png"] : ["p\($0).png"] }
        for counts in counts.byNetwork.values {
            for file in (0..<70).map({ "u\($0).png" }) + pairs { #expect(counts[file] == 1, "\(file)") }
        }
    }

    @Test func whatWasLookedAtIsNotLookedAtAgain() throws {
        let sky = try TaughtSky(labelled: 260, unlabelled: 70, calibration: 0.4)
        try sky.train()
        let counts = CountingEngine.Counts()
        func recursion(failingAt last: String?) -> Recursion {
            sky.recursion {
                ($0.settings.rounds, $0.settings.level, $0.settings.contradicted) = (1, 0, 1)
                $0.front = { CountingEngine($0, counts, failingAt: last) }
            }
        }
        #expect(throws: CountingEngine.Failure.self) {
            try recursion(failingAt: "u40.png").perform(progress: TaughtSky.quiet)
        }
        let first = try #require(counts.byNetwork.values.first)
        #expect(first["u31.png"] == 1 && first["u32.png"] == nil)
        #expect(try recursion(failingAt: nil).perform(progress: TaughtSky.quiet).kept == 1)
        for counts in counts.byNetwork.values {
            for number in 0..<70 { #expect(counts["u\(number).png"] == 1) }
        }
    }

    @Test func theSameBytesComeAfterAnInterruption() throws {
        let sky = try TaughtSky()
        try sky.train()
        let whole = try sky.recursion { $0.settings.rounds = 1 }.perform(progress: TaughtSky.quiet)
        let files = try TaughtSky.files(sky.output.path)
        var stopped = sky.recursion { $0.settings.rounds = 1 }
        stopped = Recursion(of: sky.run, unlabelled: sky.unlabelled, output: RunDirectory(sky.directory.file("again")))
        (stopped.threads, stopped.settings) = (1, sky.recursion { $0.settings.rounds = 1 }.settings)
        // A round that is whole stays, one that was changed by hand is refused.
        let unfinished = stopped.output.path + ".unfinished"
        StopSignal.request()
        #expect(throws: Interrupted.self) { try stopped.perform(progress: TaughtSky.quiet) }
        StopSignal.reset()
        #expect(try stopped.perform(progress: TaughtSky.quiet) == whole)
        #expect(try TaughtSky.files(stopped.output.path) == files)
        #expect(!FileManager.default.fileExists(atPath: unfinished))
    }

    @Test func whatCannotBeIsToldBeforeAnythingIsTrained() throws {
        let sky = try TaughtSky(unlabelled: 20)
        try sky.train()
        func problem(_ change: (inout Recursion) -> Void) -> String {
            do {
                _ = try sky.recursion(change).perform(progress: TaughtSky.quiet)
                return "none"
            } catch { return "\(error)" }
        }
        try sky.directory.write("test.csv", "id,file\nu3,u3.png\nx,x.png\n")
        let leak = problem { $0.tests = [sky.directory.file("test.csv")] }
        #expect(leak.contains("u.csv, row 4: 'u3' is 'u3' of") && leak.contains("test.csv, row 1"))
        try sky.directory.write("other.csv", "id,file,label\n1,m1.png,spiral\n")
        let table = problem { $0.manifests = [sky.directory.file("other.csv")] }
        #expect(table.contains("other.csv: this is not the table") && table.contains("m.csv"))
        #expect(problem { $0.manifests = [] }.contains("was trained on 1 tables, and 0 are given"))
        try sky.directory.write("lonely.csv", "id,file,survey\nu1,u1.png,des\n")
        #expect(problem { $0.pairs = sky.directory.file("lonely.csv") }.contains("no galaxy stands in it both for"))
        try sky.directory.write("far.csv", "id,file,survey,ra,dec\nm1,m1.png,sdss,10,0\nm1,p1.png,des,10.01,0\n")
        #expect(problem { $0.pairs = sky.directory.file("far.csv") }.contains("lies 36.0 arcsec from its partner"))
        #expect(!Directory.isDirectory(sky.output.path + ".unfinished"))
        // Of one class alone nothing is learnt; the first network stays.
        let one = try TaughtSky(unlabelled: 20, spirals: 1)
        try one.train()
        let record = try one.recursion { ($0.settings.choice, $0.settings.perClass) = (.guarded, nil) }
            .perform(progress: TaughtSky.quiet)
        #expect(record.kept == 0 && record.rounds.isEmpty && record.end.hasPrefix("round 1: "))
        #expect(
            try Checksum.hexadecimal(.sha256, ofFile: one.output.weights)
                == Checksum.hexadecimal(.sha256, ofFile: one.run.weights))
    }

    @Test func aRoundThatWasChangedByHandIsRefused() throws {
        let sky = try TaughtSky()
        try sky.train()
        // An output that cannot be made leaves all rounds where they are.
        let recursion = sky.recursion { $0.settings.rounds = 1 }
        let rounds = sky.output.path + ".unfinished"
        try Directory.create(rounds + "/final/x")
        try FileManager.default.removeItem(atPath: rounds + "/final")
        try Data().write(to: URL(filePath: sky.output.path))
        #expect(throws: (any Error).self) { try recursion.perform(progress: TaughtSky.quiet) }
        try FileManager.default.removeItem(atPath: sky.output.path)
        let classified = rounds + "/round0/classified.parquet"
        var bytes = try Data(contentsOf: URL(filePath: classified))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(filePath: classified))
        let error = #expect(throws: InputError.self) { try recursion.perform(progress: TaughtSky.quiet) }
        #expect(error?.description.contains("was changed since") == true && error?.file == classified)
        #expect(!FileManager.default.fileExists(atPath: sky.output.path))
        // Another request does not take the rounds either.
        let other = #expect(throws: InputError.self) {
            try sky.recursion { $0.settings.rounds = 2 }.perform(progress: TaughtSky.quiet)
        }
        #expect(other?.description.contains("other settings") == true)
        try FileManager.default.removeItem(atPath: rounds + "/round0")
        #expect(try recursion.perform(progress: TaughtSky.quiet).rounds.count == 1)
    }
}
