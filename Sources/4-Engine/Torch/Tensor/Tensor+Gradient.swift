internal import CTorch

extension Operator {
    fileprivate static let detach = Operator("aten::detach")
}

extension Tensor {
    /// Whether gradients are recorded for this tensor.
    public var requiresGrad: Bool { libtorch.requires_gradient(handle) }

    public func setRequiresGrad(_ on: Bool) throws(TorchError) {
        try checked("requires gradient") { error in libtorch.set_requires_gradient(handle, on, &error) }
    }

    /// What `backward` added up for this leaf; nil before.
    public var grad: Tensor? {
        get throws(TorchError) {
            var out: OpaquePointer?
            try checked("gradient") { error in libtorch.gradient(handle, &out, &error) }
            return out.map { Tensor(owning: $0) }
        }
    }

    /// Replaces the gradient; nil takes it away.
    public func setGrad(_ gradient: Tensor?) throws(TorchError) {
        try checked("gradient") { error in libtorch.set_gradient(handle, gradient?.handle, &error) }
    }

    /// Adds the derivatives of this tensor to the gradients of the leaves that it was made from.
    ///
    /// - Parameters:
    ///   - start: the derivative of what is wanted with respect to this tensor; one when it has one element.
    ///   - keepGraph: allows another `backward` through the same graph.
    public func backward(from start: Tensor? = nil, keepGraph: Bool = false) throws(TorchError) {
        try checked("backward") { error in libtorch.backward(handle, start?.handle, keepGraph, &error) }
    }

    /// The same values, without history.
    public func detach() throws(TorchError) -> Tensor { try Operator.detach(.tensor(self)) }
}

/// Runs `body` without recording gradients on this thread.
public func withoutGradient<Value, Failure: Error>(
    _ body: () throws(Failure) -> Value
) throws(Failure) -> Value {
    let previous = libtorch.set_gradient_mode(false)
    defer { _ = libtorch.set_gradient_mode(previous) }
    return try body()
}
