import Files
import Foundation
public import Manifests
import Networks
import Torch
public import Training
import TrainingSets

/// Gives each galaxy of a list the probabilities of its classes.
public final class Classifier {
    /// What the network says of one row.
    public struct Outcome: Sendable, Equatable {
        /// Index into the rows given.
        public let index: Int
        /// Probability of each class, sum 1; nil when the image cannot be read.
        public let probabilities: [Double]?
        /// Why there are no probabilities.
        public let reason: String?

        /// Number of the most probable class.
        public var predicted: Int? {
            probabilities.flatMap { values in values.indices.max { values[$0] < values[$1] } }
        }
    }

    /// The network that is asked.
    public let trained: TrainedNetwork

    public init(_ trained: TrainedNetwork) { self.trained = trained }

    /// Classifies `rows` batch by batch.
    ///
    /// The probabilities are averaged over the views of the recipe's `test_time`. Every row comes out once, in the
    /// order given: one whose image cannot be read with its reason.
    ///
    /// - Parameters:
    ///   - batch: images at a time.
    ///   - body: takes the outcomes of a batch, in order.
    public func classify(
        _ rows: [Manifest.Row], batch: Int = 32, progress: ProgressReporter,
        _ body: ([Outcome]) throws -> Void
    ) throws {
        let recipe = trained.recipe
        let loading = ImageLoading(
            items: rows.map { .init(file: $0.file, label: nil, row: $0.row) }, cachesImages: false)
        let loaders = recipe.testTime.scales.map { loading.loader(frame: recipe.input.zoomed(by: $0), batch: batch) }
        let views = Views(recipe.testTime)
        progress.begin("Classifying", total: rows.count)
        defer { progress.end() }
        var done = 0
        while let first = loaders[0].next() {
            let batches = [first] + loaders.dropFirst().compactMap { $0.next() }
            var sums = [[Double]](repeating: [], count: first.count)
            for batch in batches where batch.count > 0 {
                try add(batch, views: views, to: &sums)
            }
            let known = zip(first.rows, sums).map { index, sum in
                Outcome(
                    index: index, probabilities: probabilities(sum, views: views.count * batches.count), reason: nil)
            }
            let failed = first.failures.map { Outcome(index: $0.item, probabilities: nil, reason: $0.reason) }
            let outcomes = (known + failed).sorted { $0.index < $1.index }
            try body(outcomes)
            done += outcomes.count
            progress.advance(to: done)
        }
    }

    /// The mean over the views, from the sum of their probabilities or of the logarithms of these.
    private func probabilities(_ sum: [Double], views: Int) -> [Double] {
        switch trained.recipe.testTime.mean {
        case .arithmetic: return sum.map { $0 / Double(views) }
        case .geometric:
            let powers = sum.map { exp($0 / Double(views)) }
            let total = powers.reduce(0, +)
            return powers.map { $0 / total }
        }
    }

    /// Adds the probabilities of every view of `batch` to `sums`, or their logarithms for the geometric mean.
    private func add(_ batch: Batch, views: Views, to sums: inout [[Double]]) throws(TorchError) {
        let images = try batch.tensor(device: trained.device)
        for index in 0..<views.count {
            let logits = try withoutGradient { () throws(TorchError) in
                try withAutocast(trained.recipe.precision.autocast, device: trained.device) { () throws(TorchError) in
                    try trained.network.forward(try views.view(index, of: images), training: false).logits
                }.to(.float32)
            }
            let classes = logits.shape[1]
            let isGeometric = trained.recipe.testTime.mean == .geometric
            let values = try (isGeometric ? logits.logSoftmax(1) : logits.softmax(1)).floats()
            for row in sums.indices {
                let own = values[row * classes..<(row + 1) * classes].map(Double.init)
                sums[row] = sums[row].isEmpty ? own : zip(sums[row], own).map { $0 + $1 }
            }
        }
    }
}
