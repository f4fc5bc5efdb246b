import Files
import Foundation

/// What a run was made from; `run.json` of its folder.
public struct RunInfo: Codable, Sendable, Equatable {
    /// One manifest that the run was trained on.
    public struct Source: Codable, Sendable, Equatable {
        /// Absolute path of the manifest; of one that the run's folder keeps, its path from there.
        public var path: String
        /// SHA-256 of the manifest's bytes, hexadecimal.
        public var sha256: String
        /// Rows of the manifest.
        public var rows: Int
        /// Rows used for training or validation.
        public var used: Int
    }

    /// Version of this program.
    public var program: String
    /// Version of the tensor engine.
    public var torch: String
    /// Class names in the order of the network's outputs.
    public var classes: [String]
    /// Name of the backbone.
    public var backbone: String
    /// Whose layout the backbone's weights have.
    public var origin: String
    /// Layer whose output is pooled.
    public var endpoint: String
    /// Where the backbone's first weights came from, with the SHA-256 of the file; empty for random ones.
    public var firstWeights: String
    /// SHA-256 over recipe, manifests and versions: runs with the same one on the same device end with the same bytes.
    public var fingerprint: String
    /// Seed of every random choice.
    public var seed: Int
    /// Device trained on.
    public var device: String
    /// CPU threads of the tensor engine, in each rank.
    public var threads: Int
    /// Processes that trained together; nil for one alone.
    public var ranks: Int?
    /// Manifests trained on.
    public var manifests: [Source]
    /// Manifests validated on; nil where a part of ``manifests`` is.
    public var validation: [Source]?
    /// Manifests that were trained on alone; nil where there were none.
    public var additional: [Source]?
    /// Column of the manifests' identifiers, where it was named.
    public var idColumn: String?
    /// Columns of their magnitudes and radii, where they were named.
    public var magnitudeColumn, sizeColumn: String?
    /// Whether rows with unreadable images were left out.
    public var skipsUnreadable: Bool
    /// Time of the start, ISO 8601, UTC.
    public var started: String
    /// Time of the end; nil while unfinished.
    public var finished: String?
    /// Seconds spent training, all parts of a resumed run together.
    public var seconds: Double?
    /// Validation loss of the weights that were kept.
    public var validationLoss: Double?
    /// Validation accuracy of the weights that were kept.
    public var validationAccuracy: Double?
    /// The recipe as run, so that a changed key can be named; nil in older records.
    var recipe: RecipeValue?
    /// SHA-256 of the files that belong to it, by their names, so that none of another run is taken for one of its own; nil
    /// in older records.
    public var digests: [String: String]?

    /// Of an ensemble, the folders of its runs, from its own on; nil for a run of one network.
    public var members: [String]?

    /// Reads `run.json` of `run`.
    ///
    /// - Throws: ``Files/InputError`` when the folder is not that of a run.
    public static func read(_ run: RunDirectory) throws -> RunInfo {
        guard let data = FileManager.default.contents(atPath: run.info) else {
            throw InputError(
                file: run.path, problem: "this is not the folder of a training run: it holds no readable run.json",
                remedy: "Give the folder named by --output of tuningfork train")
        }
        do {
            return try JSONDecoder().decode(RunInfo.self, from: data)
        } catch {
            throw InputError(file: run.info, problem: "this is not the run.json of a training run (\(error))")
        }
    }

    func write(_ run: RunDirectory) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(run.info, bytes: encoder.encode(self) + [UInt8(ascii: "\n")])
    }
}
