internal import CFITSIO
internal import Files

extension FITSFile {
    /// Checks that the file does not end before its units do, as after a download that was cut off: the units behind would
    /// not be missed, such as the mask of an image.
    public func checkLength() throws(FITSError) {
        try locked { () throws(FITSError) in
            try move(to: count - 1)
            var header = Int64(0)
            var start = Int64(0)
            var end = Int64(0)
            var status: Int32 = 0
            ffghadll(handle, &header, &start, &end, &status)
            try FITSError.check(status, file: path, hdu: count - 1, doing: "its data cannot be found")
            guard start >= 0, end >= start else {
                throw FITSError(file: path, hdu: count - 1, message: "its header says nothing sound of its size")
            }
            let size = handle.pointee.Fptr.pointee.filesize
            // The last block need not be filled up.
            guard size > end - 2880 || start == end else {
                throw FITSError(
                    file: path, hdu: count - 1, message: "the file was cut off: it has \(size) bytes and needs \(end)")
            }
            guard size > end + 8 else { return }
            if mapped == nil { mapped = try? MappedFile(path) }
            // A file that is compressed as a whole begins otherwise.
            guard let bytes = mapped?.bytes, bytes.starts(with: "SIMPLE".utf8), bytes.count > end + 8 else { return }
            if bytes[Int(end)...].starts(with: "XTENSION".utf8) {
                throw FITSError(file: path, hdu: count, message: "the file was cut off: it ends in a header")
            }
        }
    }
}
