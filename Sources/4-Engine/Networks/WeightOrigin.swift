/// Whose weights a network carries.
///
/// The same architecture differs in small ways from publisher to publisher (epsilon, padding, order of colours), and
/// weights give their published numbers only with their publisher's choices. A run records its origin.
public enum WeightOrigin: String, CaseIterable, Codable, Sendable {
    /// `keras.applications`: TensorFlow's 'same' padding, average pools without padding, momentum 0.99.
    case keras
    /// torchvision and timm: symmetric padding, average pools count padding, momentum 0.9.
    case torch
    /// zoobot: timm's networks taught by Galaxy Zoo's volunteers, which take RGB in 0…1.
    case zoobot
    /// Files in which batch normalisation is folded into convolutions with bias: the Inception and MobileNet weights
    /// of github.com/hollance/Forge. Such a network trains without batch normalisation.
    case folded
}
