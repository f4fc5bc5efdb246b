import Files
import Foundation

/// The folder that one training run writes: the recipe as run, the weights, the metrics, the log, and what is needed
/// to resume.
public struct RunDirectory: Sendable, Equatable {
    /// Path of the folder.
    public let path: String

    public init(_ path: String) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// The recipe as it was run (TOML).
    public var recipe: String { "\(path)/recipe.toml" }
    /// The weights of the trained network (safetensors); the file exists only when training is complete.
    public var weights: String { "\(path)/weights.safetensors" }
    /// The checkpoints of an unfinished run: each one file of where it stands (in the metadata), parameters, optimizer,
    /// averages, best weights (safetensors), so that its parts always belong together.
    var checkpoints: CheckpointFolder { CheckpointFolder(path: "\(path)/checkpoints") }
    /// Where earlier versions kept their one checkpoint.
    var earlierCheckpoint: String { "\(path)/checkpoint.safetensors" }
    /// Pooled features of the frozen backbone (safetensors); kept only while a run is unfinished.
    public var features: String { "\(path)/features.safetensors" }
    /// What the check of the images found (CSV); kept only while a run is unfinished.
    var images: String { "\(path)/images.csv" }
    /// How the network's logits become honest probabilities (JSON); absent where nothing was calibrated.
    public var calibration: String { "\(path)/calibration.json" }
    /// The prediction sets' calibration (JSON); absent where nothing was calibrated.
    public var sets: String { "\(path)/sets.json" }
    /// What tells pictures that show no clean galaxy (safetensors); absent where it was not learnt.
    public var strangeness: String { "\(path)/strangeness.safetensors" }
    /// What was found about another survey (JSON); absent where the run was not adapted to one.
    public var adaptation: String { "\(path)/adaptation.json" }
    /// What became of the labels that the network gave itself (Parquet); absent where it did not learn from any.
    public var pseudoLabels: String { "\(path)/pseudo_labels.parquet" }
    /// The galaxies among those with the labels that the network gave them and learnt from (CSV); absent where it did not.
    public var chosenLabels: String { "\(path)/chosen_labels.csv" }
    /// What says how far the network's answers can be believed, made after the training; each absent where it was not.
    public var confidenceFiles: [String] { [calibration, sets, strangeness, adaptation] }
    /// One line a training epoch (CSV).
    public var metrics: String { "\(path)/metrics.csv" }
    /// What was printed while training (text).
    public var log: String { "\(path)/log.txt" }
    /// What the run was made from: classes, backbone, versions, manifests (JSON).
    public var info: String { "\(path)/run.json" }
    /// Every galaxy that the run has seen, and on which side of the split (CSV).
    public var galaxies: String { "\(path)/galaxies.csv" }

    /// Held by the process that trains into the folder.
    var lock: String { "\(path)/.tuningfork.lock" }

    /// Everything that a run writes; what the others belong to comes last.
    public var files: [String] {
        [weights, chosenLabels] + confidenceFiles + unfinishedFiles + [metrics, log, galaxies, recipe, info]
    }

    /// Whether the folder holds anything but what a killed process has left.
    var holdsAnything: Bool {
        ((try? Directory.names(in: path)) ?? []).contains { !$0.hasPrefix(".tuningfork") }
    }

    /// Removes the files that a run writes, and no others.
    func clear() throws {
        for file in files { try remove(file) }
        try checkpoints.removeIfEmpty()
    }

    /// What only an unfinished run needs.
    var unfinishedFiles: [String] { checkpoints.files + [earlierCheckpoint, features, images] }

    /// Removes what only an unfinished run needs.
    func removeCheckpoint() throws {
        for file in unfinishedFiles { try remove(file) }
        try checkpoints.removeIfEmpty()
    }

    func remove(_ file: String) throws {
        if unlink(file) != 0, errno != ENOENT { throw WriteError(path: file, code: errno) }
    }

    func exists(_ file: String) -> Bool { FileManager.default.fileExists(atPath: file) }
}
