import Confidence
import Files
import Foundation
import TestSupport
import Testing

@Suite struct CalibratorTests {
    @Test func temperatureDividesTheLogits() {
        var logits = [3.0, -1.5, 0]
        Calibrator.identity.apply(to: &logits)
        #expect(logits == [3, -1.5, 0])
        Calibrator.temperature(1.5).apply(to: &logits)
        #expect(logits == [2, -1, 0])
        Calibrator.temperature(0.5).apply(to: &logits)
        #expect(logits == [4, -2, 0])
    }

    @Test func twoClassesScoreIsMappedAsSaid() {
        var logits = [3.0, 1]
        Calibrator.affine(scale: 0.5, offset: -2).apply(to: &logits)
        #expect(logits[0] - logits[1] == -1)
        logits = [1.5, 1]
        Calibrator.isotonic([IsotonicMap(scores: [0, 1], probabilities: [0.25, 0.75])]).apply(to: &logits)
        #expect(abs(exp(logits[0]) - 0.5) < 1e-15 && abs(exp(logits[1]) - 0.5) < 1e-15)
        logits = [9, 1]
        Calibrator.isotonic([IsotonicMap(scores: [0, 1], probabilities: [0.25, 0.75])]).apply(to: &logits)
        #expect(abs(exp(logits[0]) - 0.75) < 1e-15)
    }

    @Test func theFileIsReadAsWritten() throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("calibration.json")
        #expect(try Calibrator.read(path) == .identity)
        for calibrator in [
            Calibrator.vector(VectorScaling(scales: [1, 2, 0.5], biases: [0.25, 0, -0.25])),
            .affine(scale: 0.5, offset: -2),
            .isotonic([IsotonicMap(scores: [-1, 2.5], probabilities: [0.125, 0.75])]), .identity, .temperature(1.25),
        ] {
            try calibrator.write(to: path)
            #expect(try Calibrator.read(path) == calibrator)
        }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text == "{\n  \"kind\" : \"temperature\",\n  \"temperature\" : 1.25\n}\n")
    }

    @Test(arguments: [
        "", "{}", #"{"kind": "isotonic"}"#, #"{"kind": "temperature"}"#, #"{"kind": "temperature", "temperature": 0}"#,
        #"{"kind": "vector", "scales": [1, 1], "biases": [0]}"#, #"{"kind": "isotonic", "maps": []}"#,
        #"{"kind": "isotonic", "maps": [{"scores": [0, 0], "probabilities": [0.1, 0.2]}]}"#,
        #"{"kind": "isotonic", "maps": [{"scores": [0, 1], "probabilities": [0.3, 0.2]}]}"#,
        #"{"kind": "isotonic", "maps": [{"scores": [0, 1], "probabilities": [0.3, 1]}]}"#,
    ])
    func aWrongFileIsNamed(_ text: String) throws {
        let folder = try TemporaryDirectory()
        let path = try folder.write("calibration.json", text)
        let error = #expect(throws: InputError.self) { try Calibrator.read(path) }
        #expect(error?.file == path)
    }
}
