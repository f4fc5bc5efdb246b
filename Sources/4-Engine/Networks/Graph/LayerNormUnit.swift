internal import Torch

/// Normalises the channels of each pixel of (N, C, H, W), then scales and shifts them; Ba, Kiros, Hinton 2016.
final class LayerNormUnit: GraphUnit {
    private let weight: Tensor
    private let bias: Tensor
    private let epsilon: Double

    /// - Parameter tensors: weight and bias, each (C).
    init(_ tensors: [Tensor], epsilon: Double) {
        weight = tensors[0]
        bias = tensors[1]
        self.epsilon = epsilon
    }

    func callAsFunction(_ x: Tensor, training: Bool) throws(TorchError) -> Tensor {
        // Of a channels-last picture this is only another view.
        try x.permute([0, 2, 3, 1]).layerNorm(weight: weight, bias: bias, epsilon: epsilon).permute([0, 3, 1, 2])
    }
}
