import Files
import Manifests
package import Torch
package import TrainingSets

/// The input of one step: what goes into the network, and which galaxies it shows.
package struct StepInput {
    /// Images (N, 3, H, W), channels last in memory, or pooled features (N, C).
    let input: Tensor
    /// Indices of the galaxies, in the order of the input.
    let members: [Int]

    package init(input: Tensor, members: [Int]) {
        self.input = input
        self.members = members
    }
}

/// Where the steps of an epoch get their input from.
protocol StepSource: AnyObject {
    /// The next step's input; nil at the end of the epoch.
    func next() throws -> StepInput?
}

/// Images from disk, prepared on background threads.
final class ImageSource: StepSource {
    private let loader: BatchLoader
    private let galaxies: [Galaxy]
    private let device: Device

    init(loader: BatchLoader, galaxies: [Galaxy], device: Device) {
        self.loader = loader
        self.galaxies = galaxies
        self.device = device
    }

    /// - Throws: ``Files/InputError`` when an image can no longer be read.
    func next() throws -> StepInput? {
        guard let batch = loader.next() else { return nil }
        if let failure = batch.failures.first {
            let row = galaxies[failure.item].row
            throw InputError(
                file: row.manifest, row: row.row, problem: failure.reason,
                remedy: "It could be read when the run began: has it changed?")
        }
        return StepInput(input: try batch.tensor(device: device), members: batch.rows)
    }
}

/// Pooled features that lie in memory.
final class FeatureSource: StepSource {
    private let features: [PooledFeatures]
    private let order: [PooledFeatures.Place]
    private let batch: Int
    private let device: Device
    private var position: Int

    /// - Parameters:
    ///   - features: sets of features, one a view.
    ///   - order: which row of which set comes when.
    ///   - batch: rows a step.
    ///   - skipping: steps of the epoch that are done already.
    init(features: [PooledFeatures], order: [PooledFeatures.Place], batch: Int, skipping: Int, device: Device) {
        self.features = features
        self.order = order
        self.batch = batch
        self.device = device
        position = min(order.count, skipping * batch)
    }

    func next() throws -> StepInput? {
        guard position < order.count else { return nil }
        let places = order[position..<min(order.count, position + batch)]
        position += places.count
        let channels = features[0].channels
        var values: [Float] = []
        values.reserveCapacity(places.count * channels)
        for place in places { values += features[place.view].row(place.row) }
        return StepInput(
            input: try Tensor(values, shape: [places.count, channels], device: device),
            members: places.map { features[$0.view].members[$0.row] })
    }
}

extension Batch {
    /// The images in one of the loader's frames as (N, 3, H, W), channels last in memory.
    package func tensor(frame: Int = 0, device: Device) throws(TorchError) -> Tensor {
        let floats = count * size * size * 3
        let own = pixels.count == floats ? pixels : Array(pixels[frame * floats..<(frame + 1) * floats])
        return try Tensor(own, shape: [count, size, size, 3], device: device).permute([0, 3, 1, 2])
    }
}
