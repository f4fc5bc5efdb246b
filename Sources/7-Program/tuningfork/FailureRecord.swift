import Files
import Foundation

/// An error as JSON, for programs that run this one: what stands on standard error, and of bad data the place, the problem
/// and the remedy by themselves.
struct FailureRecord: Encodable {
    private let text: String
    private let file: String?
    private let row: Int?
    private let column: String?
    private let problem: String?
    private let remedy: String?

    init(_ error: any Error) {
        let input = error as? InputError
        text = "\(error)"
        file = input?.file
        row = input?.row
        column = input?.column
        problem = input?.problem
        remedy = input?.remedy
    }

    /// Writes `error` to the file that the variable TUNINGFORK_FAILURE names, when there is one. What cannot be written
    /// there still stands on standard error.
    static func write(_ error: any Error) {
        guard let path = ProcessInfo.processInfo.environment["TUNINGFORK_FAILURE"], !path.isEmpty else { return }
        try? JSONFile.write(FailureRecord(error), to: path)
    }
}
