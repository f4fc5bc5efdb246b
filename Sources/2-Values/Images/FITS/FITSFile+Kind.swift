internal import CFITSIO
internal import Files
internal import Foundation

extension FITSFile {
    /// Whether a file that begins so is FITS, or compressed as a whole in a way that cfitsio knows.
    package static func begins(_ bytes: some Sequence<UInt8>) -> Bool {
        bytes.starts(with: "SIMPLE".utf8) || compressions.contains { bytes.starts(with: $0) }
    }

    /// gzip, compress, and bzip2.
    private static let compressions: [[UInt8]] = [[0x1F, 0x8B], [0x1F, 0x9D], Array("BZh".utf8)]

    /// The bytes of a piece of a file.
    static func mapped(_ piece: FilePiece) throws(FITSError) -> MappedFile {
        let file: MappedFile
        do {
            file = try MappedFile(piece)
        } catch {
            throw FITSError(file: "\(piece)", message: (error as? InputError)?.problem ?? "\(error)")
        }
        guard file.bytes.starts(with: "SIMPLE".utf8) else {
            throw FITSError(
                file: "\(piece)", message: "a piece of an archive must be FITS that is not compressed as a whole")
        }
        return file
    }

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
        if start.starts(with: "SIMPLE".utf8), status.st_size < 2880 {
            throw FITSError(
                file: path, message: "was cut off: it has \(status.st_size) bytes, no FITS file less than 2880")
        }
        // PKZIP, too, is left to cfitsio.
        if begins(start) || start.starts(with: [0x50, 0x4B]) { return }
        throw FITSError(
            file: path, message: start.isEmpty ? "is empty (0 bytes)" : "is no FITS file: it looks like \(kind.text)")
    }
}
