import Torch

extension ParameterStore {
    /// Copies of all tensors, on the same device.
    func copy() throws(TorchError) -> [(String, Tensor)] { try copies(of: state()) }

    /// Overwrites all tensors with `copies`.
    func restore(_ copies: [(String, Tensor)]) throws(WeightMismatch) {
        try load(Dictionary(uniqueKeysWithValues: copies))
    }
}

/// Copies of named tensors that later steps do not change.
func copies(of tensors: [(String, Tensor)]) throws(TorchError) -> [(String, Tensor)] {
    try withoutGradient { () throws(TorchError) in
        var copies: [(String, Tensor)] = []
        for (name, tensor) in tensors { copies.append((name, try tensor.detach().clone())) }
        return copies
    }
}
