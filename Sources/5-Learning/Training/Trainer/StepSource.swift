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
    /// Galaxies of the step in all processes.
    let total: Int

    /// - Parameter total: nil in one process alone.
    package init(input: Tensor, members: [Int], total: Int? = nil) {
        self.input = input
        self.members = members
        self.total = total ?? members.count
    }

    /// ``members`` on the device of the input (int64).
    func places() throws(TorchError) -> Tensor {
        try Tensor(members.map(Int64.init), shape: [members.count], device: input.device)
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
    private var totals: ArraySlice<Int>

    /// - Parameter totals: galaxies of each step in all processes; empty in one process alone.
    init(loader: BatchLoader, galaxies: [Galaxy], device: Device, totals: [Int] = []) {
        self.loader = loader
        self.galaxies = galaxies
        self.device = device
        self.totals = totals[...]
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
        return StepInput(input: try batch.tensor(device: device), members: batch.rows, total: totals.popFirst())
    }
}

/// Pooled features that lie in memory.
final class FeatureSource: StepSource {
    private let features: [PooledFeatures]
    private let batch: Int
    private let device: Device
    private var order: ArraySlice<PooledFeatures.Place>
    private var totals: ArraySlice<Int>

    /// - Parameters:
    ///   - features: sets of features, one a view.
    ///   - order: which row of which set comes when.
    ///   - batch: rows a step.
    ///   - totals: rows of each step in all processes; empty in one process alone.
    init(
        features: [PooledFeatures], order: [PooledFeatures.Place], batch: Int, device: Device, totals: [Int] = []
    ) {
        self.features = features
        self.batch = batch
        self.device = device
        self.order = order[...]
        self.totals = totals[...]
    }

    func next() throws -> StepInput? {
        let places = order.prefix(batch)
        guard !places.isEmpty else { return nil }
        order = order.dropFirst(batch)
        let channels = features[0].channels
        var values: [Float] = []
        values.reserveCapacity(places.count * channels)
        for place in places { values += features[place.view].row(place.row) }
        return StepInput(
            input: try Tensor(values, shape: [places.count, channels], device: device),
            members: places.map { features[$0.view].members[$0.row] }, total: totals.popFirst())
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
