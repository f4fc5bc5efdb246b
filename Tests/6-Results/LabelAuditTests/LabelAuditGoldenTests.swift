import Foundation
import LabelAudit
import Testing

/// What `Goldens/label_audit.py` found with cleanlab and scikit-learn.
struct LabelAuditGoldenTests {
    private struct Case: Decodable {
        struct Ranking: Decodable {
            let selfConfidence: [Int]
            let normalizedMargin: [Int]
        }

        let vectors: [Float]
        let labels: [Int]
        let parts: [[Int]]
        let l2: Double
        let crossEntropy: Double
        let probabilities: [Double]
        let joint: [[Int]]
        let suspects: [Int]
        let ranking: Ranking

        var classCount: Int { joint.count }
    }

    private func cases() throws -> [Case] {
        let path = URL(filePath: #filePath).deletingLastPathComponent().path + "/Goldens/label_audit/expected.json"
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode([Case].self, from: Data(contentsOf: URL(filePath: path)))
    }

    @Test func `Joint, suspects and ranking are those of cleanlab`() throws {
        for expected in try cases() {
            let found = ConfidentLearning(
                labels: expected.labels, probabilities: expected.probabilities, classCount: expected.classCount)
            #expect(found.joint == expected.joint)
            #expect(found.verdicts.indices.filter { found.verdicts[$0].isSuspect } == expected.suspects)
            let ranking = Array(found.ranking.prefix(expected.suspects.count))
            #expect(ranking == expected.ranking.normalizedMargin)
            // Of two classes the one is as improbable as the other is probable.
            if expected.classCount == 2 { #expect(ranking == expected.ranking.selfConfidence) }
        }
    }

    @Test func `Out-of-fold probabilities are those of scikit-learn`() throws {
        for expected in try cases() {
            func validation(tolerance: Double) -> CrossValidation {
                CrossValidation(
                    vectors: expected.vectors, dimension: expected.vectors.count / expected.labels.count,
                    labels: expected.labels, classCount: expected.classCount, parts: expected.parts,
                    tolerance: tolerance, threads: 2)
            }
            let found = validation(tolerance: 1e-6)
            #expect(found.l2 == expected.l2)
            #expect(abs(found.crossEntropy - expected.crossEntropy) < 1e-5)
            let differences = zip(found.probabilities, expected.probabilities).map { abs($0 - $1) }
            #expect(differences.count == expected.probabilities.count && (differences.max() ?? 1) < 1e-4)
            // As the audit itself fits.
            let usual = validation(tolerance: 1e-4)
            #expect(usual.l2 == expected.l2)
            let coarse = zip(usual.probabilities, expected.probabilities).map { abs($0 - $1) }.max() ?? 1
            #expect(coarse < 2e-3)
        }
    }
}
