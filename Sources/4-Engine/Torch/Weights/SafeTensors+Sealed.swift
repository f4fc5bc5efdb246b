internal import Files

// A sealed file is a safetensors file whose metadata carry the SHA-256 of the whole file, with 64 zeros in the place of
// its digits: whatever changes on the disk, in names, state or numbers, shows.
extension SafeTensors {
    /// Key of the digest in the metadata.
    private static let key = "sha256"
    private static let zeros = String(repeating: "0", count: 64)

    /// Copies of tensors in plain memory, on their way into a sealed file: another thread may write it while the tensors
    /// change.
    ///
    /// ```swift
    /// let snapshot = try SafeTensors.Snapshot(tensors, metadata: ["state": json])
    /// try snapshot.write(to: "checkpoint.safetensors")  // on any thread
    /// ```
    public struct Snapshot: Sendable {
        private let header: [UInt8]
        /// The tensors' bytes, one behind the other. May be given to the next snapshot, which saves getting new memory.
        public let memory: [UInt8]

        /// Copies `tensors`, from whatever device.
        ///
        /// - Parameter memory: of a snapshot that is no longer needed.
        /// - Throws: `TorchError`.
        public init(
            _ tensors: [(String, Tensor)], metadata: [String: String] = [:], reusing memory: consuming [UInt8] = []
        ) throws {
            header = SafeTensors.header(of: tensors, metadata: metadata.merging([key: zeros]) { $1 })
            let count = tensors.reduce(0) { $0 + $1.1.byteCount }
            // Of another size, it is given back before the new one is got.
            if memory.count != count { memory = [] }
            if memory.isEmpty { memory = [UInt8](unsafeUninitializedCapacity: count) { $1 = count } }
            try memory.withUnsafeMutableBytes { bytes in
                var rest = bytes[...]
                for (_, tensor) in tensors {
                    try tensor.copyBytes(to: UnsafeMutableRawBufferPointer(rebasing: rest.prefix(tensor.byteCount)))
                    rest = rest.dropFirst(tensor.byteCount)
                }
            }
            self.memory = memory
        }

        /// Writes the sealed file, whole or not at all; the same tensors and metadata give the same bytes.
        ///
        /// - Throws: `WriteError` when the disk is full or the folder is not writable.
        public func write(to path: String) throws {
            let sum = try Checksum(.sha256)
            try sum.update(header)
            try sum.update(memory)
            var header = header
            guard let place = header.withUnsafeBytes({ SafeTensors.digestPlace(in: $0) }) else {
                preconditionFailure("a header without a place for its digest")
            }
            header.replaceSubrange(place, with: try sum.hexadecimal().utf8)
            try AtomicFile.write(path) { sink in
                try sink.write(header)
                try sink.write(memory)
            }
        }
    }

    /// Reads all tensors and the metadata of a sealed file.
    ///
    /// - Throws: `InputError` as ``read(_:)``, and when the bytes are not those that were sealed or nothing was.
    public static func readSealed(_ path: String) throws -> (tensors: [String: Tensor], metadata: [String: String]) {
        let file = try MappedFile(path)
        let header = try SafeTensorsHeaderReader(path: path, bytes: file.bytes).read()
        var metadata = header.metadata
        guard let digest = metadata.removeValue(forKey: key),
            let place = digestPlace(in: UnsafeRawBufferPointer(rebasing: file.bytes[..<header.dataStart]))
        else {
            throw InputError(
                file: path, problem: "carries no checksum of itself", remedy: "Fetch or write the file again")
        }
        let sum = try Checksum(.sha256)
        try sum.update(UnsafeRawBufferPointer(rebasing: file.bytes[..<place.lowerBound]))
        try sum.update(zeros.utf8)
        try sum.update(UnsafeRawBufferPointer(rebasing: file.bytes[place.upperBound...]))
        guard try sum.hexadecimal() == digest else {
            throw InputError(
                file: path, problem: "its bytes are not those that were written: the checksum differs",
                remedy: "Fetch or write the file again")
        }
        return (try tensors(of: header, in: file, path: path), metadata)
    }

    /// Where the digest's digits stand. Inside a JSON string the quotes would be escaped: no other text looks like this.
    private static func digestPlace(in header: UnsafeRawBufferPointer) -> Range<Int>? {
        let mark = Array("\"\(key)\":\"".utf8)
        for start in header.indices.dropLast(mark.count + zeros.utf8.count)
        where header[start] == mark[0] && header[start..<start + mark.count].elementsEqual(mark) {
            return start + mark.count..<start + mark.count + zeros.utf8.count
        }
        return nil
    }
}
