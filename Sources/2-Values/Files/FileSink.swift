/// Where the body of ``AtomicFile/write(_:compression:durability:_:)`` puts its bytes: a buffered, optionally compressing writer.
public struct FileSink: ~Copyable {
    /// How the bytes are stored.
    public enum Compression: Sendable {
        case none
        /// One gzip member, without name and time stamp: the same bytes give the same file.
        case gzip
    }

    /// Final path, for messages.
    let path: String
    let descriptor: Int32
    let deflater: Deflater?
    var buffer: [UInt8] = []
    /// Bytes given to the sink so far, before compression.
    public private(set) var count = 0

    static let bufferSize = 1 << 18

    init(path: String, descriptor: Int32, compression: Compression) throws {
        self.path = path
        self.descriptor = descriptor
        self.deflater = compression == .gzip ? try Deflater(path: path) : nil
        buffer.reserveCapacity(Self.bufferSize)
    }

    /// Appends bytes. Throws ``WriteError``, for instance when the disk is full.
    public mutating func write(_ bytes: RawSpan) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }

    /// Appends bytes. Throws ``WriteError``.
    public mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        count += bytes.count
        if bytes.count >= Self.bufferSize {
            try drain()
            try store(bytes)
        } else {
            buffer.append(contentsOf: bytes)
            if buffer.count >= Self.bufferSize { try drain() }
        }
    }

    /// Appends bytes. Throws ``WriteError``.
    public mutating func write(_ bytes: some Sequence<UInt8>) throws {
        let done: Void? = try bytes.withContiguousStorageIfAvailable { try write(UnsafeRawBufferPointer($0)) }
        if done == nil {
            try Array(bytes).withUnsafeBytes { try write($0) }
        }
    }

    /// Appends a string in UTF-8. Throws ``WriteError``.
    public mutating func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
    }

    /// Writes out what is buffered and ends the compressed stream.
    mutating func finish() throws {
        try drain()
        if let deflater {
            let path = path
            let descriptor = descriptor
            try deflater.finish { try DescriptorIO.write($0, to: descriptor, path: path) }
        }
    }

    private mutating func drain() throws {
        guard !buffer.isEmpty else { return }
        try buffer.withUnsafeBytes { try store($0) }
        buffer.removeAll(keepingCapacity: true)
    }

    private func store(_ bytes: UnsafeRawBufferPointer) throws {
        guard let deflater else { return try DescriptorIO.write(bytes, to: descriptor, path: path) }
        try deflater.deflate(bytes) { try DescriptorIO.write($0, to: descriptor, path: path) }
    }
}
