internal import CZLib

/// A gzip compressor around one zlib stream. The stream lies on the heap because zlib keeps its address.
final class Deflater {
    private let stream: UnsafeMutablePointer<z_stream>
    private let path: String
    private var output = [UInt8](repeating: 0, count: 1 << 16)

    init(path: String) throws {
        self.path = path
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 + 16: the largest window, gzip wrapping; 8: zlib's usual memory level.
        let status = deflateInit2_(
            stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            stream.deallocate()
            throw WriteError(path: path, reason: "zlib could not start compressing (code \(status))")
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Compresses `bytes`, handing finished pieces to `emit`.
    func deflate(_ bytes: UnsafeRawBufferPointer, emit: (UnsafeRawBufferPointer) throws -> Void) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: piece.baseAddress?.assumingMemoryBound(to: UInt8.self))
            stream.pointee.avail_in = UInt32(piece.count)
            try run(Z_NO_FLUSH, emit: emit)
            rest = rest.dropFirst(piece.count)
        }
    }

    /// Ends the gzip member.
    func finish(emit: (UnsafeRawBufferPointer) throws -> Void) throws {
        stream.pointee.next_in = nil
        stream.pointee.avail_in = 0
        try run(Z_FINISH, emit: emit)
    }

    private func run(_ flush: Int32, emit: (UnsafeRawBufferPointer) throws -> Void) throws {
        var isFull = true
        while isFull {
            try output.withUnsafeMutableBytes { memory in
                stream.pointee.next_out = memory.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_out = UInt32(memory.count)
                let status = CZLib.deflate(stream, flush)
                // Z_BUF_ERROR only says that nothing was left to do.
                guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
                    throw WriteError(path: path, reason: "zlib could not compress (code \(status))")
                }
                isFull = stream.pointee.avail_out == 0
                try emit(UnsafeRawBufferPointer(rebasing: memory.prefix(memory.count - Int(stream.pointee.avail_out))))
            }
        }
    }
}
