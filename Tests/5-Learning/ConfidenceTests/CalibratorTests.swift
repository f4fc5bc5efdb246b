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

    @Test func theFileIsReadAsWritten() throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("calibration.json")
        #expect(try Calibrator.read(path) == .identity)
        for calibrator in [Calibrator.identity, .temperature(1.25)] {
            try calibrator.write(to: path)
            #expect(try Calibrator.read(path) == calibrator)
        }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text == "{\n  \"kind\" : \"temperature\",\n  \"temperature\" : 1.25\n}\n")
    }

    @Test(arguments: [
        "", "{}", #"{"kind": "isotonic"}"#, #"{"kind": "temperature"}"#, #"{"kind": "temperature", "temperature": 0}"#,
    ])
    func aWrongFileIsNamed(_ text: String) throws {
        let folder = try TemporaryDirectory()
        let path = try folder.write("calibration.json", text)
        let error = #expect(throws: InputError.self) { try Calibrator.read(path) }
        #expect(error?.file == path)
    }
}
