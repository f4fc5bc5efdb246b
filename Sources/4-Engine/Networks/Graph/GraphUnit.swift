internal import Torch

/// A node of a graph that has weights.
protocol GraphUnit: AnyObject {
    /// - Parameter training: false uses the running statistics and records nothing; call it without gradient.
    func callAsFunction(_ x: Tensor, training: Bool) throws(TorchError) -> Tensor
}

extension Operation {
    /// What runs the operation on `channels` channels, with tensors made in `scope`; nil where it has no weights.
    func unit(channels: Int, _ convention: Convention, in scope: Scope) throws(TorchError) -> (any GraphUnit)? {
        switch self {
        case .convolution(let convolution): return try ConvolutionUnit(convolution, convention, in: scope)
        case .layerNorm(_, let epsilon):
            var made: [Tensor] = []
            for description in tensors(channels: channels, convention) { made.append(try description.make(in: scope)) }
            return LayerNormUnit(made, epsilon: epsilon)
        default: return nil
        }
    }
}
