import Foundation
import TestSupport

/// The built `tuningfork`, run as a user runs it.
enum Program {
    /// What one run of the program gave.
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Path of the executable: beside the test bundle, wherever the package was built.
    static let path: String = {
        let bundle = Bundle.allBundles.map(\.bundlePath).first { $0.hasSuffix(".xctest") }
        let folder = URL(filePath: bundle ?? CommandLine.arguments[0]).deletingLastPathComponent()
        return folder.appending(path: "tuningfork").path
    }()

    /// Runs the program with `arguments` to its end.
    ///
    /// - Parameters:
    ///   - program: the executable; usually the one that was built.
    ///   - shell: a shell command line in which `"$@"` stands for the program and its arguments, such as
    ///     `"$@" > /dev/full`.
    ///   - whileRunning: called after the start, with the process's number and a closure that gives the text on
    ///     standard error so far.
    static func run(
        _ arguments: [String], program: String = path, shell: String? = nil,
        whileRunning: ((Int32, () -> String) throws -> Void)? = nil
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: shell == nil ? program : "/bin/sh")
        process.arguments = (shell.map { ["-c", $0, "sh", program] } ?? []) + arguments
        // Files rather than pipes: a pipe that nobody empties would stop the program.
        let scratch = try TemporaryDirectory()
        let output = try scratch.write("output.txt", "")
        let errors = try scratch.write("errors.txt", "")
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: errors)
        process.standardInput = FileHandle.nullDevice
        process.environment = ProcessInfo.processInfo.environment.merging(["COLUMNS": "120"]) { $1 }
        // Threads of the tests block signals, which a program that they start would take over.
        var (none, own) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &own)
        defer { pthread_sigmask(SIG_SETMASK, &own, nil) }
        try process.run()
        try whileRunning?(process.processIdentifier) { read(errors) }
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: read(output), errors: read(errors))
    }

    private static func read(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
