/// A scale and a bias for the logit of each class (Guo et al. 2017, section 4.2).
///
/// With one scale for all, the order of two classes' scores stays as it is.
public struct VectorScaling: Sendable, Equatable, Codable {
    /// Factor of each class' logit.
    public let scales: [Double]
    /// What is added to each class' logit after that.
    public let biases: [Double]

    /// - Parameters: one a class, finite, or it traps.
    public init(scales: [Double], biases: [Double]) {
        precondition(scales.count == biases.count, "\(scales.count) scales and \(biases.count) biases")
        precondition((scales + biases).allSatisfy(\.isFinite), "scales \(scales), biases \(biases)")
        self.scales = scales
        self.biases = biases
    }

    /// - Throws: `DecodingError` where the numbers are not one a class.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let scales = try container.decode([Double].self, forKey: .scales)
        let biases = try container.decode([Double].self, forKey: .biases)
        guard scales.count == biases.count, scales.count >= 2 else {
            throw DecodingError.dataCorruptedError(
                forKey: .biases, in: container, debugDescription: "\(scales.count) scales and \(biases.count) biases")
        }
        self.init(scales: scales, biases: biases)
    }

    func apply(to logits: inout [Double]) {
        for index in logits.indices { logits[index] = scales[index] * logits[index] + biases[index] }
    }
}
