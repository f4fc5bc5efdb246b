/// One argument of an ATen operator, in the types that its schema knows.
package enum Argument {
    case none
    case tensor(Tensor)
    case int(Int)
    case double(Double)
    case bool(Bool)
    case ints([Int])
    case doubles([Double])
    case string(String)
    case tensors([Tensor])
    case optionalTensors([Tensor?])
    /// A list of optional scalars.
    case scalars([Double])
    case type(ScalarType)
    case format(MemoryFormat)
    case device(Device)
    case generator(Generator)

    package static func optional(_ tensor: Tensor?) -> Argument { tensor.map { .tensor($0) } ?? .none }
    package static func optional(_ type: ScalarType?) -> Argument { type.map { .type($0) } ?? .none }
    package static func optional(_ generator: Generator?) -> Argument { generator.map { .generator($0) } ?? .none }
    /// Height, then width.
    package static func pair(_ pair: (Int, Int)) -> Argument { .ints([pair.0, pair.1]) }
}
