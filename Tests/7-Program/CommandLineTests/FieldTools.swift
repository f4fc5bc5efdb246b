import Foundation
import TestSupport
import Testing

/// Programs of the field that check files (Debian packages `stilts` and `ftools-fv`).
enum FieldTools {
    static let stilts = found("stilts")
    static let fitsverify = found("fitsverify")

    /// The path of a program; nil where it is not installed: tests that need it are skipped, and say so.
    private static func found(_ name: String) -> String? {
        let outcome = try? Program.run(["-c", "command -v \(name)"], program: "/bin/sh")
        return outcome?.output.split(separator: "\n").first.map(String.init)
    }

    /// What a program says, on either of its outputs.
    static func say(_ program: String, _ arguments: [String]) throws -> String {
        let outcome = try Program.run(arguments, program: program)
        #expect(outcome.status == 0, "\(program) \(arguments): \(outcome.output)\(outcome.errors)")
        return outcome.output + outcome.errors
    }
}
