public import Torch

/// The choices in which publishers of one architecture differ; see ``WeightOrigin``.
public struct Convention: Hashable, Sendable {
    /// What follows a convolution.
    public enum Normalization: Hashable, Sendable {
        /// Batch normalisation. `momentum` is the weight of the new batch in the running statistics (PyTorch's
        /// meaning; Keras' 0.99 is 0.01 here).
        case batchNorm(epsilon: Double, momentum: Double)
        /// Nothing: the convolution has a bias.
        case folded
    }

    /// Padding of a 3 x 3 max pool with stride 2. The output has ceil(n / 2) pixels either way; the windows differ
    /// when n is even.
    public enum PoolPadding: Hashable, Sendable {
        /// One pixel on every side (timm, torchvision).
        case symmetric
        /// TensorFlow's 'same': for even n, one pixel at the bottom and at the right only.
        case same
    }

    public var normalization: Normalization
    public var poolPadding: PoolPadding = .symmetric
    /// Whether an average pool divides by its window's area also where that reaches over the border.
    public var averageCountsPadding = false
    /// Whether a ResNet's bottleneck has its stride on the first 1 x 1 convolution instead of on the 3 x 3.
    public var strideOnFirstConvolution = false
    /// What follows a MobileNet's convolutions.
    public var activation = Activation.relu
    /// What turns RGB in 0…1 into the numbers that the weights expect.
    public var input: InputScaling

    /// torchvision's and timm's batch normalisation, momentum 0.9 in Keras' terms.
    static func torch(
        epsilon: Double = 1e-5, momentum: Double = 0.1, averageCountsPadding: Bool = false,
        activation: Activation = .relu, input: InputScaling
    ) -> Convention {
        Convention(
            normalization: .batchNorm(epsilon: epsilon, momentum: momentum), averageCountsPadding: averageCountsPadding,
            activation: activation, input: input)
    }

    /// keras.applications': momentum 0.99 in its own terms, 'same' padding of pools.
    static func keras(
        epsilon: Double, momentum: Double = 0.01, strideOnFirstConvolution: Bool = false, input: InputScaling
    ) -> Convention {
        Convention(
            normalization: .batchNorm(epsilon: epsilon, momentum: momentum), poolPadding: .same,
            strideOnFirstConvolution: strideOnFirstConvolution, input: input)
    }
}
