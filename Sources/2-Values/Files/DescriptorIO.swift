internal import Glibc

/// Reading and writing by descriptor, whole: a call that a signal has broken off is made again, and what one call has left
/// over is done by the next.
package enum DescriptorIO {
    /// Linux moves at most 2 GiB a call.
    private static let mostBytes = 1 << 30

    /// Writes all of `bytes`.
    ///
    /// - Parameters:
    ///   - offset: where in the file; nil where the descriptor stands.
    ///   - path: for the message.
    /// - Throws: ``WriteError``, for instance when the disk is full; a part may then be written.
    package static func write(
        _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int? = nil, path: String
    ) throws(WriteError) {
        let code = write(bytes, to: descriptor, at: offset).code
        guard code == 0 else { throw WriteError(path: path, code: code) }
    }

    /// Writes all of `bytes`, or as many as can be; `code` is 0, or the value of `errno`.
    package static func write(
        _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int? = nil
    ) -> (written: Int, code: Int32) {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...].prefix(mostBytes))
            let step =
                if let offset {
                    pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + written))
                } else {
                    Glibc.write(descriptor, rest.baseAddress, rest.count)
                }
            if step >= 0 {
                written += step
            } else if errno != EINTR {
                return (written, errno)
            }
        }
        return (written, 0)
    }

    /// Fills `buffer` from `offset` on, as far as the file reaches.
    ///
    /// - Parameter path: for the message.
    /// - Returns: how many bytes that were.
    /// - Throws: ``InputError``.
    package static func read(
        into buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32, at offset: Int, path: String
    ) throws(InputError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...].prefix(mostBytes))
            let step = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
            if step == 0 { break }
            if step > 0 {
                filled += step
            } else if errno != EINTR {
                throw ByteReader.unreadable(path, errno)
            }
        }
        return filled
    }
}
