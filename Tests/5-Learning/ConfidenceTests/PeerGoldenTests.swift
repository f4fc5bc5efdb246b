import Confidence
import Foundation
import Testing

/// What netcal and TorchCP make of the same galaxies (`Goldens/peers.py`, which says where their definitions are others).
@Suite struct PeerGoldenTests {
    struct Peers: Decodable {
        struct Netcal: Decodable {
            let temperature: Double
            /// Axes (galaxy, class); of two classes the first's alone; none of a galaxy of which a map says 0 or 1.
            let isotonic: [[Double]]
        }

        struct Weighted: Decodable {
            let classes: Int
            let level: Double
            let truths: [Int]
            let probabilities, testProbabilities: [[Double]]
            let magnitudes, sizes, testMagnitudes, testSizes: [Double]
            let ratio: LikelihoodRatio
            let weighted: [[Int]]
        }

        let netcal: [Netcal]
        let classConditional: [[[Int]]]
        let weighted: Weighted
    }

    private let peers: Peers

    init() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/peers.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        peers = try decoder.decode(Peers.self, from: Data(contentsOf: file))
    }

    /// Of the same loss, which netcal minimises to 1e-5 of the temperature.
    @Test func temperaturesAreThoseOfNetcal() {
        #expect(peers.netcal.count == CalibrationGoldenTests.Golden.all.count)
        for (golden, netcal) in zip(CalibrationGoldenTests.Golden.all, peers.netcal) {
            let found = golden.sample.temperature()
            #expect(abs(found - netcal.temperature) < 2e-5 * found, "\(golden.name)")
            let own = golden.sample.losses(.temperature(found)).reduce(0, +)
            let theirs = golden.sample.losses(.temperature(netcal.temperature)).reduce(0, +)
            #expect(own <= theirs && theirs - own < 1e-6, "\(golden.name)")
        }
    }

    /// Where netcal says 0 or 1, ours keeps off by the rule of succession.
    @Test func isotonicProbabilitiesAreThoseOfNetcal() {
        for (golden, netcal) in zip(CalibrationGoldenTests.Golden.all, peers.netcal) {
            let calibrator = Calibrator.isotonic(golden.sample.isotonicMaps())
            var compared = 0
            for (galaxy, expected) in netcal.isotonic.enumerated() where !expected.isEmpty {
                var logits = Array(golden.logits[galaxy * golden.classes..<(galaxy + 1) * golden.classes])
                calibrator.apply(to: &logits)
                let weights = logits.map(exp)
                let sum = weights.reduce(0, +)
                for (weight, probability) in zip(weights, expected) {
                    #expect(abs(weight / sum - probability) < 1e-6, "\(golden.name), galaxy \(galaxy)")
                }
                compared += 1
            }
            #expect(compared > 50, "\(golden.name)")
        }
    }

    @Test func setsByClassAreThoseOfTorchCP() throws {
        #expect(peers.classConditional.count == SetGolden.all.count)
        for (golden, expected) in zip(SetGolden.all, peers.classConditional) {
            let sets = try golden.sets([])
            #expect(golden.testProbabilities.map { sets.set(of: $0) } == expected)
        }
    }

    @Test func weightedSetsAreThoseOfTorchCP() throws {
        let golden = peers.weighted
        let sets = try PredictionSets(
            probabilities: golden.probabilities, truths: golden.truths,
            covariates: zip(golden.magnitudes, golden.sizes).map { Covariates(magnitude: $0, size: $1) },
            classes: (0..<golden.classes).map { "class \($0)" }, level: golden.level)
        let weighted = sets.weighted(by: golden.ratio)
        let galaxies = zip(golden.testMagnitudes, golden.testSizes).map { Covariates(magnitude: $0, size: $1) }
        #expect(zip(golden.testProbabilities, galaxies).map { weighted.set(of: $0, $1) } == golden.weighted)
        // The weights make a difference.
        #expect(zip(golden.testProbabilities, galaxies).map { sets.set(of: $0, $1) } != golden.weighted)
    }
}
