import Engines
import Files
public import Manifests
import Process
import Tables

/// Which galaxies to look at, and where what is found goes.
public struct InferenceRequest: Sendable {
    /// A table of galaxies with images.
    public var manifest: String
    /// The file to write.
    public var output: String
    /// Pictures at a time.
    public var batch: Int
    /// Files that are read besides the manifest and the images, which the output must not replace.
    public var inputs: [String] = []
    /// Columns that are not to be found by name.
    public var names: GalaxyColumnNames
    /// The share of prediction sets that hold the true class, between 0 and 1; nil is the run's own.
    public var setLevel: Double?

    public init(manifest: String, output: String, batch: Int = 32, names: GalaxyColumnNames = GalaxyColumnNames()) {
        self.manifest = manifest
        self.output = output
        self.batch = batch
        self.names = names
    }

    /// Looks at all galaxies that are not done yet.
    ///
    /// - Parameters:
    ///   - title: what is being done, for the progress.
    ///   - outputs: what is wanted of the engine.
    ///   - values: of a batch, what is kept of it: axes (picture, figure).
    /// - Returns: the journal, in which every galaxy is now.
    func perform(
        _ title: String, _ galaxies: GalaxyTable.Checked, engine: any Engine, outputs: EngineOutputs, width: Int,
        progress: ProgressReporter, values: (EngineBatch) -> [Float]
    ) throws -> OutcomeJournal {
        let parts = try [
            ProgramVersion.current, Checksum.hexadecimal(.sha256, ofFile: TableFile.file(of: manifest)), "\(names)",
            "\(batch)",
            "\(outputs.rawValue)", engine.model.identity,
        ]
        let journal = try OutcomeJournal(
            of: output, fingerprint: Checksum.hexadecimal(.sha256, of: Array(parts.joined(separator: "\n").utf8)),
            width: width)
        if journal.replacesOther {
            progress.say("What was unfinished of \(output) is of another manifest or model: starting anew")
        }
        if journal.count > 0 {
            progress.say("Going on after \(journal.count) of \(galaxies.rowCount) images")
        }
        guard journal.count < galaxies.rowCount else { return journal }
        var files = try FileFeed(galaxies.reader(carrying: .none))
        try files.skip(journal.count)
        let loop = InferenceLoop(engine: engine, outputs: outputs, batch: batch, progress: progress)
        try loop.run(
            title, done: journal.count, total: galaxies.rowCount,
            files: { try files.next($0) },
            body: { found in
                try journal.append(found, values(found))
                try StopSignal.check(.goesOn)
            })
        return journal
    }
}

extension GalaxyTable.Checked {
    /// Of each row of a batch, the earlier row of the same galaxy; empty where no row of the table repeats one.
    func repeats(of batch: GalaxyTable.Batch) -> [Int?] {
        repeats.isEmpty ? [] : (0..<batch.count).map { repeats[batch.firstRow + $0] }
    }
}

/// Hands the files of a table out, as many at a time as wanted.
package struct FileFeed {
    private let reader: GalaxyTable.Reader
    private var files: ArraySlice<String> = []

    private static let rowsAtATime = 1 << 13

    package init(_ reader: GalaxyTable.Reader) { self.reader = reader }

    /// The next files: as many as asked for, fewer only at the end.
    package mutating func next(_ count: Int) throws -> [String] {
        while files.count < count, let batch = try reader.next(Self.rowsAtATime) { files += batch.files }
        defer { files = files.dropFirst(count) }
        return Array(files.prefix(count))
    }

    mutating func skip(_ count: Int) throws {
        var left = count
        while left > 0 {
            let passed = try next(min(left, Self.rowsAtATime)).count
            guard passed > 0 else { return }
            left -= passed
        }
    }
}
