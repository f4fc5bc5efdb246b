import Adaptation
import Confidence
import Engines
import Files
import Foundation
import Process
import Randomness
import TestSupport
import Testing
import Training
import Vectors

/// What an adapted run knows beside its threshold: sets, strange pictures.
@Suite struct AdaptedConfidenceTests {
    /// Galaxies of which the fainter ones are harder to tell, in the run's mix of magnitudes or another.
    private struct Faint {
        var generator = SeededGenerator(11)

        mutating func galaxy(label: Int, towardsFaint: Bool) -> (score: Double, magnitude: Double) {
            let place = towardsFaint ? generator.uniform().squareRoot() : generator.uniform()
            let signal = 4.5 - 3 * place
            return ((label == 0 ? signal : -signal) + 1.5 * generator.normal, 14 + 4 * place)
        }

        /// A table of unlabelled galaxies whose score is `offset` greater.
        mutating func table(_ count: Int, offset: Double) -> String {
            let rows = (0..<count).map { number in
                let (score, magnitude) = galaxy(label: number % 2, towardsFaint: true)
                return "t\(number),score_\(score + offset),DES,\(magnitude)"
            }
            return (["id,file,survey,MAG_AUTO_R"] + rows).joined(separator: "\n")
        }
    }

    @Test func setsFollowTheThresholdAndTheMagnitudes() throws {
        var small = try ScoredRun()
        var faint = Faint()
        let names = ["spiral", "elliptical"]
        var sample: (probabilities: [[Double]], truths: [Int], covariates: [Covariates]) = ([], [], [])
        var rows = ["id,file,survey,ra,dec,label,set,magnitude"]
        for number in 0..<6000 {
            let (score, magnitude) = faint.galaxy(label: number % 2, towardsFaint: false)
            let first = 1 / (1 + exp(-score))
            sample.probabilities.append([first, 1 - first])
            sample.truths.append(number % 2)
            sample.covariates.append(Covariates(magnitude: magnitude))
            rows.append("s\(number),score_\(score),SDSS,,,\(names[number % 2]),calibration,\(magnitude)")
        }
        try small.replaceGalaxies(rows)
        let engine = ScoreEngine()
        engine.model.confidence.sets = try PredictionSets(
            probabilities: sample.probabilities, truths: sample.truths, covariates: sample.covariates, classes: names)
        let table = try small.directory.write("des.csv", faint.table(4000, offset: 2))
        let pairs = try small.pairs("pairs.csv", 300, offset: 2)
        let record = try small.adapt(to: table, pairs: pairs, engine)
        #expect(record.decision == .moved)
        #expect(record.weighting?.sets == true)
        #expect(record.weighting?.magnitudes == 4000 && record.weighting?.sizes == 0)
        #expect(record.lines(classes: names).contains("Prediction sets are weighted to the survey's magnitudes"))

        let confidence = try TrainedNetwork(small.output, threads: 1).confidence
        let sets = try #require(confidence.sets)
        #expect(sets.ratio != nil)
        // Both classes, bright and faint, are covered as promised; were the threshold not taken back, one would not be.
        var (covered, counts) = ([[0, 0], [0, 0]], [[0, 0], [0, 0]])
        for number in 0..<8000 {
            let label = number % 2
            let (score, magnitude) = faint.galaxy(label: label, towardsFaint: true)
            var logits = [(score + 2) / 2, -(score + 2) / 2]
            confidence.calibrator.apply(to: &logits)
            let first = 1 / (1 + exp(logits[1] - logits[0]))
            let part = magnitude < 16.8 ? 0 : 1
            counts[label][part] += 1
            let set = sets.set(of: [first, 1 - first], Covariates(magnitude: magnitude))
            if set.contains(label) { covered[label][part] += 1 }
        }
        for label in 0..<2 {
            for part in 0..<2 {
                let share = Double(covered[label][part]) / Double(counts[label][part])
                #expect((0.925...0.975).contains(share), "\(names[label]), part \(part): \(share)")
            }
        }
        // What the accuracy elsewhere is foretold from comes along.
        #expect(sets.answers?.confidences.count == 6000)
    }

