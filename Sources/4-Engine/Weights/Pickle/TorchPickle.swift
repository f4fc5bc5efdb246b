internal import Files
internal import Torch

/// A file that `torch.save` wrote, mapped: its tensors are read one by one, and no code in it is run.
///
/// Of the two formats the newer is an archive (ZIP) with one pickle and a member for each storage; the older is five pickles
/// in a row, of which the fourth holds the values and the fifth lists the storages that follow it. TorchScript's archives
/// are like the newer.
///
/// Source: `torch/serialization.py` of PyTorch 2.11.
final class TorchPickle {
    /// In the file's order.
    let summaries: [TensorSummary]
    /// Where in the file the tensors are.
    let metadata: [String: String]
    private let path: String
    private let tensors: [String: PickledTensor]
    private let source: Source
    /// Whether numbers have their highest byte first.
    private let isBigEndian: Bool
    /// Members whose sums are right.
    private var checked: Set<String> = []

    private enum Source {
        case archive(ZipArchive, folder: String)
        /// Where the bytes of each storage begin.
        case plain(MappedFile, starts: [String: Int])
    }

    /// A pickle of more bytes is none of weights, whose numbers lie outside of it.
    private static let longest = 1 << 28

    /// Reads the newer format.
    ///
    /// - Parameter folder: what stands before `data.pkl` in the member's name.
    /// - Throws: `InputError` when the file is damaged, holds no tensors, or holds a call that acts on the machine.
    init(_ archive: ZipArchive, folder: String) throws {
        path = archive.path
        source = .archive(archive, folder: folder)
        guard let member = archive.member(folder + "data.pkl") else { preconditionFailure("no data.pkl") }
        let bytes = try archive.contents(member, limit: Self.longest)
        let order = try archive.member(folder + "byteorder").map { try archive.contents($0, limit: 1 << 10) }
        isBigEndian = order.map { $0.starts(with: "big".utf8) } ?? false
        let isScript = archive.member(folder + "constants.pkl") != nil
        let sizes = Dictionary(archive.members.map { ($0.name, $0.size) }, uniquingKeysWith: { first, _ in first })
        (tensors, summaries, metadata) = try bytes.withUnsafeBytes { bytes in
            var machine = PickleMachine(PickleReader(path: archive.path, bytes: bytes, place: 0))
            let root = try machine.run()
            return try Self.listed(root, machine, kind: isScript ? "TorchScript" : nil) { key in
                sizes["\(folder)data/\(key)"]
            }
        }
    }

    /// Reads the older format.
    ///
    /// - Throws: `InputError` as for the newer.
    init(_ path: String) throws {
        self.path = path
        isBigEndian = false
        let file = try MappedFile(path)
        var machine = PickleMachine(PickleReader(path: path, bytes: file.bytes, place: 0))
        var root = try machine.run()
        var starts: [String: Int] = [:]
        if Self.isMagic(root) {
            // Protocol and properties of the machine that wrote it; numbers are always little-endian.
            _ = try machine.run()
            _ = try machine.run()
            root = try machine.run()
            let keys = try machine.run()
            starts = try Self.starts(of: machine.items(of: keys), machine)
        }
        source = .plain(file, starts: starts)
        (tensors, summaries, metadata) = try Self.listed(root, machine, kind: nil) { key in
            machine.storages[key].flatMap { starts[key] == nil ? nil : $0.whole * $0.width }
        }
    }

    /// Whether a file that begins so is a pickle.
    static func isPickle(_ start: some Collection<UInt8>) -> Bool {
        let bytes = Array(start.prefix(32))
        return bytes.count > 2 && bytes[0] == 0x80 && bytes[1] <= 5 || bytes.starts(with: "L\(magic)L\n".utf8)
    }

    private static let magic = "119547037146038801333356"

    private static func isMagic(_ value: PickleValue) -> Bool {
        guard case .large(let digits) = value else { return false }
        return digits == [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19] || digits == Array(magic.utf8)
    }

    /// Where each storage's bytes begin: they follow the pickles in the order of their list, each behind its length.
    private static func starts(of keys: [PickleValue], _ machine: PickleMachine) throws -> [String: Int] {
        var reader = machine.reader
        var starts: [String: Int] = [:]
        for key in keys {
            guard let key = key.text ?? key.int.map(String.init), let storage = machine.storages[key] else {
                throw reader.damaged("it lists a storage that no tensor has")
            }
            guard try reader.count(8) == storage.whole else {
                throw reader.damaged("storage '\(key)' is not as long as its tensors say")
            }
            starts[key] = reader.place
            _ = try reader.take(storage.whole * storage.width)
        }
        return starts
    }

