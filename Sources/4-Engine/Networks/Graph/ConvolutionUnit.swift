internal import Torch

/// A convolution with its weights, and with the normalisation and the activation that follow it.
///
/// In training these are the operations that PyTorch runs, some of them fused on the CPU; in inference normalisation and scale are folded into the
/// weights once, and the activation is fused into the convolution where the processor's library can.
final class ConvolutionUnit: GraphUnit {
    private let convolution: Convolution
    private let weight: Tensor
    private var bias: Tensor?
    private var norm: BatchNorm?
    /// A factor for each channel, after the bias.
    private var scale: Tensor?
    private var inference: InferenceConvolution?

    /// Makes the tensors in `scope`.
    init(_ convolution: Convolution, _ convention: Convention, in scope: Scope) throws(TorchError) {
        self.convolution = convolution
        var tensors: [Tensor] = []
        for description in convolution.tensors(convention) { tensors.append(try description.make(in: scope)) }
        weight = tensors[0]
        switch (convolution.ending, convention.normalization) {
        case (.nothing, _): break
        case (.norm, .batchNorm(let epsilon, let momentum)):
            norm = BatchNorm(
                weight: tensors[1], bias: tensors[2], runningMean: tensors[3], runningVariance: tensors[4],
                epsilon: epsilon, momentum: momentum)
        case (.bias, _), (.norm, .folded): bias = tensors[1]
        case (.scale, _):
            bias = tensors[1]
            scale = tensors[2]
        }
    }

    /// (N, inputs, H, W) → (N, outputs, h, w).
    func callAsFunction(_ x: Tensor, training: Bool) throws(TorchError) -> Tensor {
        guard training else { return try inferred(x) }
        inference = nil
        var y = try convolve(x)
        if let norm { return try norm.training(y, then: convolution.activation) }
        if let scale { y = try y * scale.reshape([1, -1, 1, 1]) }
        return try convolution.activation.map { (a) throws(TorchError) in try y.activatedInTraining(a) } ?? y
    }

    private func convolve(_ x: Tensor) throws(TorchError) -> Tensor {
        let (padded, padding) = try convolution.padded(x)
        if convolution.isDepthwise, x.device == .cpu, try autocastType(.cpu) == .bfloat16 {
            return try padded.depthwise(weight, bias: bias, stride: convolution.stride, padding: padding)
        }
        return try padded.conv2d(
            weight, bias: bias, stride: (convolution.stride, convolution.stride), padding: padding,
            groups: convolution.groups)
    }

    private func inferred(_ x: Tensor) throws(TorchError) -> Tensor {
        let versions = self.versions
        if let inference, inference.versions == versions, inference.device == weight.device {
            return try inference(x)
        }
        var (folded, shift) = try norm.map { (n) throws(TorchError) in try n.folded(into: weight) } ?? (weight, bias)
        if let scale {
            folded = try (folded * scale.reshape([-1, 1, 1, 1])).contiguous(.channelsLast)
            shift = try shift.map { (b) throws(TorchError) in try b * scale }
        }
        let fresh = InferenceConvolution(
            convolution, weight: try folded.detach(), bias: try shift?.detach(), versions: versions)
        inference = fresh
        return try fresh(x)
    }

    /// How often each tensor was written to; a change makes the folded weights stale.
    private var versions: [Int] {
        var tensors = [weight]
        tensors += [bias, scale].compactMap(\.self)
        if let norm { tensors += [norm.weight, norm.bias, norm.runningMean, norm.runningVariance] }
        return tensors.map(\.version)
    }
}
