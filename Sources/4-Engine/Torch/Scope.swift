/// A place in the tree of names of a parameter store; a layer declares its tensors in its own scope.
///
///     let block = store.root / "block1" / "conv1"
///     weight = try block.parameter("weight", [32, 3, 3, 3], .glorotUniform)   // block1.conv1.weight
public struct Scope {
    public let store: ParameterStore
    /// Names from the root, joined by dots; empty at the root.
    public let path: String

    public init(_ store: ParameterStore) { self.init(store, path: "") }

    private init(_ store: ParameterStore, path: String) {
        self.store = store
        self.path = path
    }

    public static func / (scope: Scope, name: String) -> Scope {
        Scope(scope.store, path: scope.path.isEmpty ? name : "\(scope.path).\(name)")
    }

    /// The full name of a tensor in this scope.
    public func name(_ name: String) -> String { (self / name).path }

    /// Makes a trainable tensor of float32. Convolution weights (four axes) lie channels-last in memory.
    public func parameter(
        _ name: String, _ shape: [Int], _ initializer: Initializer
    ) throws(TorchError) -> Tensor {
        let tensor = try make(shape, .float32, initializer)
        try store.add(self.name(name), tensor, isBuffer: false)
        return tensor
    }

    /// Makes a tensor that is saved but not trained.
    public func buffer(
        _ name: String, _ shape: [Int], _ initializer: Initializer, dtype: ScalarType = .float32
    ) throws(TorchError) -> Tensor {
        let tensor = try make(shape, dtype, initializer)
        try store.add(self.name(name), tensor, isBuffer: true)
        return tensor
    }

    private func make(
        _ shape: [Int], _ dtype: ScalarType, _ initializer: Initializer
    ) throws(TorchError) -> Tensor {
        let tensor = try Tensor.zeros(shape, dtype: dtype)
        try initializer.fill(tensor, generator: store.generator)
        return shape.count == 4 ? try tensor.contiguous(.channelsLast) : tensor
    }
}
