import Files
import Manifests
package import Torch
package import TrainingSets

/// Where the steps of an epoch get their input from.
protocol StepSource: AnyObject {
    /// The next step's input; nil at the end of the epoch.
    func next() throws -> StepInput?
}

/// The parts of an epoch's steps, one step after the other.
struct StepQueue {
    private let share: RankShare
    private var step: Int

    /// - Parameter step: the first that comes.
    init(_ share: RankShare, from step: Int) {
        self.share = share
        self.step = step
    }

    /// The input of the next step, of the parts that `part` gives by number and places in the epoch's order.
    mutating func next(_ part: (_ number: Int, _ places: Range<Int>) throws -> StepPart) rethrows -> StepInput? {
        guard step < share.cut.steps else { return nil }
        defer { step += 1 }
        return StepInput(
            parts: try share.parts(of: step).map { try part($0.number, $0.places) },
            count: share.cut.parts(of: step), total: share.cut.places(of: step).count)
    }
}

/// Images from disk, prepared on background threads.
final class ImageSource: StepSource {
    private let parts: PartLoader
    private var queue: StepQueue

    init(_ parts: PartLoader, _ share: RankShare, from step: Int) {
        self.parts = parts
        queue = StepQueue(share, from: step)
    }

    /// - Throws: ``Files/InputError`` when an image can no longer be read.
    func next() throws -> StepInput? {
        try queue.next { number, _ in try parts.next(number) }
    }
}

/// Pooled features that lie in memory.
final class FeatureSource: StepSource {
    private let features: [PooledFeatures]
    private let order: [PooledFeatures.Place]
    private var queue: StepQueue

    /// - Parameters:
    ///   - features: sets of features, one a view.
    ///   - order: which row of which set comes when.
    init(features: [PooledFeatures], order: [PooledFeatures.Place], _ share: RankShare, from step: Int) {
        self.features = features
        self.order = order
        queue = StepQueue(share, from: step)
    }

    func next() throws -> StepInput? {
        queue.next { number, places in features.part(order[places], number: number) }
    }
}

extension [PooledFeatures] {
    /// Rows of these sets as a part of a step.
    func part(_ places: ArraySlice<PooledFeatures.Place>, number: Int) -> StepPart {
        let channels = self[0].channels
        var values: [Float] = []
        values.reserveCapacity(places.count * channels)
        for place in places { values += self[place.view].row(place.row) }
        return StepPart(
            features: values, channels: channels, members: places.map { self[$0.view].members[$0.row] },
            number: number)
    }
}

/// The parts of a set of images, in order.
final class PartLoader {
    private let loader: BatchLoader
    private let galaxies: [Galaxy]

    init(_ loader: BatchLoader, _ galaxies: [Galaxy]) {
        self.loader = loader
        self.galaxies = galaxies
    }

    /// - Throws: ``Files/InputError`` when an image can no longer be read.
    func next(_ number: Int) throws -> StepPart {
        guard let batch = loader.next() else { preconditionFailure("part \(number) was not ordered") }
        if let failure = batch.failures.first {
            let row = galaxies[failure.item].row
            throw InputError(
                file: row.manifest, row: row.row, problem: failure.reason,
                remedy: "It could be read when the run began: has it changed?")
        }
        return StepPart(batch, number: number)
    }
}

extension Batch {
    /// The images in one of the loader's frames as (N, 3, H, W), channels last in memory.
    package func tensor(frame: Int = 0, device: Device) throws(TorchError) -> Tensor {
        let values = count * size * size * 3
        func own<Value>(_ all: [Value]) -> [Value] {
            all.count == values ? all : Array(all[frame * values..<(frame + 1) * values])
        }
        let own: Pixels =
            switch pixels {
            case .floats(let all): .floats(own(all))
            case .bytes(let all): .bytes(own(all))
            }
        return try own.tensor([count, size, size, 3], device: device).permute([0, 3, 1, 2])
    }
}
