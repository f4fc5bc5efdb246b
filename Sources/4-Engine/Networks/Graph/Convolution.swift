package import Torch

/// What a convolution is, before it has weights: the key of its weights, its shape, and what follows it.
package struct Convolution: Sendable {
    /// What follows the convolution itself.
    package enum Ending: Sendable {
        /// Nothing, not even a bias: the depthwise half of a separable convolution.
        case nothing
        /// A bias.
        case bias
        /// Batch normalisation under this key; where the convention folds it, a bias instead.
        case norm(String)
        /// A bias, then a factor for each channel under this key (layer scale; Touvron et al. 2021).
        case scale(String)
    }

    /// What lies around the picture.
    package enum Padding: Sendable {
        /// So many rows, columns of zeros on either side.
        case pixels(Int, Int)
        /// TensorFlow's 'same': as many as ceil(n / stride) windows need; where the number is odd, the additional one
        /// stands at the bottom and at the right.
        case same
    }

    /// The key of the weights without `.weight`.
    package let key: String
    package let inputs: Int
    package let outputs: Int
    /// Height, width.
    package let kernel: (Int, Int)
    package let stride: Int
    package let padding: Padding
    package let groups: Int
    package let ending: Ending
    /// What follows all this.
    package let activation: Activation?

    init(
        _ key: String, _ inputs: Int, _ outputs: Int, kernel: (Int, Int) = (1, 1), stride: Int = 1,
        padding: Padding = .pixels(0, 0), groups: Int = 1, ending: Ending, activation: Activation? = .relu
    ) {
        self.key = key
        self.inputs = inputs
        self.outputs = outputs
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.groups = groups
        self.ending = ending
        self.activation = activation
    }

    /// The two halves of a separable convolution (Chollet 2017): 3 x 3 for each channel, then 1 x 1 across channels,
    /// with nothing between them. Keys: `KEY.depthwise`, `KEY.pointwise`, `KEY_bn`.
    static func separable(_ key: String, _ inputs: Int, _ outputs: Int, relu: Bool) -> [Convolution] {
        [
            Convolution(
                "\(key).depthwise", inputs, inputs, kernel: (3, 3), padding: .pixels(1, 1), groups: inputs,
                ending: .nothing, activation: nil),
            Convolution(
                "\(key).pointwise", inputs, outputs, ending: .norm("\(key)_bn"), activation: relu ? .relu : nil),
        ]
    }

    /// Whether each channel has a square kernel of its own, of a size whose backward pass in bfloat16 is our own.
    var isDepthwise: Bool {
        groups > 1 && groups == inputs && outputs == inputs && kernel.0 == kernel.1 && [3, 5, 7].contains(kernel.0)
            && stride <= 2
    }

    /// (out, in / groups, height, width).
    package var shape: [Int] { [outputs, inputs / groups, kernel.0, kernel.1] }

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
        case (.scale(let scale), _):
            list.append(TensorDescription("\(key).bias", [outputs], .zeros))
            list.append(TensorDescription(scale, [outputs], .constant(1e-6)))
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

extension Convolution {
    /// The picture with the border that symmetric padding cannot give, and the symmetric padding that is left to do.
    func padded(_ x: Tensor) throws(TorchError) -> (Tensor, (Int, Int)) {
        switch padding {
        case .pixels(let rows, let columns): return (x, (rows, columns))
        case .same:
            let size = x.shape
            let rows = same(size[2], kernel.0)
            let columns = same(size[3], kernel.1)
            guard rows.total % 2 == 1 || columns.total % 2 == 1 else { return (x, (rows.before, columns.before)) }
            let bordered = try x.pad(right: columns.total % 2, bottom: rows.total % 2)
            return (bordered, (rows.before, columns.before))
        }
    }

    private func same(_ size: Int, _ kernel: Int) -> (before: Int, total: Int) {
        let windows = (size + stride - 1) / stride
        let total = max(0, (windows - 1) * stride + kernel - size)
        return (total / 2, total)
    }
}
