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
    /// An unfinished run: where it stands (in the metadata), parameters, optimizer, averages, best weights
    /// (safetensors). One file, so that its parts always belong together.
    public var checkpoint: String { "\(path)/checkpoint.safetensors" }
    /// Pooled features of the frozen backbone (safetensors); kept only while a run is unfinished.
    public var features: String { "\(path)/features.safetensors" }
    /// What the check of the images found (CSV); kept only while a run is unfinished.
    var images: String { "\(path)/images.csv" }
    /// How the network's logits become honest probabilities (JSON); absent where nothing was calibrated.
    public var calibration: String { "\(path)/calibration.json" }
    /// One line a training epoch (CSV).
    public var metrics: String { "\(path)/metrics.csv" }
    /// What was printed while training (text).
    public var log: String { "\(path)/log.txt" }
    /// What the run was made from: classes, backbone, versions, manifests (JSON).
    public var info: String { "\(path)/run.json" }
    /// Every galaxy that the run has seen, and on which side of the split (CSV).
    public var galaxies: String { "\(path)/galaxies.csv" }

    /// Whether training is complete.
    public var isComplete: Bool { exists(weights) && exists(info) }
    /// Whether the folder holds anything.
    public var holdsAnything: Bool {
        (try? FileManager.default.contentsOfDirectory(atPath: path)).map { !$0.isEmpty } ?? false
    }

    /// Removes the files that a run writes, and no others.
    public func clear() throws {
        for file in [weights, calibration, info, checkpoint, features, images, metrics, log, galaxies, recipe] {
            try remove(file)
        }
    }

    /// Removes what only an unfinished run needs.
    func removeCheckpoint() throws {
        for file in [checkpoint, features, images] { try remove(file) }
    }

    func remove(_ file: String) throws {
        if unlink(file) != 0, errno != ENOENT { throw WriteError(path: file, code: errno) }
    }

    func exists(_ file: String) -> Bool { FileManager.default.fileExists(atPath: file) }
}