    private typealias Listing = ([String: PickledTensor], [TensorSummary], [String: String])

    /// The tensors by name, each inside of its storage.
    private static func listed(
        _ root: PickleValue, _ machine: PickleMachine, kind: String?, bytes: (String) -> Int?
    ) throws -> Listing {
        let state = StateDictionary(root, nodes: machine.nodes)
        guard !state.tensors.isEmpty else {
            let others = machine.passedOver.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
            throw InputError(
                file: machine.reader.path,
                problem: "This pickle holds no tensors under names"
                    + (others.isEmpty ? "" : " that could be had without a call of \(others), and none was run"),
                remedy: "Save the network's state_dict() with torch.save or safetensors.torch.save_file, and give that")
        }
        var tensors: [String: PickledTensor] = [:]
        for (name, tensor) in state.tensors {
            let storage = tensor.storage
            guard let count = bytes(storage.key) else {
                throw machine.reader.damaged("the numbers of '\(name)' (storage \(storage.key)) are not in the file")
            }
            guard storage.whole * storage.width <= count else {
                throw machine.reader.damaged(
                    "'\(name)' needs a storage of \(storage.whole * storage.width) bytes, and it has \(count)")
            }
            tensors[name] = tensor
        }
        var metadata: [String: String] = [:]
        metadata["kind"] = kind
        if !state.place.isEmpty { metadata["taken from"] = state.place }
        var seen: Set<String> = []
        let summaries = state.tensors.filter { seen.insert($0.name).inserted }.compactMap { name, _ in
            tensors[name].map { TensorSummary(name: name, shape: $0.shape, type: "\($0.type)") }
        }
        return (tensors, summaries, metadata)
    }

    /// The numbers of one tensor.
    ///
    /// Throws `InputError` when they are damaged.
    func tensor(_ name: String) throws -> Tensor {
        guard let tensor = tensors[name] else {
            throw InputError(file: path, problem: "'\(name)' is not a tensor of this file")
        }
        let storage = tensor.storage
        switch source {
        case .plain(let file, let starts):
            let start = (starts[storage.key] ?? 0)
            return try tensor.read(
                from: .init(rebasing: file.bytes[start..<start + storage.whole * storage.width]), swapped: false)
        case .archive(let archive, let folder):
            guard let member = archive.member("\(folder)data/\(storage.key)") else {
                throw InputError(file: path, problem: "The numbers of '\(name)' are not in the file")
            }
            if member.isDeflated {
                let bytes = try archive.contents(member, limit: .max)
                return try bytes.withUnsafeBytes { try tensor.read(from: $0, swapped: isBigEndian) }
            }
            if checked.insert(member.name).inserted { try archive.read(member) { _ in } }
            return try tensor.read(from: archive.stored(member), swapped: isBigEndian)
        }
    }
}

extension PickledTensor {
    /// Its numbers from its storage's bytes, in the order of its axes.
    fileprivate func read(from bytes: UnsafeRawBufferPointer, swapped: Bool) throws -> Tensor {
        let width = type.byteCount
        let count = shape.reduce(1, *)
        let first = (storage.range.lowerBound + offset) * width
        var next = 1
        var isInOrder = !swapped && type != .bool
        for (length, stride) in zip(shape, strides).reversed() where length != 1 {
            isInOrder = isInOrder && stride == next
            next *= length
        }
        if isInOrder || count == 0 {
            let piece = bytes.dropFirst(count == 0 ? bytes.count : first).prefix(count * width)
            return try Tensor(bytes: .init(rebasing: piece), shape: shape, dtype: type)
        }
        let gathered = [UInt8](unsafeUninitializedCapacity: count * width) { buffer, filled in
            var index = [Int](repeating: 0, count: shape.count)
            var place = first
            for element in 0..<count {
                for byte in 0..<width {
                    let value = bytes[place + (swapped ? width - 1 - byte : byte)]
                    buffer[element * width + byte] = type == .bool ? min(value, 1) : value
                }
                var axis = shape.count - 1
                while axis >= 0 {
                    index[axis] += 1
                    place += strides[axis] * width
                    if index[axis] < shape[axis] { break }
                    place -= strides[axis] * width * shape[axis]
                    index[axis] = 0
                    axis -= 1
                }
            }
            filled = count * width
        }
        return try gathered.withUnsafeBytes { try Tensor(bytes: $0, shape: shape, dtype: type) }
    }
}
