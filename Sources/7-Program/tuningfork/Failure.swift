import ArgumentParser
import Files
import Foundation
import Process
import Ranks

/// How the program ends on an error: what was wrong, in which file and row, what to do, and the exit code.
enum Failure {
    /// Prints `error` on standard error and ends the program.
    static func exit(with error: any Error) -> Never {
        switch error {
        case is CleanExit, is ValidationError, is ExitCode: TuningFork.exit(withError: error)
        case let error as Interrupted:
            say("\(error)")
            Foundation.exit(ExitStatus.interrupted.rawValue)
        case let error as RankFailure:
            say("Error: \(error)")
            Foundation.exit(error.status)
        case let error where TuningFork.exitCode(for: error) != .failure:
            // An error of the argument parser itself: usage, help, version.
            TuningFork.exit(withError: error)
        default:
            FailureRecord.write(error)
            say("Error: \(error)")
            Foundation.exit(ExitStatus(for: error).rawValue)
        }
    }

    private static func say(_ text: String) {
        StandardError.write(text + "\n")
    }
}
