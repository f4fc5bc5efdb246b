internal import Torch

/// Where one tensor of this package's network comes from.
struct TensorRule {
    /// What is done to the publisher's array.
    enum Source {
        case same(TensorSummary)
        /// Axis `i` of the result is axis `axes[i]` of the array.
        case permuted(TensorSummary, axes: [Int])
        /// The same numbers under other axes.
        case reshaped(TensorSummary, [Int])
        /// Ones, where the publisher's layer has no such weight (Keras' `scale=False`).
        case ones(count: Int)
        /// `first - second`: a running mean that takes up the bias of the convolution before it.
        case difference(TensorSummary, TensorSummary)
    }

    /// Height, width, in, out → out, in, height, width.
    static let kernelAxes = [3, 2, 0, 1]
    /// Height, width, channel, multiplier → channel, multiplier, height, width.
    static let depthwiseAxes = [2, 3, 0, 1]

    /// This package's key, without `backbone.`.
    let key: String
    let source: Source

    /// The shape that the network will see.
    var shape: [Int] {
        switch source {
        case .same(let summary), .difference(let summary, _): summary.shape
        case .permuted(let summary, let axes):
            axes.count == summary.shape.count ? axes.map { summary.shape[$0] } : summary.shape
        case .reshaped(_, let shape): shape
        case .ones(let count): [count]
        }
    }

    /// Names in the file that the rule uses.
    var names: [String] {
        switch source {
        case .same(let summary), .permuted(let summary, _), .reshaped(let summary, _): [summary.name]
        case .difference(let first, let second): [first.name, second.name]
        case .ones: []
        }
    }

    /// Reads the tensor.
    func tensor(from file: WeightFile) throws -> Tensor {
        switch source {
        case .same(let summary): try file.tensor(summary)
        case .permuted(let summary, let axes): try file.tensor(summary).permute(axes).contiguous()
        case .reshaped(let summary, let shape): try file.tensor(summary).reshape(shape)
        case .ones(let count): try Tensor.ones([count])
        case .difference(let first, let second): try file.tensor(first) - file.tensor(second)
        }
    }
}