    @Test func pairsAreWeightedToTheSurvey() throws {
        let small = try ScoredRun()
        var faint = Faint()
        let table = try small.directory.write("des.csv", faint.table(1000, offset: 2))
        var rows = ["id,file,survey,petroMag_r,MAG_AUTO_R"]
        for number in 0..<300 {
            let (score, magnitude) = faint.galaxy(label: number % 2, towardsFaint: false)
            // The other survey's magnitude is no magnitude of this one's.
            rows.append("p\(number),score_\(score),SDSS,\(magnitude + 3),\(magnitude)")
            rows.append("p\(number),score_\(score + 2),DES,\(magnitude + 3),\(magnitude)")
        }
        let pairs = try small.directory.write("pairs.csv", rows.joined(separator: "\n"))
        let weighting = try #require(small.adapt(to: table, pairs: pairs).weighting)
        // Kish's number for weights 2 u over u in 0…1 is 3/4 of all.
        #expect(abs((weighting.pairs ?? 0) - 150 * 0.75) < 20)
        #expect(weighting.sets == nil)
    }

    /// What the run and the pairs know ends at magnitude 18.
    @Test(arguments: [(0.1, true), (0.5, false)])
    func fainterGalaxiesThanAllThatAreKnownAreLeftAlone(share: Double, isFound: Bool) throws {
        var small = try ScoredRun()
        let names = ["spiral", "elliptical"]
        var rows = ["id,file,survey,ra,dec,label,set,magnitude"]
        for number in 0..<400 {
            let magnitude = 14 + Double(number % 40) / 10
            rows.append(
                "s\(number),score_\(small.score(number % 2)),SDSS,,,\(names[number % 2]),calibration,\(magnitude)")
        }
        try small.replaceGalaxies(rows)
        rows = ["id,file,survey,MAG_AUTO_R"]
        for number in 0..<1000 {
            let magnitude = Double(number) < 1000 * share ? 19 : 14 + Double(number % 39) / 10
            rows.append("t\(number),score_\(small.score(number % 2) + 3),DES,\(magnitude)")
        }
        let table = try small.directory.write("des.csv", rows.joined(separator: "\n"))
        rows = ["id,file,survey,petroMag_r,MAG_AUTO_R"]
        for number in 0..<200 {
            let (score, magnitude) = (small.score(number % 2), 14 + Double(number % 40) / 10)
            rows.append("p\(number),score_\(score),SDSS,\(magnitude),\(magnitude)")
            rows.append("p\(number),score_\(score + 3),DES,\(magnitude),\(magnitude)")
        }
        let pairs = try small.directory.write("pairs.csv", rows.joined(separator: "\n"))
        let record = try small.adapt(to: table, pairs: pairs)
        #expect(abs(try #require(record.weighting?.beyond) - share) < 1e-9)
        #expect(record.decision == (isFound ? .moved : .notEstablished))
        for method in [record.shape, try #require(record.anchors)] {
            #expect((method.refusal?.contains("is fainter or brighter than all that it knows") ?? false) == !isFound)
        }
    }

    @Test func withoutMagnitudesNothingIsWeightedAndThatIsSaid() throws {
        var small = try ScoredRun()
        let table = try small.table("des.csv", 600, share: 0.6, offset: 3)
        let pairs = try small.pairs("pairs.csv", 120, offset: 3)
        let record = try small.adapt(to: table, pairs: pairs)
        #expect(record.weighting?.pairs == nil && record.weighting?.magnitudes == 0)
        #expect(record.lines(classes: ["a", "b"]).contains { $0.hasPrefix("Nothing is weighted: of 600 galaxies 0") })
    }

