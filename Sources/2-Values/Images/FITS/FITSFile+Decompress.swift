internal import CFITSIO
internal import Files
internal import Synchronization

extension FITSFile {
    /// Copies a compressed FITS file (`.fits.bz2`, `.fits.gz`) to an uncompressed one, unit by unit.
    ///
    /// - Parameter target: appears only when it is whole.
    /// - Throws: ``FITSError`` when `path` is no sound FITS file, ``WriteError`` when the disk refuses.
    public static func decompress(_ path: String, to target: String) throws {
        try AtomicFile.replace(target, durability: .process) { temporary throws(FITSError) in
            try library.withLock { _ throws(FITSError) in
                var status: Int32 = 0
                var source: UnsafeMutablePointer<fitsfile>?
                ffdkopn(&source, path, READONLY, &status)
                try FITSError.check(status, file: path, hdu: nil, doing: "cannot be opened as FITS")
                var ignored: Int32 = 0
                defer { ffclos(source, &ignored) }
                var copy: UnsafeMutablePointer<fitsfile>?
                ffdkinit(&copy, temporary, &status)
                try FITSError.check(status, file: target, hdu: nil, doing: "cannot be made")
                // All units: those before the current one, it, and those behind.
                ffcpfl(source, copy, 1, 1, 1, &status)
                var closing: Int32 = 0
                ffclos(copy, &closing)
                try FITSError.check(status, file: path, hdu: nil, doing: "cannot be decompressed")
                try FITSError.check(closing, file: target, hdu: nil, doing: "cannot be written")
            }
        }
    }
}
