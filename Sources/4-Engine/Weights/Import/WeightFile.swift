internal import Files
package import Torch

/// A weight file of either format, opened: what it lists, and its tensors one by one.
package final class WeightFile {
    /// How a file is written.
    enum Format: String, Codable {
        case safetensors
        case hdf5
    }

    let path: String
    let format: Format
    /// Every tensor, in the file's order.
    package let summaries: [TensorSummary]
    /// What a safetensors file says about itself.
    let metadata: [String: String]
    /// Keras' layers, in the file's order; empty for safetensors.
    let layers: [KerasLayer]

    private let keras: KerasFile?
    private var tensors: [String: Tensor]?

    /// Opens `path` and reads its list. The format is told from the first bytes, not from the name.
    ///
    /// Throws `InputError` when the file is missing or is neither safetensors nor Keras' HDF5.
    package init(_ path: String) throws {
        self.path = path
        let reader = try ByteReader(path, decompressing: false)
        var start = [UInt8](repeating: 0, count: 4096)
        let count = try reader.read(into: &start)
        if HDF5File.isHDF5(start.prefix(count)) {
            let file = try KerasFile(path)
            format = .hdf5
            layers = file.layers
            summaries = layers.flatMap(\.weights)
            metadata = [:]
            keras = file
        } else {
            let header = try Self.header(path, start: start.prefix(count))
            format = .safetensors
            layers = []
            summaries = header.entries.map {
                TensorSummary(name: $0.name, shape: $0.shape, type: "\($0.dtype)")
            }
            metadata = header.metadata
            keras = nil
        }
    }

    private static func header(_ path: String, start: some Collection<UInt8>) throws -> SafeTensors.Header {
        // A safetensors header is shorter than 4 GB, so that the second half of its length is zero.
        if start.dropFirst(4).prefix(4).contains(where: { $0 != 0 }) || start.starts(with: [0x50, 0x4B, 0x03, 0x04]),
            let (problem, remedy) = ForeignWeights.recognise(Array(start))
        {
            throw InputError(file: path, problem: problem, remedy: remedy)
        }
        return try SafeTensors.header(path)
    }

    /// The numbers of one tensor, in the file's own axes.
    ///
    /// Throws `InputError` when it holds a number that is not finite.
    package func tensor(_ summary: TensorSummary) throws -> Tensor {
        let tensor = try anyTensor(summary)
        try SafeTensors.checkFinite(tensor, name: summary.name, path: path)
        return tensor
    }

    private func anyTensor(_ summary: TensorSummary) throws -> Tensor {
        if let keras { return try Tensor(keras.floats(summary.name), shape: summary.shape) }
        if tensors == nil { tensors = try SafeTensors.read(path) }
        guard let tensor = tensors?[summary.name] else {
            throw InputError(file: path, problem: "The file changed while it was read: '\(summary.name)' is gone")
        }
        return tensor
    }
}
