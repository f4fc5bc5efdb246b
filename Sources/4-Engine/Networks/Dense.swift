internal import Torch

/// A fully connected layer, (N, inputs) → (N, outputs). Starts as Keras' Dense does: Glorot uniform weights, no bias.
struct Dense {
    private let weight: Tensor
    private let bias: Tensor

    init(_ inputs: Int, _ outputs: Int, in scope: Scope) throws(TorchError) {
        weight = try scope.parameter("weight", [outputs, inputs], .glorotUniform)
        bias = try scope.parameter("bias", [outputs], .zeros)
    }

    func callAsFunction(_ x: Tensor) throws(TorchError) -> Tensor { try x.linear(weight, bias: bias) }
}
