internal import Torch

/// Batch normalisation of (N, C, H, W) by channel; Ioffe and Szegedy 2015.
///
/// Keras' layers have epsilon 1e-3 and momentum 0.99 (0.01 here), torchvision's 1e-5 and 0.1.
struct BatchNorm {
    let weight: Tensor
    let bias: Tensor
    let runningMean: Tensor
    let runningVariance: Tensor
    let epsilon: Double
    let momentum: Double

    /// By the batch's own statistics, which also move the running ones; then `activation`.
    func training(_ x: Tensor, then activation: Activation?) throws(TorchError) -> Tensor {
        if x.device == .cpu, activation?.isFusedWithNorm != false {
            return try x.batchNorm(
                weight: weight, bias: bias, runningMean: runningMean, runningVariance: runningVariance,
                momentum: momentum, epsilon: epsilon, then: activation)
        }
        let y = try x.batchNorm(
            weight: weight, bias: bias, runningMean: runningMean, runningVariance: runningVariance, training: true,
            momentum: momentum, epsilon: epsilon)
        return try activation.map { (a) throws(TorchError) in try y.activatedInTraining(a) } ?? y
    }

    /// A convolution's weight and bias that do what the convolution without bias followed by this layer does when it
    /// uses its running statistics: w · γ / √(σ² + ε) and β − μ · γ / √(σ² + ε). Computed in float64.
    func folded(into convolution: Tensor) throws(TorchError) -> (weight: Tensor, bias: Tensor) {
        let scale = try weight.to(.float64) / (runningVariance.to(.float64) + epsilon).sqrt()
        let shift = try bias.to(.float64) - runningMean.to(.float64) * scale
        let scaled = try convolution.to(.float64) * scale.reshape([-1, 1, 1, 1])
        return (try scaled.to(convolution.dtype).contiguous(.channelsLast), try shift.to(convolution.dtype))
    }
}

extension Tensor {
    /// Overwrites the tensor where its gradient allows that.
    func activatedInTraining(_ activation: Activation) throws(TorchError) -> Tensor {
        activation.isReversible ? try activateInPlace(activation) : try activated(activation)
    }
}
