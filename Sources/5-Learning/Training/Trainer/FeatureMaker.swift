import Files
import Foundation
package import Networks
import Process
package import Torch
import TrainingSets

/// Computes the frozen backbone's pooled features once, and keeps them on disk so that an interrupted run loses one
/// batch at most.
struct FeatureMaker {
    let network: GalaxyNetwork
    let galaxies: [Galaxy]
    let recipe: Recipe
    let device: Device
    let loading: ImageLoading
    let recorder: any TrainingRecorder
    let store: any TrainingStore

    /// Seconds between two writes of unfinished features.
    private static let secondsBetweenWrites = 300.0

    /// The features of `sets`: galaxies in order, with the number of the augmented view (nil: the image itself).
    ///
    /// - Throws: ``Interrupted`` after a signal; what is done so far is kept then.
    func make(
        _ sets: [(members: [Int], view: Int?)], batch: Int, stage: Int, howToGoOn: String
    ) throws -> [PooledFeatures] {
        var features = sets.map { PooledFeatures(members: $0.members) }
        try restore(&features, from: store.features(of: stage))
        let total = sets.reduce(0) { $0 + $1.members.count }
        try recorder.record(.workBegins("Features of the frozen backbone", total: total))
        var lastWrite = ContinuousClock.now
        for index in sets.indices where !features[index].isComplete {
            let order = Array(sets[index].members[features[index].count...])
            let loader = loading.loader(
                frame: recipe.input, augmentation: sets[index].view == nil ? .none : recipe.augmentation, batch: batch,
                order: order, seed: UInt64(recipe.seed), key: AugmentationKey(view: sets[index].view ?? 0))
            let source = ImageSource(loader: loader, galaxies: galaxies, device: device)
            while let step = try source.next() {
                let pooled = try network.pooledFeatures(step.input, precision: recipe.precision, device: device)
                features[index].channels = pooled.shape[1]
                features[index].values += try pooled.floats()
                let done = features.reduce(0) { $0 + $1.count }
                try recorder.record(.workAdvances(to: done, nil))
                let isStopped = StopSignal.isRequested
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
