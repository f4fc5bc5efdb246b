/// How a parameter gets its first values. Fans are those of torch's layout: (out, in, kernel height, kernel width)
/// for convolutions, (out, in) for linear layers.
public enum Initializer: Sendable, Equatable {
    case constant(Double)
    case uniform(low: Double, high: Double)
    case normal(mean: Double, deviation: Double)
    /// Normal deviates, drawn again where they lie more than two deviations from 0 (TensorFlow's truncated normal).
    case truncatedNormal(deviation: Double)
    /// Uniform in ±sqrt(6 / (fanIn + fanOut)): Glorot and Bengio 2010, the Keras default.
    case glorotUniform
    /// Uniform in ±sqrt(6 / ((1 + slope²) · fanIn)): He et al. 2015; torch's own layers use a slope of sqrt(5).
    case kaimingUniform(slope: Double)
    /// Normal of variance 2 / fanOut: He et al. 2015, for convolutions before ReLU.
    case kaimingNormalFanOut
    /// Normal of variance 2 / fanIn: He et al. 2015, for convolutions before ReLU.
    case kaimingNormalFanIn
    /// Uniform in ±1 / sqrt(fanIn), where the fan is given: torch's biases.
    case fanInUniform(fanIn: Int)

    public static let zeros = Initializer.constant(0)
    public static let ones = Initializer.constant(1)

    /// Overwrites a tensor with first values from `generator`; nil draws from the standard generator.
    public func fill(_ tensor: Tensor, generator: Generator? = nil) throws(TorchError) {
        try withoutGradient { () throws(TorchError) in
            switch self {
            case .constant(let value):
                try tensor.fill(value)
            case .uniform(let low, let high):
                try tensor.fillUniform(low, high, generator: generator)
            case .normal(let mean, let deviation):
                try tensor.fillNormal(mean: mean, deviation: deviation, generator: generator)
            case .truncatedNormal(let deviation):
                try fillTruncated(tensor, deviation: deviation, generator: generator)
            case .glorotUniform:
                let fans = Self.fans(tensor.shape)
                try symmetric(tensor, (6 / Double(fans.in + fans.out)).squareRoot(), generator)
            case .kaimingUniform(let slope):
                try symmetric(
                    tensor, (6 / ((1 + slope * slope) * Double(Self.fans(tensor.shape).in))).squareRoot(), generator)
            case .kaimingNormalFanOut:
                try tensor.fillNormal(
                    deviation: (2 / Double(Self.fans(tensor.shape).out)).squareRoot(), generator: generator)
            case .kaimingNormalFanIn:
                try tensor.fillNormal(
                    deviation: (2 / Double(Self.fans(tensor.shape).in)).squareRoot(), generator: generator)
            case .fanInUniform(let fanIn):
                try symmetric(tensor, 1 / Double(fanIn).squareRoot(), generator)
            }
        }
    }

    private func symmetric(_ tensor: Tensor, _ bound: Double, _ generator: Generator?) throws(TorchError) {
        try tensor.fillUniform(-bound, bound, generator: generator)
    }

    /// By the inverse of the normal distribution: uniform deviates between its values at ±2, then erfinv.
    private func fillTruncated(_ tensor: Tensor, deviation: Double, generator: Generator?) throws(TorchError) {
        let edge = 0.954_499_736_103_641_6  // erf(2 / sqrt(2))
        try tensor.fillUniform(-edge, edge, generator: generator)
        try Operator.inverseErrorFunction.perform(.tensor(tensor))
        try tensor.multiplyInPlace(deviation * 2.0.squareRoot())
        let limited = try tensor.clamped(minimum: -2 * deviation, maximum: 2 * deviation)
        try tensor.copy(from: limited)
    }

    /// How many inputs one output sees, and how many outputs one input reaches.
    static func fans(_ shape: [Int]) -> (in: Int, out: Int) {
        precondition(shape.count >= 2, "a tensor of shape \(shape) has no fans")
        let field = shape.dropFirst(2).reduce(1, *)
        return (shape[1] * field, shape[0] * field)
    }
}

extension Operator {
    fileprivate static let inverseErrorFunction = Operator("aten::erfinv_")
}
