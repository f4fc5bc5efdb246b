import Engines
import Foundation
import Recursion
import Tables
import TestSupport
import Testing
import Training

/// Wrong labels that are planted among those that a round learns from, with a real network and the usual judge.
@Suite(.serialized) struct PlantedLabelsTests {
    @Test func oneOfTenWrongIsSeenAndRolledBack() throws {
        let sky = try TaughtSky(labelled: 260, unlabelled: 200, calibration: 0.4)
        try sky.train()
        let first = try sky.run.readFinished().weights.prefix(16)
        func record(lyingOn files: Set<String>) throws -> RecursionRecord {
            try? FileManager.default.removeItem(atPath: sky.output.path)
            return try sky.recursion {
                ($0.pairs, $0.settings.rounds, $0.settings.perClass) = (sky.pairs, 1, 80)
                // The first network alone says something wrong, and is sure of it.
                $0.front = { $0.model.name == first ? LyingEngine($0, on: files) : $0 }
            }.perform(progress: TaughtSky.quiet)
        }
        let honest = try record(lyingOn: [])
        #expect(honest.kept == 1 && honest.rounds[0].reasons == [], "\(honest.end)")
        #expect(honest.rounds[0].chosen == ["spiral": 80, "elliptical": 80])

        let history = try TableFile.read(sky.output.pseudoLabels, text: ["id", "class"])
        let (ids, classes, marks) = (
            try history.texts("id"), try history.texts("class"), try history.doubles("chosen")
        )
        // Of labels of one probability those of earlier rows are learnt from: here the spirals' rows come first.
        let spirals = ids.indices.filter { classes[$0] == "spiral" && marks[$0] == 1 }
        let planted = Set(spirals.prefix(16).map { "\(ids[$0]).png" })
        #expect(planted.count == 16)

        let lied = try record(lyingOn: planted)
        #expect(lied.kept == 0)
        let round = try #require(lied.rounds.first)
        #expect(round.chosen == ["spiral": 80, "elliptical": 80])
        // The planted labels were learnt from, and are those that the network contradicts.
        let taught = try TableFile.read(sky.output.pseudoLabels, text: ["id", "class"])
        let chosen = try taught.doubles("chosen")
        let wrong = try zip(taught.texts("id"), taught.texts("class")).enumerated().filter { row, galaxy in
            let isBright = (Int(galaxy.0.dropFirst()) ?? 0) < 100
            return chosen[row] == 1 && (galaxy.1 == "spiral") != isBright
        }
        #expect(wrong.count == 16)
        #expect(round.contradicted.galaxies == 160 && round.contradicted.count >= 12, "\(round.contradicted)")
        #expect(
            round.reasons.contains {
                $0.hasPrefix(
                    "the network contradicts \(round.contradicted.count) of the 160 labels that it was taught with")
            }, "\(round.reasons)")
        // What comes out is the first network, as it was.
        #expect(try sky.output.readFinished().weights == sky.run.readFinished().weights)
    }
}
