import Files
import Foundation
package import Networks
import Process
package import Torch
import TrainingSets

/// Computes the frozen backbone's pooled features once, and keeps them on disk so that an interrupted run loses one
/// round at most. Several processes compute a part of each round, and all get the whole.
struct FeatureMaker {
    let team: ReplicaTeam
    let galaxies: [Galaxy]
    let recipe: Recipe
    let device: Device
    let loading: ImageLoading
    let crew: any TrainingCrew
    let recorder: any TrainingRecorder
    let store: any TrainingStore

    /// Seconds between two writes of unfinished features.
    private static let secondsBetweenWrites = 300.0
    /// Parts of a round for each thread of each process.
    private static let partsPerThread = 4

    /// The features of `sets`: galaxies in order, with the number of the augmented view (nil: the image itself).
    ///
    /// - Parameter part: galaxies that go through the network at once.
    /// - Throws: ``Interrupted`` after a signal; what is done so far is kept then.
    func make(
        _ sets: [(members: [Int], view: Int?)], part: Int, stage: Int, howToGoOn: String
    ) throws -> [PooledFeatures] {
        var features = sets.map { PooledFeatures(members: $0.members) }
        try restore(&features, from: store.features(of: stage))
        let total = sets.reduce(0) { $0 + $1.members.count }
        try recorder.record(.workBegins("Features of the frozen backbone", total: total))
        var lastWrite = ContinuousClock.now
        for index in sets.indices where !features[index].isComplete {
            let (members, view) = sets[index]
            features[index].channels = team.first.network.backbone.channels()
            let rounds = rounds(from: features[index].count, to: members.count, part: part)
            let own = rounds.map { parts in parts[crew.stretch(of: parts.count)] }
            let loader = PartLoader(
                loading.loader(
                    frame: recipe.input, augmentation: view == nil ? .none : recipe.augmentation,
                    parts: Array(own.joined()), order: members, seed: UInt64(recipe.seed),
                    key: AugmentationKey(view: view ?? 0)), galaxies)
            for (round, mine) in zip(rounds, own) {
                features[index].values += try compute(mine, in: round, loader, features[index].channels)
                let done = features.reduce(0) { $0 + $1.count }
                try recorder.record(.workAdvances(to: done, nil))
                let isStopped = try crew.isAnyStopped(StopSignal.isRequested)
                if isStopped || lastWrite.duration(to: .now) > .seconds(Self.secondsBetweenWrites) {
                    try keep(features, of: stage)
                    lastWrite = .now
                }
                if isStopped {
                    try recorder.record(.workEnds)
                    throw Interrupted(howToGoOn: howToGoOn)
                }
            }
        }
        try keep(features, of: stage)
        try recorder.record(.workEnds)
        return features
    }

    /// The rows `start` ..< `end`, cut into parts, and those into rounds.
    private func rounds(from start: Int, to end: Int, part: Int) -> [[Range<Int>]] {
        let parts = stride(from: start, to: end, by: part).map { $0..<min($0 + part, end) }
        let most = crew.count * team.replicas.count * Self.partsPerThread
        return stride(from: 0, to: parts.count, by: most).map { Array(parts[$0..<min($0 + most, parts.count)]) }
    }

    /// The features of a round, of which this process computes the parts `own`: axes (rows of the round, channels).
    private func compute(
        _ own: ArraySlice<Range<Int>>, in round: [Range<Int>], _ loader: PartLoader, _ channels: Int
    ) throws -> [Float] {
        let start = round[0].lowerBound
        let rows = round[round.count - 1].upperBound - start
        nonisolated(unsafe) var values = [Float](repeating: 0, count: rows * channels)
        var left = own
        let lock = NSLock()
        try team.forEach({
            guard let places = left.popFirst() else { return nil }
            return (places, try loader.next(0))
        }) { (replica: Replica, item: (places: Range<Int>, part: StepPart)) in
            let pooled = try replica.network.pooledFeatures(
                item.part.tensor(device), precision: recipe.precision, device: device)
            let found = try pooled.floats()
            lock.withLock {
                values.replaceSubrange(
                    (item.places.lowerBound - start) * channels..<(item.places.upperBound - start) * channels,
                    with: found)
            }
        }
        guard crew.count > 1 else { return values }
        let sum = try Tensor(values, shape: [values.count], device: device)
        try crew.sum(sum)
        return try sum.floats()
    }

    private func keep(_ features: [PooledFeatures], of stage: Int) throws {
        var tensors: [(String, Tensor)] = []
        for (index, set) in features.enumerated() where set.count > 0 {
            tensors.append(("\(index)", try Tensor(set.values, shape: [set.count, set.channels])))
        }
        try store.keep(features: tensors, of: stage)
    }

    /// Takes over what an earlier part of the run has computed.
    private func restore(_ features: inout [PooledFeatures], from kept: [String: Tensor]) throws {
        for index in features.indices {
            guard let tensor = kept["\(index)"], tensor.shape[0] <= features[index].members.count else {
                continue
            }
            features[index].channels = tensor.shape[1]
            features[index].values = try tensor.floats()
        }
    }
}

extension GalaxyNetwork {
    /// Pooled features (N, C) of images in float32, without gradient.
    package func pooledFeatures(_ images: Tensor, precision: Precision, device: Device) throws(TorchError) -> Tensor {
        try withoutGradient { () throws(TorchError) in
            try withAutocast(precision.autocast, device: device) { () throws(TorchError) in
                try pooled(images, training: false)
            }.to(.float32)
        }
    }
}

extension Precision {
    /// The narrower type of the engine; nil for none.
    package var autocast: ScalarType? {
        switch self {
        case .float32: nil
        case .bfloat16: .bfloat16
        }
    }
}
