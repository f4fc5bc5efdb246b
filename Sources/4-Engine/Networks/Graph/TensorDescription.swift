package import Torch

/// One tensor of a network: its key, its shape, and what it starts from.
package struct TensorDescription: Equatable, Sendable {
    package let key: String
    package let shape: [Int]
    package let initializer: Initializer
    /// A buffer is saved but not trained: the statistics that batch normalisation keeps.
    package let isBuffer: Bool

    init(_ key: String, _ shape: [Int], _ initializer: Initializer, isBuffer: Bool = false) {
        self.key = key
        self.shape = shape
        self.initializer = initializer
        self.isBuffer = isBuffer
    }

    /// Makes the tensor in `scope`.
    func make(in scope: Scope) throws(TorchError) -> Tensor {
        isBuffer ? try scope.buffer(key, shape, initializer) : try scope.parameter(key, shape, initializer)
    }
}
