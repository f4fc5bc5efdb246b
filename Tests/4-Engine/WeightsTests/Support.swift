import CHDF5
import Files
import Foundation
import TestSupport
import Vectors

/// A file in this target's folder `Goldens`.
func goldenPath(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/\(name)").path
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

/// A file of keras.applications as `keras_layouts.py` listed it: layers with the names and shapes of their weights.
struct KerasListing {
    struct Weight {
        var name: String
        var shape: [Int]
    }
    struct Failure: Error { let reason: String }

    var layers: [(name: String, weights: [Weight])]

    init(_ name: String) throws {
        let data = try Data(contentsOf: URL(filePath: goldenPath("\(name).json")))
        guard let list = try JSONSerialization.jsonObject(with: data) as? [[Any]] else {
            throw Failure(reason: "\(name).json is no list of layers")
        }
        layers = try list.map { layer in
            guard layer.count == 2, let name = layer[0] as? String, let weights = layer[1] as? [[Any]] else {
                throw Failure(reason: "\(layer) is no layer")
            }
            return (
                name,
                try weights.map { weight in
                    guard weight.count == 2, let name = weight[0] as? String, let shape = weight[1] as? [Int] else {
                        throw Failure(reason: "\(weight) is no weight")
                    }
                    return Weight(name: name, shape: shape)
                }
            )
        }
    }

    /// The values that `keras_layouts.py` gives a weight.
    static func values(_ weight: Weight) -> [Float] {
        let shape = weight.shape
        let u = HashedValues.uniform(weight.name, count: shape.reduce(1, *))
        let map: (Double) -> Double
        if shape.count == 4 {
            let isDepthwise = weight.name.contains("depthwise")
            let fan = isDepthwise ? shape[0] * shape[1] : shape[0] * shape[1] * shape[2]
            let gain = weight.name.contains("pointwise") ? 1.0 : 2.0
            let bound = (3 * gain / Double(fan)).squareRoot()
            map = { (2 * $0 - 1) * bound }
        } else if weight.name.contains("gamma") {
            map = { 0.6 + 0.4 * $0 }
        } else if weight.name.contains("variance") {
            map = { 0.5 + $0 }
        } else if weight.name.contains("mean") {
            map = { 0.4 * $0 - 0.2 }
        } else {
            map = { 0.2 * $0 - 0.1 }
        }
        return u.map { Float(map($0)) }
    }

    /// Writes the file as Keras 2 does: attributes of fixed-length strings, arrays of float32.
    func write(to path: String) throws {
        let file = tf_h5_create(path)
        guard file >= 0 else { throw Failure(reason: "\(path) cannot be made") }
        defer { H5Fclose(file) }
        let parents = tf_h5_parents()
        defer { H5Pclose(parents) }
        try Self.attribute("layer_names", layers.map(\.name), of: file)
        for (name, weights) in layers {
            let group = H5Gcreate2(file, name, parents, 0, 0)
            defer { H5Gclose(group) }
            try Self.attribute("weight_names", weights.map(\.name), of: group)
            for weight in weights {
                var extents = weight.shape.map { hsize_t($0) }
                let space = H5Screate_simple(Int32(extents.count), &extents, nil)
                let dataset = H5Dcreate2(group, weight.name, tf_h5_float(), space, parents, 0, 0)
                let status = H5Dwrite(dataset, tf_h5_float(), 0, 0, 0, Self.values(weight))
                H5Dclose(dataset)
                H5Sclose(space)
                guard status >= 0 else { throw Failure(reason: "\(weight.name) cannot be written") }
            }
        }
    }

    private static func attribute(_ name: String, _ strings: [String], of place: hid_t) throws {
        let width = strings.map(\.utf8.count).max() ?? 1
        let type = H5Tcopy(tf_h5_c_string())
        H5Tset_size(type, width)
        var count = hsize_t(strings.count)
        let space = H5Screate_simple(1, &count, nil)
        let attribute = H5Acreate2(place, name, type, space, 0, 0)
        let bytes = strings.flatMap { string in
            Array(string.utf8) + [UInt8](repeating: 0, count: width - string.utf8.count)
        }
        let status = H5Awrite(attribute, type, bytes)
        H5Aclose(attribute)
        H5Sclose(space)
        H5Tclose(type)
        guard status >= 0 else { throw Failure(reason: "attribute \(name) cannot be written") }
    }
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
