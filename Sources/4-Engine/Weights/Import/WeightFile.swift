internal import Files
package import Torch

/// A weight file of any format, opened: what it lists, and its tensors one by one.
package final class WeightFile {
    /// How a file is written.
    enum Format: String, Codable {
        case safetensors
        /// Of Keras, also its later `.weights.h5`.
        case hdf5
        /// An archive of Keras 3.
        case keras
        /// What `torch.save` writes.
        case pytorch
    }

    let path: String
    let format: Format
    /// Every tensor, in the file's order.
    package let summaries: [TensorSummary]
    /// What the file says about itself, and where in it the tensors are.
    let metadata: [String: String]
    /// Keras' layers, in the file's order; empty for other formats.
    let layers: [KerasLayer]

    private enum Content {
        case safetensors
        case keras(KerasFile)
        case pickle(TorchPickle)
    }
    private let content: Content
    private var tensors: [String: Tensor]?

    /// Opens `path` and reads its list. The format is told from the first bytes, not from the name.
    ///
    /// Throws `InputError` when the file is missing or is of no format that is known.
    package init(_ path: String) throws {
        self.path = path
        if Directory.isDirectory(path), let foreign = ForeignWeights.folder(try Directory.names(in: path)) {
            throw ForeignWeights.error(path, foreign)
        }
        var start = [UInt8](repeating: 0, count: 4096)
        start.removeLast(try start.count - ByteReader(path, decompressing: false).read(into: &start))
        if HDF5File.isHDF5(start) {
            (format, content) = (.hdf5, .keras(try KerasFile(path)))
        } else if start.starts(with: ZipArchive.signature) {
            let archive = try ZipArchive(path)
            if let folder = Self.pickleFolder(archive) {
                (format, content) = (.pytorch, .pickle(try TorchPickle(archive, folder: folder)))
            } else if archive.member(KerasFile.weightsMember) != nil {
                (format, content) = (.keras, .keras(try KerasFile(archive)))
            } else {
                throw ForeignWeights.error(path, ForeignWeights.archive(archive.members.map(\.name)))
            }
        } else if Self.isSafetensors(start) {
            (format, content) = (.safetensors, .safetensors)
        } else if let foreign = ForeignWeights.recognise(start) {
            throw ForeignWeights.error(path, foreign)
        } else if TorchPickle.isPickle(start) {
            (format, content) = (.pytorch, .pickle(try TorchPickle(path)))
        } else {
            (format, content) = (.safetensors, .safetensors)
        }
        switch content {
        case .safetensors:
            let header = try SafeTensors.header(path)
            summaries = header.entries.map { TensorSummary(name: $0.name, shape: $0.shape, type: "\($0.dtype)") }
            (metadata, layers) = (header.metadata, [])
        case .keras(let file):
            summaries = file.layers.flatMap(\.weights)
            (metadata, layers) = ([:], file.layers)
        case .pickle(let file):
            summaries = file.summaries
            (metadata, layers) = (file.metadata, [])
        }
    }

    /// A header is shorter than 4 GB, so that the second half of its length is zero; it is JSON.
    private static func isSafetensors(_ start: [UInt8]) -> Bool {
        start.count > 8 && start[4..<8].allSatisfy { $0 == 0 } && start[8] == UInt8(ascii: "{")
    }

    /// What stands before `data.pkl`, which is in a folder of any name; nil where it is not there.
    private static func pickleFolder(_ archive: ZipArchive) -> String? {
        let name = "data.pkl"
        return archive.members.map(\.name).filter { $0 == name || $0.hasSuffix("/\(name)") }
            .min { $0.count < $1.count }.map { String($0.dropLast(name.count)) }
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
        switch content {
        case .keras(let file): return try Tensor(file.floats(summary.name), shape: summary.shape)
        case .pickle(let file): return try file.tensor(summary.name)
        case .safetensors:
            if tensors == nil { tensors = try SafeTensors.read(path) }
            guard let tensor = tensors?[summary.name] else {
                throw InputError(file: path, problem: "The file changed while it was read: '\(summary.name)' is gone")
            }
            return tensor
        }
    }
}
