internal import Files
internal import Foundation
public import Training

/// The run that a catalogue is made with, and what computes: with the request all that it takes to make the catalogue again.
public struct CatalogueOrigin: Sendable, Equatable, Codable {
    /// What is known of one network, from its `run.json`.
    public struct Network: Sendable, Equatable, Codable {
        /// SHA-256 of weights and recipe.
        public let weights, recipe: String
        /// Name of the backbone, and the layer whose output is pooled.
        public let backbone, endpoint: String
        /// Classes, in the order of its outputs.
        public let classes: [String]
        /// Where the backbone's first weights came from; empty for random ones.
        public internal(set) var firstWeights: String
        /// Seed of every random choice of its training.
        public let seed: Int
        /// Versions of the program and of libtorch that trained it.
        public let program, torch: String
        /// When its training ended: ISO 8601, UTC; nil where that is not known.
        public let finished: String?
        /// Tables that it was trained on, with their sums.
        public internal(set) var trainedOn: [RunInfo.Source]
    }

    /// Folder of the run.
    public var run: String
    /// What computes: `libtorch` or `stub`.
    public var engine: String
    /// What it computes on: cpu, cuda or cuda:N.
    public var device: String
    /// Threads of the engine; nil for all cores.
    public var threads: Int?
    /// Version of libtorch; nil where it does not compute.
    public var libtorch: String?
    /// One, or those of an ensemble.
    public internal(set) var networks: [Network]
    /// SHA-256 of the run's files that figures depend on, by their names in its folder.
    public let files: [String: String]

    /// Looks at a run.
    ///
    /// - Parameters:
    ///   - engine: what computes: `libtorch` or `stub`.
    ///   - device: what it computes on: cpu, cuda or cuda:N.
    ///   - threads: of the CPU; nil for all cores.
    ///   - libtorch: its version; nil where it does not compute.
    /// - Throws: ``Files/InputError`` when the folder is not that of a run, or a file of it cannot be read.
    public init(
        _ run: RunDirectory, engine: String, device: String, threads: Int? = nil, libtorch: String? = nil
    ) throws {
        self.run = URL(filePath: run.path).path
        (self.engine, self.device, self.threads, self.libtorch) = (engine, device, threads, libtorch)
        let info = try RunInfo.read(run)
        let members = info.members == nil ? [run] : run.members(info)
        var files: [String: String] = [:]
        for part in Set([run.path] + members.map(\.path)) {
            let part = RunDirectory(part)
            for path in [part.weights, part.recipe, part.info, part.pseudoLabels] + part.confidenceFiles {
                guard FileManager.default.fileExists(atPath: path) else { continue }
                files[String(path.dropFirst(run.path.count + 1))] = try Checksum.hexadecimal(.sha256, ofFile: path)
            }
        }
        self.files = files
        networks = try members.map { member in
            let info = try RunInfo.read(member)
            func sum(_ path: String) -> String { files[String(path.dropFirst(run.path.count + 1))] ?? "" }
            return Network(
                weights: sum(member.weights), recipe: sum(member.recipe), backbone: info.backbone,
                endpoint: info.endpoint, classes: info.classes, firstWeights: info.firstWeights, seed: info.seed,
                program: info.program, torch: info.torch, finished: info.finished, trainedOn: info.manifests)
        }
    }

    /// Names of the run's files that are not as they were.
    ///
    /// - Parameter folder: where the run lies now.
    func changedFiles(in folder: String) -> [String] {
        files.keys.sorted().filter { name in
            (try? Checksum.hexadecimal(.sha256, ofFile: "\(folder)/\(name)")) != files[name]
        }
    }
}
