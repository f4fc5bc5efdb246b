public import Confidence
import Files
import Foundation
public import Networks
public import Torch
public import Training
public import TrainingSets

/// A finished run's network with its weights, ready for use.
public final class TrainedNetwork {
    /// What the run was made from.
    public let info: RunInfo
    /// The recipe as run.
    public let recipe: Recipe
    /// The questions that the network answers, and the classes in them; nil where it tells classes alone.
    public let votes: VoteScheme?
    /// The network, on ``device``.
    public let network: GalaxyNetwork
    public let device: Device
    /// How far what it says can be believed.
    public let confidence: RunConfidence
    /// First 16 hexadecimal digits of the SHA-256 of the weights: names the model in every row made with it.
    public let model: String
    /// The other networks of the ensemble whose first one this is.
    public internal(set) var others: [TrainedNetwork] = []
    /// First 16 hexadecimal digits of the SHA-256 over ``confidence``'s files; empty where the run has none.
    let confidenceDigest: String

    /// Loads the run in `run`.
    ///
    /// - Parameters:
    ///   - device: where to compute.
    ///   - threads: CPU threads; nil takes all cores.
    /// - Throws: ``Files/InputError`` when the folder holds no finished run, ``Torch/WeightMismatch`` when the weights
    ///   do not fit the recipe.
    public init(_ run: RunDirectory, device: Device = .cpu, threads: Int? = nil) throws {
        try Torch.start(threads: threads)
        let (info, recipe, digest) = try run.readFinished()
        guard info.members == nil else {
            throw InputError(
                file: run.path, problem: "this is an ensemble, and one network is wanted",
                remedy: "Give one of its runs")
        }
        let network = try NetworkMaker.bareNetwork(recipe, origin: info.origin, endpoint: info.endpoint)
        do {
            let tensors = try SafeTensors.read(run.weights)
            for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
                try SafeTensors.checkFinite(tensor, name: name, path: run.weights)
            }
            try network.store.load(tensors)
        } catch let error as WeightMismatch {
            throw InputError(file: run.weights, problem: "\(error)", remedy: "Was the file or recipe.toml replaced?")
        }
        try network.store.to(device)
        self.info = info
        self.recipe = recipe
        votes = try recipe.voteScheme()
        self.network = network
        self.device = device
        confidence = try RunConfidence(reading: run)
        let strangeness = confidence.strangeness
        let features = network.backbone.middleFeatures
        guard strangeness.map({ $0.columns == features }) ?? true else {
            throw InputError(
                file: run.strangeness,
                problem: "it is of \(strangeness?.columns ?? 0) features, and the network has \(features)",
                remedy: "Put the run's own file back, or remove it: an earlier version kept other ones")
        }
        confidenceDigest = try run.confidenceDigest()
        model = String(digest.prefix(16))
    }
}

extension RunConfidence {
    /// What the folder of a run says of it.
    ///
    /// - Throws: ``Files/InputError`` when a file cannot be read.
    init(reading run: RunDirectory) throws {
        self.init(
            calibrator: try Calibrator.read(run.calibration), sets: try PredictionSets.read(run.sets),
            strangeness: try Strangeness.read(run.strangeness),
            thresholdIsEstablished: try AdaptationRecord.read(run.adaptation)?.decision != .notEstablished)
    }
}

extension RunDirectory {
    /// First 16 hexadecimal digits of a SHA-256 over what rows depend on in ``Training/RunDirectory/confidenceFiles``: the names
    /// and sums of the files, and of the record of an adaptation, which has paths in it, the decision. Empty where there are none.
    func confidenceDigest() throws -> String {
        var parts = try confidenceFiles.filter { $0 != adaptation && FileManager.default.fileExists(atPath: $0) }.map {
            "\($0.fileName) \(try Checksum.hexadecimal(.sha256, ofFile: $0))"
        }
        if let record = try AdaptationRecord.read(adaptation) {
            parts.append("\(adaptation.fileName) \(record.decision.rawValue)")
        }
        guard !parts.isEmpty else { return "" }
        return String(try Checksum.hexadecimal(.sha256, of: Array(parts.joined(separator: "\n").utf8)).prefix(16))
    }
}
