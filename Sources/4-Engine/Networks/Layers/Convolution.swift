internal import Torch

/// What a convolution is, before it has weights: the key of its weights, its shape, and what follows it.
struct Convolution: Sendable {
    /// What follows the convolution itself.
    enum Ending: Sendable {
        /// Nothing, not even a bias: the depthwise half of a separable convolution.
        case nothing
        /// A bias.
        case bias
        /// Batch normalisation under this key; where the convention folds it, a bias instead.
        case norm(String)
    }

    /// The key of the weights without `.weight`.
    let key: String
    let inputs: Int
    let outputs: Int
    /// Height, width.
    let kernel: (Int, Int)
    let stride: Int
    /// Rows, columns added on either side.
    let padding: (Int, Int)
    let groups: Int
    let ending: Ending
    /// Whether ReLU follows.
    let relu: Bool

    init(
        _ key: String, _ inputs: Int, _ outputs: Int, kernel: (Int, Int) = (1, 1), stride: Int = 1,
        padding: (Int, Int) = (0, 0), groups: Int = 1, ending: Ending, relu: Bool = true
    ) {
        self.key = key
        self.inputs = inputs
        self.outputs = outputs
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.groups = groups
        self.ending = ending
        self.relu = relu
    }

    /// The two halves of a separable convolution (Chollet 2017): 3 x 3 for each channel, then 1 x 1 across channels,
    /// with nothing between them. Keys: `KEY.depthwise`, `KEY.pointwise`, `KEY_bn`.
    static func separable(_ key: String, _ inputs: Int, _ outputs: Int, relu: Bool) -> [Convolution] {
        [
            Convolution(
                "\(key).depthwise", inputs, inputs, kernel: (3, 3), padding: (1, 1), groups: inputs, ending: .nothing,
                relu: false),
            Convolution("\(key).pointwise", inputs, outputs, ending: .norm("\(key)_bn"), relu: relu),
        ]
    }

    /// (out, in / groups, height, width).
    var shape: [Int] { [outputs, inputs / groups, kernel.0, kernel.1] }

    /// Every tensor of this convolution under `convention`, in the order of their creation.
    ///
    /// Weights start from normal deviates of variance 2 / (outputs that one input reaches), He et al. 2015.
    func tensors(_ convention: Convention) -> [TensorDescription] {
        let reached = outputs / groups * kernel.0 * kernel.1
        var list = [
            TensorDescription("\(key).weight", shape, .normal(mean: 0, deviation: (2 / Double(reached)).squareRoot()))
        ]
        switch (ending, convention.normalization) {
        case (.nothing, _): break
        case (.bias, _), (.norm, .folded): list.append(TensorDescription("\(key).bias", [outputs], .zeros))
        case (.norm(let norm), .batchNorm):
            list += [
                TensorDescription("\(norm).weight", [outputs], .ones),
                TensorDescription("\(norm).bias", [outputs], .zeros),
                TensorDescription("\(norm).running_mean", [outputs], .zeros, isBuffer: true),
                TensorDescription("\(norm).running_var", [outputs], .ones, isBuffer: true),
            ]
        }
        return list
    }
}