    @Test func strangeIsWhatIsStrangeInTheSurvey() throws {
        var small = try ScoredRun()
        let engine = ScoreEngine(features: 384)
        engine.model.confidence.strangeness = clean(1500, engine)
        // All of the survey's pictures are a little off, and 4 % of them far off.
        var rows = ["id,file,survey"]
        for number in 0..<2000 {
            rows.append("t\(number),score_\(small.score(number % 2))_\(number % 25 == 0 ? 7 : 1.5),DES")
        }
        let table = try small.directory.write("des.csv", rows.joined(separator: "\n"))
        let record = try small.adapt(to: table, engine)
        #expect(abs((record.strangeShare ?? 0) - 0.04) < 0.025)
        let strangeness = try TrainedNetwork(small.output, threads: 1).confidence.strangeness
        var generator = SeededGenerator(5)
        func alarms(_ strangeness: Strangeness?, _ offset: Double) -> Double {
            let names = (0..<1000).map { _ in "score_\(generator.uniform())_\(offset)" }
            let values = strangeness?.pValues(of: names.flatMap { engine.features(of: $0) }) ?? []
            return Double(values.count { $0 <= 0.05 }) / 1000
        }
        #expect(alarms(engine.model.confidence.strangeness, 1.5) > 0.2)
        #expect((0.03...0.075).contains(alarms(strangeness, 1.5)))
        #expect(alarms(strangeness, 7) == 1)
    }

    @Test func anotherFrameIsTold() throws {
        let small = try ScoredRun()
        let engine = ScoreEngine(features: 384)
        engine.model.confidence.strangeness = clean(500, engine)
        let rows = ["id,file,survey"] + (0..<100).map { "t\($0),score_\($0)_20,DES" }
        let table = try small.directory.write("des.csv", rows.joined(separator: "\n"))
        let record = try small.adapt(to: table, engine)
        #expect(record.unlikeShare == 1 && record.decision == .notEstablished)
        #expect(
            record.lines(classes: ["a", "b"]).contains {
                $0.hasPrefix("WARNING: 100.0 % of its pictures look unlike") && $0.hasSuffix("that the network knows?")
            })
    }

    private func clean(_ count: Int, _ engine: ScoreEngine) -> Strangeness? {
        let features = (0..<count).flatMap { engine.features(of: "score_\($0 + 10000)") }
        return Strangeness(of: Matrix(features, columnCount: engine.model.features))
    }

    @Test func pairsWhoseColoursAreAtOddsAreNamed() throws {
        var small = try ScoredRun()
        let table = try small.table("des.csv", 600, share: 0.6, offset: 3)
        func pairs(_ name: String, mixed: Bool) throws -> String {
            var rows = ["id,file,survey,petroMag_g,petroMag_r,MAG_AUTO_G,MAG_AUTO_R"]
            for number in 0..<120 {
                let score = small.score(number % 2)
                let colour = small.generator.uniform()
                let other = (mixed ? small.generator.uniform() : colour) + 0.1 * small.generator.uniform()
                let cells = "\(17 + colour),17,\(17 + other),17"
                rows.append("p\(number),score_\(score),SDSS,\(cells)")
                rows.append("p\(number),score_\(score + 3),DES,\(cells)")
            }
            return try small.directory.write(name, rows.joined(separator: "\n"))
        }
        let mixed = try pairs("mixed.csv", mixed: true)
        let error = #expect(throws: InputError.self) { try small.adapt(to: table, pairs: mixed) }
        #expect(error?.problem.contains("colours g - r of its 120 pairs") == true)
        let own = try pairs("pairs.csv", mixed: false)
        #expect(try small.adapt(to: table, pairs: own).decision == .moved)
    }

    @Test func anAdaptedRunIsNotAdaptedAgain() throws {
        var small = try ScoredRun()
        let table = try small.table("des.csv", 600, share: 0.6, offset: 3)
        _ = try small.adapt(to: table)
        let again = Adaptation(of: small.output, to: table, output: RunDirectory(small.directory.file("again")))
        let error = #expect(throws: InputError.self) {
            try again.perform(engine: ScoreEngine(), progress: ScoredRun.quiet)
        }
        #expect(error?.problem == "the run was adapted already, to DES")
    }
}
