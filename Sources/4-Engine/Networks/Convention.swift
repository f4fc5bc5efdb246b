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
    public var poolPadding: PoolPadding
    /// Whether an average pool divides by its window's area also where that reaches over the border.
    public var averageCountsPadding: Bool
    /// Whether a ResNet's bottleneck has its stride on the first 1 x 1 convolution instead of on the 3 x 3.
    public var strideOnFirstConvolution: Bool
    /// What turns RGB in 0…1 into the numbers that the weights expect.
    public var input: InputScaling

    /// The convention of `backbone` with weights of `origin`.
    public init(backbone: BackboneName, origin: WeightOrigin) {
        let isKeras = origin == .keras
        poolPadding = isKeras ? .same : .symmetric
        averageCountsPadding = origin == .torch
        strideOnFirstConvolution = isKeras
        let epsilon =
            switch backbone {
            case .xception, .xceptionSmall: isKeras ? 1e-3 : 1e-5
            case .inceptionV3: 1e-3
            case .resnet50: isKeras ? 1.001e-5 : 1e-5
            case .vgg16, .vgg19, .mobilenetV1: 1e-5
            }
        // The small network is trained from scratch in a few hundred steps, too few for a momentum of 0.99.
        let momentum = isKeras && backbone != .xceptionSmall ? 0.01 : 0.1
        switch backbone {
        case .vgg16, .vgg19: normalization = .folded
        case .xception, .xceptionSmall, .inceptionV3, .resnet50, .mobilenetV1:
            normalization = origin == .folded ? .folded : .batchNorm(epsilon: epsilon, momentum: momentum)
        }
        input =
            switch backbone {
            case .xception, .xceptionSmall: .symmetric
            case .inceptionV3: origin == .folded ? .symmetric128 : .symmetric
            case .resnet50, .vgg16, .vgg19: isKeras ? .caffe : .imageNet
            case .mobilenetV1: .caffe017
            }
    }
}
