import ArgumentParser
import Foundation

/// Shows damaged files to a reader, one after the other; Scripts/mutations.py runs it and looks at how it ends.
@main
struct Mutations: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read files that were damaged at random.",
        discussion: """
            Before each file its number goes into FOLDER/number, so that a crash tells which it was. A file that takes more \
            than 10 s ends the process by SIGALRM; one after which the process holds more than a gigabyte, with exit code 3.
            """)

    @Argument(help: "What reads.") var reader: Reader
    @Argument(help: "Folder for the damaged file.") var folder: String
    @Argument(help: "Files to damage.") var seeds: [String]
    @Option(help: "Number of the first damaged file.") var first = 0
    @Option(help: "How many files.") var count = 1000

    func run() throws {
        let mutator = Mutator(seeds: try seeds.map { try [UInt8](Data(contentsOf: URL(filePath: $0))) })
        let path = "\(folder)/\(reader == .run ? "run" : "damaged").\(reader.ending)"
        let state = open("\(folder)/number", O_RDWR | O_CREAT | O_TRUNC, 0o644)
        guard state >= 0 else { throw ValidationError("\(folder) cannot be written to.") }
        var read = 0
        for number in first..<first + count {
            var copy = number
            pwrite(state, &copy, 8, 0)
            try write(mutator.file(number), to: path)
            alarm(10)
            if (try? reader.read(path)) != nil { read += 1 }
            alarm(0)
            if Self.peakBytes > 1 << 30 { throw ExitCode(3) }
        }
        print(#"{"files": \#(count), "read": \#(read), "peak_mb": \#(Self.peakBytes >> 20)}"#)
    }

    /// A new file each time, since readers remember what they saw of one that stays.
    private func write(_ bytes: [UInt8], to path: String) throws {
        unlink(path)
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o644)
        defer { close(file) }
        guard file >= 0, bytes.withUnsafeBytes({ Foundation.write(file, $0.baseAddress, $0.count) }) == bytes.count
        else {
            throw ValidationError("\(path) cannot be written.")
        }
    }

    private static var peakBytes: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss << 10
    }
}

extension Reader: ExpressibleByArgument {}
