internal import Torch

/// What runs through a backbone: the main stream and, inside a residual block, the block's input, which is added later.
struct Flow {
    var main: Tensor
    private var skip: Tensor?

    init(_ main: Tensor) { self.main = main }

    /// Keeps the main stream as the block's input.
    mutating func startBlock() { skip = main }

    /// The block's input, given up.
    mutating func takeSkip() -> Tensor {
        guard let kept = skip else { preconditionFailure("a residual block ends that never began") }
        skip = nil
        return kept
    }
}
