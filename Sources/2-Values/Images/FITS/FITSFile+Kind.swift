internal import CFITSIO
internal import Foundation

extension FITSFile {
    /// Says what a file is that cannot be FITS, where cfitsio would only fail to read it, or wait for ever for a FIFO.
    /// - Throws: for a link that leads nowhere, what is no regular file, an empty one, and one whose first bytes are
    ///   neither of FITS nor of a compression that cfitsio knows.
    static func checkKind(_ path: String) throws(FITSError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { return }
            throw FITSError(file: path, message: "is a link to \(target), which cannot be reached")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let kind = status.st_mode & S_IFMT == S_IFDIR ? "a directory" : "no regular file"
            throw FITSError(file: path, message: "is \(kind), no FITS file")
        }
        guard let handle = FileHandle(forReadingAtPath: path) else { return }
        guard let start = try? handle.read(upToCount: 512) ?? Data() else { return }
        let kind = [UInt8](start).withUnsafeBufferPointer { ImageKind($0) }
        // gzip, compress, PKZIP, and bzip2.
        let compressions: [[UInt8]] = [[0x1F, 0x8B], [0x1F, 0x9D], [0x50, 0x4B], Array("BZh".utf8)]
        if start.starts(with: "SIMPLE".utf8), status.st_size < 2880 {
            throw FITSError(
                file: path, message: "was cut off: it has \(status.st_size) bytes, no FITS file less than 2880")
        }
        if start.starts(with: "SIMPLE".utf8) || compressions.contains(where: { start.starts(with: $0) }) { return }
        throw FITSError(
            file: path, message: start.isEmpty ? "is empty (0 bytes)" : "is no FITS file: it looks like \(kind.text)")
    }
}
