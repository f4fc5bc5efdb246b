internal import CTorch

extension Operator {
    fileprivate static let norms = Operator("aten::_foreach_norm", "Scalar")
    fileprivate static let vectorNorm = Operator("aten::linalg_vector_norm")
    fileprivate static let scale = Operator("aten::_foreach_mul_", "Tensor")
}

/// Gradients of many tensors at once.
public enum Gradients {
    /// Tensors that have a gradient, with their places in `tensors`. A gradient has its tensor's memory layout.
    static func collect(_ tensors: [Tensor]) throws(TorchError) -> [(place: Int, gradient: Tensor)] {
        var out = [OpaquePointer?](repeating: nil, count: tensors.count)
        let handles = tensors.map { Optional($0.handle) }
        try checked("gradients") { error in libtorch.gradients(handles, Int32(handles.count), &out, &error) }
        return out.indices.compactMap { place in out[place].map { (place, Tensor(owning: $0)) } }
    }

    /// Takes the gradients of all tensors away.
    public static func clear(_ tensors: [Tensor]) throws(TorchError) {
        let handles = tensors.map { Optional($0.handle) }
        try checked("gradients") { error in libtorch.clear_gradients(handles, Int32(handles.count), &error) }
    }

    /// The Euclidean norm of all gradients together, one number on their device; 0 when there are none. Not finite when
    /// any element is not.
    public static func norm(_ tensors: [Tensor]) throws(TorchError) -> Tensor {
        guard let norm = try norm(of: collect(tensors).map(\.gradient)) else { return try none(like: tensors) }
        return norm
    }

    /// Scales the gradients down so that their norm is at most `maximum`; gives the norm before, as ``norm(_:)`` does.
    @discardableResult
    public static func clip(_ tensors: [Tensor], maximum: Double) throws(TorchError) -> Tensor {
        var gradients: [Tensor] = []
        for tensor in tensors { if let gradient = try tensor.grad { gradients.append(gradient) } }
        guard let norm = try norm(of: gradients) else { return try none(like: tensors) }
        let factor = try ((norm + 1e-6).power(-1) * maximum).clamped(maximum: 1)
        try withoutGradient { () throws(TorchError) in
            try Operator.scale.perform(.tensors(gradients), .tensor(factor))
        }
        return norm
    }

    private static func none(like tensors: [Tensor]) throws(TorchError) -> Tensor {
        try Tensor.zeros([], device: tensors.first?.device ?? .cpu)
    }

    private static func norm(of gradients: [Tensor]) throws(TorchError) -> Tensor? {
        guard !gradients.isEmpty else { return nil }
        return try withoutGradient { () throws(TorchError) in
            let norms = try Operator.norms.tensors(.tensors(gradients), .double(2), capacity: gradients.count)
            return try Operator.vectorNorm(.tensor(try Tensor.stack(norms)))
        }
    }
}
