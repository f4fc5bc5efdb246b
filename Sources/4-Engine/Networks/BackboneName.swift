/// The backbones that can be built, by the names that recipes and the command line use.
public enum BackboneName: String, CaseIterable, Codable, Sendable {
    /// Chollet 2017; the paper's network.
    case xception
    /// The same code with fewer channels and blocks, to be trained from scratch on small pictures.
    case xceptionSmall = "xception_small"
    /// Szegedy et al. 2015.
    case inceptionV3 = "inception_v3"
    /// He et al. 2015, with the stride on the 3 x 3 convolution (torchvision) or on the first 1 x 1 (Keras).
    case resnet50
    /// Simonyan and Zisserman 2014, configuration D.
    case vgg16
    /// Simonyan and Zisserman 2014, configuration E.
    case vgg19
    /// Howard et al. 2017, width 1.0.
    case mobilenetV1 = "mobilenet_v1"

    /// The origins whose weights this backbone can carry; the first is the one for training from scratch.
    public var origins: [WeightOrigin] {
        switch self {
        case .xception: [.keras, .torch]
        case .xceptionSmall: [.keras]
        case .inceptionV3, .mobilenetV1: self == .inceptionV3 ? [.torch, .keras, .folded] : [.torch, .folded]
        case .resnet50, .vgg16, .vgg19: [.torch, .keras]
        }
    }

    /// Side of the square pictures that the publisher's weights were trained on, pixels.
    public var defaultInputSize: Int {
        switch self {
        case .xception, .inceptionV3: 299
        case .xceptionSmall: 80
        case .resnet50, .vgg16, .vgg19, .mobilenetV1: 224
        }
    }

    /// Side of the smallest square picture that leaves at least one pixel at the end, pixels.
    public var smallestInputSize: Int {
        switch self {
        case .xception, .inceptionV3: self == .xception ? 71 : 75
        case .xceptionSmall, .resnet50, .vgg16, .vgg19, .mobilenetV1: 32
        }
    }
}
