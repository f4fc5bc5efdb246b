internal import Torch

/// A convolution with its weights, and with the normalisation and the ReLU that follow it.
///
/// In training these are the three operations that PyTorch runs; in inference the normalisation is folded into the
/// weights once, and the ReLU is fused into the convolution where the processor's library can.
final class ConvolutionUnit {
    let convolution: Convolution
    private let weight: Tensor
    private let bias: Tensor?
    private let norm: BatchNorm?
    private var inference: InferenceConvolution?

    /// Makes the tensors in `scope`.
    init(_ convolution: Convolution, _ convention: Convention, in scope: Scope) throws(TorchError) {
        self.convolution = convolution
        var tensors: [Tensor] = []
        for description in convolution.tensors(convention) { tensors.append(try description.make(in: scope)) }
        weight = tensors[0]
        bias = tensors.count == 2 ? tensors[1] : nil
        if case .batchNorm(let epsilon, let momentum) = convention.normalization, tensors.count == 5 {
            norm = BatchNorm(
                weight: tensors[1], bias: tensors[2], runningMean: tensors[3], runningVariance: tensors[4],
                epsilon: epsilon, momentum: momentum)
        } else {
            norm = nil
        }
    }

    /// (N, inputs, H, W) → (N, outputs, h, w).
    ///
    /// - Parameter training: false uses the running statistics and records nothing; call it without gradient.
    func callAsFunction(_ x: Tensor, training: Bool) throws(TorchError) -> Tensor {
        guard training else { return try inferred(x) }
        inference = nil
        var y = try x.conv2d(
            weight, bias: bias, stride: (convolution.stride, convolution.stride), padding: convolution.padding,
            groups: convolution.groups)
        if let norm { y = try norm.training(y) }
        return convolution.relu ? try y.reluInPlace() : y
    }

    private func inferred(_ x: Tensor) throws(TorchError) -> Tensor {
        let versions = self.versions
        if let inference, inference.versions == versions, inference.device == weight.device {
            return try inference(x)
        }
        let (folded, shift) = try norm.map { (n) throws(TorchError) in try n.folded(into: weight) } ?? (weight, bias)
        let fresh = InferenceConvolution(
            convolution, weight: try folded.detach(), bias: try shift?.detach(), versions: versions)
        inference = fresh
        return try fresh(x)
    }

    /// How often each tensor was written to; a change makes the folded weights stale.
    private var versions: [Int] {
        var tensors = [weight]
        if let bias { tensors.append(bias) }
        if let norm { tensors += [norm.weight, norm.bias, norm.runningMean, norm.runningVariance] }
        return tensors.map(\.version)
    }
}
