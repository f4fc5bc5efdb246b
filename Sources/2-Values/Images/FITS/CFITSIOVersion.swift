internal import CFITSIO

/// The cfitsio that this was compiled for, and the one that the loader has found.
///
/// ``FITSFile`` reads cfitsio's own record of an open file, and writes to it, for want of functions that would tell where the
/// tiles of a compressed image lie. cfitsio may lay that record out anew in any version.
package enum CFITSIOVersion {
    /// Of the headers: major version times 100, and minor version.
    package static let built = Int(CFITSIO_MAJOR) * 100 + Int(CFITSIO_MINOR)
    /// Of the library.
    package static let loaded: Int = {
        var version: Float = 0
        // Major version, hundredths of the minor one and, below them, that of a correction.
        return Int((ffvers(&version) * 100).rounded())
    }()

    /// Throws ``FITSError`` unless both are the same.
    package static func check(built: Int = built, loaded: Int = loaded, file: String) throws(FITSError) {
        guard built != loaded else { return }
        throw FITSError(
            file: file,
            message: "cannot be read by cfitsio \(text(loaded)), which is loaded: this program was built for "
                + "\(text(built)), and the two may keep open files differently. Install cfitsio \(text(built)), or build "
                + "the program again")
    }

    private static func text(_ version: Int) -> String { "\(version / 100).\(version % 100)" }
}
