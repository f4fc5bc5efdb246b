package import Torch

/// What a node of a ``Graph`` does to its inputs, (N, C, H, W) each.
package enum Operation: Sendable {
    /// A convolution with the normalisation and the activation that follow it.
    case convolution(Convolution)
    /// Normalises the channels of each pixel; Ba, Kiros, Hinton 2016. Tensors `KEY.weight`, `KEY.bias`.
    case layerNorm(key: String, epsilon: Double)
    case activation(Activation)
    /// The greatest of each window.
    case maxPool(Window)
    /// The mean of each window; `countsPadding` counts padding as zeros.
    case averagePool(Window, countsPadding: Bool)
    /// The mean over the picture, (N, C, 1, 1).
    case globalAverage
    /// The sum of two inputs.
    case add
    /// The product of two inputs, the second of which may be (N, C, 1, 1).
    case multiply
    /// The inputs' channels, one after the other.
    case concatenate

    /// Where the windows of a pool lie; (height, width) alike.
    package struct Window: Sendable, Equatable {
        package var kernel: Int
        package var stride: Int
        /// Pixels on either side.
        package var padding = 0
        /// TensorFlow's 'same': as many pixels as ceil(n / stride) windows need; where the number is odd, the additional
        /// one stands at the bottom and at the right.
        package var isSame = false
    }

    /// Every tensor of the operation on `channels` channels, in the order of their creation.
    func tensors(channels: Int, _ convention: Convention) -> [TensorDescription] {
        switch self {
        case .convolution(let convolution): convolution.tensors(convention)
        case .layerNorm(let key, _):
            [
                TensorDescription("\(key).weight", [channels], .ones),
                TensorDescription("\(key).bias", [channels], .zeros),
            ]
        default: []
        }
    }
}
