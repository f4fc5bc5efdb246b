import Confidence
import Files
import Foundation
import TestSupport
import Testing

@Suite struct PredictionSetTests {
    @Test func goldensAreThere() {
        #expect(SetGolden.all.map(\.classes) == [2, 2, 4])
    }

    @Test(arguments: SetGolden.all)
    func setsByClassAreThoseOfMAPIE(_ golden: SetGolden) throws {
        let sets = try golden.sets([])
        #expect(golden.testProbabilities.map { sets.set(of: $0) } == golden.byClass)
    }

    @Test(arguments: SetGolden.all)
    func setsByMagnitudeAreThoseOfCrepes(_ golden: SetGolden) throws {
        let sets = try golden.sets(golden.covariates)
        for (place, galaxy) in golden.testCovariates.enumerated() {
            // A galaxy beyond all that is known gets the class in any case.
            let expected = (0..<golden.classes).filter {
                !golden.inside[$0][place] || golden.byMagnitude[place].contains($0)
            }
            #expect(sets.set(of: golden.testProbabilities[place], galaxy) == expected, "galaxy \(place)")
        }
    }

    @Test(arguments: SetGolden.all)
    func weightedSetsAreThoseOfTheDefinition(_ golden: SetGolden) throws {
        let sets = try golden.sets(golden.covariates).weighted(by: golden.ratio)
        let found = zip(golden.testProbabilities, golden.testCovariates).map { sets.set(of: $0, $1) }
        #expect(found == golden.weighted)
        #expect(golden.weighted != golden.byMagnitude)
    }

    @Test(arguments: SetGolden.all)
    func fileGivesTheSameSets(_ golden: SetGolden) throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("sets.json")
        #expect(try PredictionSets.read(path) == nil)
        var covariates = golden.covariates
        covariates[0] = Covariates()
        let sets = try golden.sets(covariates).weighted(by: golden.ratio)
        try sets.write(to: path)
        let read = try #require(try PredictionSets.read(path))
        for (probabilities, galaxy) in zip(golden.testProbabilities, golden.testCovariates) {
            #expect(read.pValues(of: probabilities, galaxy) == sets.pValues(of: probabilities, galaxy))
        }
        #expect(read.remarks == sets.remarks)
    }

    @Test(arguments: [
        "[]", "{}",
        #"{"calibration":[],"classes":["a","b"],"level":0.95}"#,
        #"{"calibration":[{"scores":[0.1],"magnitudes":[],"sizes":[null]}],"classes":["a"],"level":0.95}"#,
        #"{"calibration":[{"scores":[2],"magnitudes":[null],"sizes":[null]}],"classes":["a"],"level":0.95}"#,
        #"{"calibration":[{"scores":[],"magnitudes":[],"sizes":[]}],"classes":["a"],"level":1}"#,
    ])
    func otherFilesAreNamed(_ text: String) throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("sets.json")
        try Data(text.utf8).write(to: URL(filePath: path))
        let error = #expect(throws: InputError.self) { try PredictionSets.read(path) }
        #expect(error?.file == path)
    }

    /// n calibration galaxies bound the level by n / (n + 1).
    @Test func tooFewGalaxiesOfAClassAreSaid() throws {
        for (count, isEnough) in [(18, false), (19, true)] {
            let truths = [Int](repeating: 0, count: count) + [Int](repeating: 1, count: 40)
            let probabilities = truths.indices.map { place in
                let wrong = Double(place % count) / 100
                return truths[place] == 0 ? [1 - wrong, wrong] : [wrong, 1 - wrong]
            }
            let sets = try PredictionSets(
                probabilities: probabilities, truths: truths, classes: ["spiral", "elliptical"])
            #expect(sets.set(of: [0, 1]).contains(0) == !isEnough)
            #expect(sets.remarks.contains { $0.contains("Of spiral there are \(count)") } == !isEnough)
            #expect(!sets.remarks.contains { $0.contains("Of elliptical") })
        }
    }

    @Test func oneClassIsNoCalibration() {
        let error = #expect(throws: InputError.self) {
            try PredictionSets(
                probabilities: [[0.9, 0.1], [0.8, 0.2]], truths: [0, 0], classes: ["spiral", "elliptical"])
        }
        #expect(error?.description.contains("all of one class") == true)
    }

    /// Larger than all ellipticals, but not than all galaxies: nothing is said of those that are larger than all.
    @Test func aClassJudgesGalaxiesThatAreAsThoseOfAnother() throws {
        let truths = (0..<400).map { $0 % 2 }
        let probabilities = truths.indices.map { place in
            let wrong = Double(place % 50) / 100
            return truths[place] == 0 ? [1 - wrong, wrong] : [wrong, 1 - wrong]
        }
        let covariates = truths.indices.map { place in
            Covariates(
                magnitude: 15 + Double(place % 20) / 10, size: Double(2 - truths[place]) + Double(place % 7) / 10)
        }
        let sets = try PredictionSets(
            probabilities: probabilities, truths: truths, covariates: covariates, classes: ["spiral", "elliptical"])
        #expect(sets.set(of: [0.99, 0.01], Covariates(magnitude: 16, size: 2.5)) == [0])
        #expect(sets.set(of: [0.99, 0.01], Covariates(magnitude: 16, size: 2.7)) == [0, 1])
        #expect(sets.set(of: [0.01, 0.99], Covariates(magnitude: 16, size: 1.1)) == [1])
        #expect(sets.set(of: [0.01, 0.99], Covariates(magnitude: 14, size: 1.1)) == [0, 1])
    }

    @Test func missingMagnitudesFallBackToTheClass() throws {
        let golden = try #require(SetGolden.all.dropFirst().first)
        let known = try golden.sets(golden.covariates)
        let unknown = try golden.sets([])
        for probabilities in golden.testProbabilities {
            #expect(known.pValues(of: probabilities) == unknown.pValues(of: probabilities))
        }
        #expect(unknown.weighted(to: golden.testCovariates) == nil)
        #expect(known.weighted(to: [Covariates](repeating: Covariates(), count: 1000)) == nil)
        #expect(unknown.remarks[0].contains("magnitudes are missing"))
        #expect(known.remarks[0].contains("ranges of magnitude"))
    }
}
