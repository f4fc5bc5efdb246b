internal import Files
internal import Foundation

// In safetensors: mean (feature), directions (direction, feature) and reference (galaxy), float32; the metadata have the kind of
// the file, the share of strange galaxies and the SHA-256 of the numbers.
extension Strangeness {
    private static let kind = "tuningfork strangeness 1"

    private struct Header: Codable {
        struct Tensor: Codable {
            var dtype = "F32"
            var shape: [Int]
            var offsets: [Int]

            enum CodingKeys: String, CodingKey {
                case dtype, shape
                case offsets = "data_offsets"
            }
        }
        struct Metadata: Codable {
            var kind: String
            var sha256: String
            var strangeShare: String

            enum CodingKeys: String, CodingKey {
                case kind, sha256
                case strangeShare = "strange_share"
            }
        }
        var metadata: Metadata
        var mean: Tensor
        var directions: Tensor
        var reference: Tensor

        enum CodingKeys: String, CodingKey {
            case metadata = "__metadata__"
            case mean, directions, reference
        }
    }

    /// Reads what ``write(to:)`` wrote; nil when there is no such file.
    ///
    /// - Throws: ``Files/InputError`` when the file is another one, or damaged.
    public static func read(_ path: String) throws -> Strangeness? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let file = try MappedFile(path)
        do {
            return try Strangeness(file.bytes)
        } catch let fault as Fault {
            throw wrong(path, fault.text)
        } catch let error as DecodingError {
            throw wrong(path, "its header is not as it should be: \(error)")
        }
    }

    private static func wrong(_ path: String, _ problem: String) -> InputError {
        InputError(
            file: path, problem: "this does not tell strange pictures of a training run: \(problem)",
            remedy: "Put the run's own file back, or remove it: pictures are then classified without ood_p_value")
    }

    /// Writes it to `path`, whole or not at all.
    public func write(to path: String) throws {
        let arrays = [space.mean, space.directions, reference]
        var offset = 0
        let offsets = arrays.map { array in
            defer { offset += array.count * 4 }
            return [offset, offset + array.count * 4]
        }
        let header = Header(
            metadata: .init(
                kind: Self.kind, sha256: try Self.sum(arrays), strangeShare: "\(strangeShare)"),
            mean: .init(shape: [columns], offsets: offsets[0]),
            directions: .init(shape: [space.count, columns], offsets: offsets[1]),
            reference: .init(shape: [reference.count], offsets: offsets[2]))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var text = Array(try encoder.encode(header))
        // The numbers begin at a multiple of 8.
        text += [UInt8](repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
        try AtomicFile.write(path) { sink in
            try withUnsafeBytes(of: UInt64(text.count).littleEndian) { try sink.write($0) }
            try sink.write(text)
            for array in arrays { try array.withUnsafeBytes { try sink.write($0) } }
        }
    }

    private struct Fault: Error { let text: String }

    private init(_ bytes: UnsafeRawBufferPointer) throws {
        guard bytes.count > 8 else { throw Fault(text: "it is cut off") }
        let length = bytes.loadUnaligned(as: UInt64.self)
        guard length <= bytes.count - 8 else { throw Fault(text: "it is cut off") }
        let start = 8 + Int(length)
        let header = try JSONDecoder().decode(Header.self, from: Data(bytes[8..<start]))
        guard header.metadata.kind == Self.kind, let share = Double(header.metadata.strangeShare),
            (0...1).contains(share)
        else { throw Fault(text: "it is of the kind '\(header.metadata.kind)'") }
        func numbers(_ tensor: Header.Tensor, _ axes: Int) throws -> [Float] {
            let (shape, offsets) = (tensor.shape, tensor.offsets)
            guard tensor.dtype == "F32", shape.count == axes, shape.allSatisfy({ (1...1 << 20).contains($0) }),
                offsets.count == 2, offsets[0] >= 0, offsets[1] <= bytes.count - start,
                offsets[1] - offsets[0] == shape.reduce(4, *)
            else { throw Fault(text: "its header is not as it should be") }
            let piece = UnsafeRawBufferPointer(rebasing: bytes[start + offsets[0]..<start + offsets[1]])
            return (0..<piece.count / 4).map { piece.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
        }
        let (mean, reference) = (try numbers(header.mean, 1), try numbers(header.reference, 1))
        let directions = try numbers(header.directions, 2)
        guard header.directions.shape[1] == mean.count, header.directions.shape[0] < mean.count,
            directions.count % (mean.count * PrincipalSpace.group) == 0
        else { throw Fault(text: "its parts are of different features") }
        guard try Self.sum([mean, directions, reference]) == header.metadata.sha256 else {
            throw Fault(text: "its numbers are not those that were written")
        }
        guard (mean + directions + reference).allSatisfy(\.isFinite),
            zip(reference, reference.dropFirst()).allSatisfy(<=)
        else { throw Fault(text: "it has numbers that cannot be") }
        self.init(
            space: PrincipalSpace(mean: mean, directions: directions), reference: reference, strangeShare: share)
    }

    private static func sum(_ arrays: [[Float]]) throws -> String {
        let sum = try Checksum(.sha256)
        for array in arrays { try array.withUnsafeBytes { try sum.update($0) } }
        return try sum.hexadecimal()
    }
}
