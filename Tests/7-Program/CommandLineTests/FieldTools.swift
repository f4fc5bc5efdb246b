import Foundation
import TestSupport
import Testing

/// Programs of the field that check files (Debian packages `stilts` and `ftools-fv`).
enum FieldTools {
    static let stilts = found("stilts")
    static let fitsverify = found("fitsverify")

    /// The path of a program; nil where it is not installed, which is printed.
    private static func found(_ name: String) -> String? {
        let outcome = try? Program.run(["-c", "command -v \(name)"], program: "/bin/sh")
        let path = outcome?.output.split(separator: "\n").first.map(String.init) ?? ""
        if path.isEmpty { print("skipped: there is no \(name) here") }
        return path.isEmpty ? nil : path
    }

    /// What a program says, on either of its outputs.
    static func say(_ program: String, _ arguments: [String]) throws -> String {
        let outcome = try Program.run(arguments, program: program)
        #expect(outcome.status == 0, "\(program) \(arguments): \(outcome.output)\(outcome.errors)")
        return outcome.output + outcome.errors
    }
}
