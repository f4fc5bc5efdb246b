internal import CZLib

/// A decompressor around one zlib stream; gzip's members that follow one another read as one stream, as in `gzip -d`.
package final class Inflater {
    /// What is around the compressed bytes.
    package enum Wrapping {
        case gzip
        /// Nothing, as in a ZIP archive: the stream ends once.
        case none
    }

    private let stream: UnsafeMutablePointer<z_stream>
    private let path: String
    private let remedy: String
    /// True while a gzip member has begun and not ended.
    package private(set) var isInsideMember = false
    /// True after the last member, when what follows is not gzip (padding): the rest is ignored, as `gzip -d` does.
    private(set) var isAtEnd = false
    private var hasEndedMember = false

    package init(path: String, wrapping: Wrapping = .gzip) throws {
        self.path = path
        remedy =
            "Fetch or write the file again; '\(wrapping == .gzip ? "gzip" : "unzip") -t' shows whether it is whole"
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // The largest window; with 16 more gzip's wrapping only, below zero none.
        let window: Int32 = wrapping == .gzip ? 15 + 16 : -15
        let status = inflateInit2_(stream, window, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            stream.deallocate()
            throw InputError(file: path, problem: "zlib could not start reading it (code \(status))")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Decompresses from `input` into `output`.
    ///
    /// - Returns: bytes taken from `input` and bytes put into `output`.
    package func inflate(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws -> (taken: Int, given: Int) {
        if hasEndedMember && !isInsideMember && input.first != 0x1f {
            isAtEnd = true
            return (input.count, 0)
        }
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(output.count)
        isInsideMember = true
        let status = CZLib.inflate(stream, Z_NO_FLUSH)
        switch status {
        case Z_STREAM_END:
            isInsideMember = false
            hasEndedMember = true
        case Z_OK, Z_BUF_ERROR: break
        default:
            let detail = stream.pointee.msg.map { String(cString: $0) } ?? "code \(status)"
            throw InputError(
                file: path, problem: "the compressed data are damaged (\(detail))", remedy: remedy)
        }
        let taken = input.count - Int(stream.pointee.avail_in)
        let given = output.count - Int(stream.pointee.avail_out)
        if status == Z_STREAM_END {
            let reset = inflateReset(stream)
            guard reset == Z_OK else {
                throw InputError(file: path, problem: "zlib could not read its next part (code \(reset))")
            }
        }
        return (taken, given)
    }
}
