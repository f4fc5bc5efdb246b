import Files
import Foundation
import Networks
import TestSupport
import Torch
import Vectors

/// A backbone alone with hashed values, as the goldens have them.
func hashedBackbone(
    _ name: BackboneName, origin: WeightOrigin, endpoint: String? = nil
) throws -> (backbone: Backbone, store: ParameterStore) {
    let store = ParameterStore()
    let backbone = try Backbone(name, origin: origin, endpoint: endpoint, in: store.root)
    var tensors: [String: Tensor] = [:]
    for entry in store.entries {
        let shape = entry.tensor.shape
        tensors[entry.name] = try Tensor(HashedValues.tensor(entry.name, shape: shape), shape: shape)
    }
    try store.load(tensors)
    return (backbone, store)
}

/// The goldens' input, channels-last.
func hashedImage(_ side: Int, count: Int = 1) throws -> Tensor {
    try Tensor(HashedValues.image(side: side, count: count), shape: [count, 3, side, side]).contiguous(.channelsLast)
}

/// An array written by a script in this target's folder `Goldens`.
func golden(_ name: String) throws -> (shape: [Int], values: [Float]) {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens")
    return try numpyArray(folder.appending(path: "\(name).npy").path)
}

/// The greatest difference of two arrays, divided by the greatest absolute value of the second.
func relativeDifference(_ values: [Float], _ reference: [Float]) -> Double {
    precondition(values.count == reference.count, "\(values.count) values, \(reference.count) in the reference")
    var difference = 0.0
    var scale = 0.0
    for (value, expected) in zip(values, reference) {
        guard value.isFinite else { return .infinity }
        difference = max(difference, abs(Double(value) - Double(expected)))
        scale = max(scale, abs(Double(expected)))
    }
    return difference / scale
}

/// An array that numpy saved, its elements as floats.
func numpyArray(_ path: String) throws -> (shape: [Int], values: [Float]) {
    let (shape, values) = try Npy.read(path)
    switch values {
    case .float32(let list): return (shape, list)
    case .uint8(let list): return (shape, list.map(Float.init))
    case .int64(let list): return (shape, list.map(Float.init))
    }
}
