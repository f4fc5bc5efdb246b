internal import Torch

/// The convolutions of one backbone with their weights, by key.
struct Units {
    private var units: [String: ConvolutionUnit] = [:]

    mutating func add(_ unit: ConvolutionUnit) { units[unit.convolution.key] = unit }

    /// The convolution with this key; a key that the backbone's own description lacks is a programmer's mistake.
    subscript(key: String) -> ConvolutionUnit {
        guard let unit = units[key] else { preconditionFailure("no convolution '\(key)' in this backbone") }
        return unit
    }
}
