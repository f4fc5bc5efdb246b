import Networks
import Torch

/// Exponential moving average of a network's weights, step by step.
///
/// After step t the average is d · average + (1 − d) · weights with d = min(decay, (1 + t) / (10 + t)), so that the
/// first steps are soon forgotten. Buffers (running means) are averaged too, counters are copied.
struct WeightAverage {
    let decay: Double
    /// Steps taken into the average.
    private(set) var steps: Int
    private(set) var tensors: [(String, Tensor)]

    /// Starts from the weights of `store` as they are.
    init(decay: Double, store: ParameterStore) throws(TorchError) {
        self.decay = decay
        steps = 0
        tensors = try store.copy()
    }

    /// Goes on from a checkpoint.
    init(decay: Double, steps: Int, tensors: [(String, Tensor)]) {
        self.decay = decay
        self.steps = steps
        self.tensors = tensors
    }

    /// Takes the weights after one more step.
    mutating func take(_ store: ParameterStore) throws(TorchError) {
        let decay = min(decay, Double(1 + steps) / Double(10 + steps))
        try withoutGradient { () throws(TorchError) in
            for (name, average) in tensors {
                guard let current = store[name] else { preconditionFailure("the network lost its tensor \(name)") }
                if average.dtype.isFloatingPoint {
                    try average.multiplyInPlace(decay)
                    try average.addInPlace(current, scale: 1 - decay)
                } else {
                    try average.copy(from: current)
                }
            }
        }
        steps += 1
    }
}

extension ParameterStore {
    /// Copies of all tensors, on the same device.
    func copy() throws(TorchError) -> [(String, Tensor)] {
        try withoutGradient { () throws(TorchError) in
            var copies: [(String, Tensor)] = []
            for (name, tensor) in state() { copies.append((name, try tensor.detach().clone())) }
            return copies
        }
    }

    /// Overwrites all tensors with `copies`.
    func restore(_ copies: [(String, Tensor)]) throws(WeightMismatch) {
        try load(Dictionary(uniqueKeysWithValues: copies))
    }
}
