import Adaptation
package import Engines
import Files
import Foundation
public import Manifests
public import Process
import Tables
import Torch
public import Training

/// Lets a network teach itself with its own surest labels of a survey that nobody has labelled, as long as nothing that can be
/// measured falls.
///
/// In every round the network so far labels the galaxies; the surest labels are chosen (``RecursionRecipe``); a network is
/// trained anew, from the weights that the first one began with, on the labelled galaxies and those; and it is judged by
/// labelled galaxies that nothing was learnt from, and by galaxies that both surveys see. Where something fell, the round is
/// rolled back and no other follows (Khan et al. 2019, section 4, did one round without a judge).
///
/// ```swift
/// let record = try Recursion(of: run, unlabelled: "des.parquet", output: RunDirectory("taught"))
///     .perform(progress: ProgressReporter())
/// print(record.kept, record.end)
/// ```
public struct Recursion: Sendable {
    /// The first run: of one network, or an ensemble; not adapted.
    public let run: RunDirectory
    /// Table of galaxies that nobody has labelled.
    public let unlabelled: String
    /// Folder of the taught run.
    public let output: RunDirectory
    /// The tables that the run was trained on; nil for those that it names.
    public var manifests: [String]?
    /// Table of galaxies that both surveys have seen, two rows each.
    public var pairs: String?
    /// Tables that the network will be tested on: none of their galaxies may be among the unlabelled.
    public var tests: [String] = []
    /// Columns of the unlabelled table that are not to be found by name.
    public var names = GalaxyColumnNames()
    /// How labels are chosen and rounds judged.
    public var settings = RecursionRecipe()
    /// Name of the device.
    public var device = "cpu"
    /// CPU threads; nil takes all cores.
    public var threads: Int?
    /// Pictures at a time.
    public var batch = 32
    /// What is put in front of a run's engine, such as what counts the pictures that it looks at.
    package var front: @Sendable (any Engine) -> any Engine = { $0 }

    /// - Parameters:
    ///   - run: the first run.
    ///   - unlabelled: table of galaxies that nobody has labelled.
    ///   - output: folder of the taught run.
    public init(of run: RunDirectory, unlabelled: String, output: RunDirectory) {
        self.run = run
        self.unlabelled = unlabelled
        self.output = output
    }

    static let recordName = "recursion.json"

    /// Whether a folder is what a recursion has made, or where one keeps its rounds until it is finished.
    public static func isOne(_ folder: String) -> Bool {
        RecursionRecord.read("\(folder)/\(recordName)") != nil || RecursionFolder(path: folder).isBegun
    }

    /// Teaches the network, or goes on with it where it was stopped; at once when the folder holds this very work.
    ///
    /// - Returns: what was done and why it ended.
    /// - Throws: ``Files/InputError``, ``Files/WriteError``; ``Process/Interrupted`` after a signal: the same call goes on; errors
    ///   of engine and training.
    public func perform(progress: ProgressReporter) throws -> RecursionRecord {
        try StopSignal.whileGraceful {
            try OutputFiles.check([output.path], tables: [unlabelled, pairs] + tests.map(Optional.some))
            let first = try FirstRun(run, manifests: manifests)
            let count = first.members.count
            guard settings.models == 1 || settings.models == count else {
                throw InputError(
                    file: run.path,
                    problem: "it is of \(count) network\(count == 1 ? "" : "s"), and the recipe wants the mean of "
                        + "\(settings.models) taught",
                    remedy: "Train as many, with tuningfork train --models \(settings.models)")
            }
            let fingerprint = try fingerprint(first)
            let folder = RecursionFolder(of: output)
            if Directory.isDirectory(output.path), !(try Directory.names(in: output.path)).isEmpty {
                return try finished(fingerprint, folder)
            }
            let work = try RecursionWork(self, first, folder, progress: progress)
            let lock = try folder.claim(fingerprint)
            let record = try withExtendedLifetime(lock) { try work.perform(fingerprint) }
            try folder.remove()
            return record
        }
    }

    /// The record of the output, where it is this very work.
    private func finished(_ fingerprint: String, _ folder: RecursionFolder) throws -> RecursionRecord {
        let path = "\(output.path)/\(Self.recordName)"
        guard let record = RecursionRecord.read(path), record.fingerprint == fingerprint else {
            throw InputError(
                file: output.path, problem: "the folder holds something already",
                remedy: "Give --output a folder that does not exist yet")
        }
        try folder.remove()
        return record
    }

    /// What the outcome depends on, but for the images themselves.
    private func fingerprint(_ first: FirstRun) throws -> String {
        var parts = [ProgramVersion.current, Torch.version, first.weights, "\(names)", "\(batch)", device]
        parts.append(String(decoding: try RecursionRecord.encode(settings), as: UTF8.self))
        for table in first.manifests + [unlabelled] + tests + [pairs].compactMap(\.self) {
            parts.append(try Self.digest(table))
        }
        return try Checksum.hexadecimal(.sha256, of: Array(parts.joined(separator: "\n").utf8))
    }

    static func digest(_ table: String) throws -> String {
        try Checksum.hexadecimal(.sha256, ofFile: TableFile.file(of: table))
    }

    /// The engine of a run.
    func engine(_ run: RunDirectory) throws -> any Engine {
        try front(RunEngine.open(run, device: Device(name: device), threads: threads).engine)
    }
}
