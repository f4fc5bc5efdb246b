extension Operator {
    fileprivate static let asStrided = Operator("aten::as_strided")
}

/// Where tensors lie in one vector: one after the other, each in the order of its own memory, so that what is added,
/// sent or cut into parts is one piece.
public struct FlatLayout {
    private struct Part {
        let offset: Int
        let shape: [Int]
        let strides: [Int]
    }

    private var parts: [Part] = []
    /// Elements of all tensors together.
    public private(set) var count = 0

    /// - Parameter tensors: without gaps in memory, in any order of their axes.
    public init(_ tensors: [Tensor]) {
        for tensor in tensors {
            parts.append(Part(offset: count, shape: tensor.shape, strides: tensor.strides))
            count += tensor.count
        }
    }

    /// The tensors' places in `vector`, from its element `start` on: views in the same memory, with the tensors' strides.
    public func views(of vector: Tensor, start: Int = 0) throws(TorchError) -> [Tensor] {
        var views: [Tensor] = []
        for part in parts {
            views.append(
                try Operator.asStrided(
                    .tensor(vector), .ints(part.shape), .ints(part.strides), .int(start + part.offset)))
        }
        return views
    }
}
