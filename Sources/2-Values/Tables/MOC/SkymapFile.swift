internal import CFITSIO
internal import Files
internal import Glibc
internal import Sky

/// Counts by pixel of HEALPix as a FITS file: the `skymap.fits` of a HATS catalogue, which lists the pixels that hold
/// something (explicit indexing, NESTED, ICRS).
///
/// ```swift
/// try SkymapFile.write([(pixel: 1234, count: 17)], order: 8, to: "skymap.fits")
/// ```
public enum SkymapFile {
    /// Writes the file, whole or not at all.
    ///
    /// - Parameters:
    ///   - counts: pixels of `order`, rising, and what each holds.
    ///   - order: 0…29.
    /// - Throws: ``Files/WriteError``.
    public static func write(_ counts: [(pixel: Int, count: Int)], order: Int, to path: String) throws {
        try AtomicFile.replace(path) { temporary in
            var opened: UnsafeMutablePointer<fitsfile>?
            var status: Int32 = 0
            ffdkinit(&opened, temporary, &status)
            guard status == 0, let handle = opened else { throw failure(status, path) }
            fill(handle, counts, HEALPix(order: order), &status)
            // Closing must happen whatever went wrong, and must not hide it.
            var closing: Int32 = 0
            ffclos(handle, &closing)
            guard status == 0, closing == 0 else { throw failure(status == 0 ? closing : status, path) }
        }
    }

    private static func fill(
        _ handle: UnsafeMutablePointer<fitsfile>, _ counts: [(pixel: Int, count: Int)], _ healpix: HEALPix,
        _ status: inout Int32
    ) {
        var names: [UnsafeMutablePointer<CChar>?] = [strdup("PIXEL"), strdup("VALUE")]
        var formats: [UnsafeMutablePointer<CChar>?] = [strdup("1K"), strdup("1K")]
        var units: [UnsafeMutablePointer<CChar>?] = [strdup(""), strdup("")]
        defer { for text in names + formats + units { free(text) } }
        ffcrtb(handle, BINARY_TBL, LONGLONG(counts.count), 2, &names, &formats, &units, "SKYMAP", &status)
        for (keyword, value, comment) in [
            ("PIXTYPE", "HEALPIX", "pixelization"), ("ORDERING", "NESTED", "numbering of the pixels"),
            ("INDXSCHM", "EXPLICIT", "pixels are listed"), ("COORDSYS", "C", "ICRS"),
            ("OBJECT", "PARTIAL", "pixels that hold nothing are left out"),
        ] { ffpkys(handle, keyword, value, comment, &status) }
        ffpkyj(handle, "NSIDE", Int64(healpix.side), "pixels along a side of a base pixel", &status)
        ffpkyj(handle, "OBS_NPIX", Int64(counts.count), "pixels that are listed", &status)
        guard !counts.isEmpty else { return }
        var pixels = counts.map { LONGLONG($0.pixel) }
        ffpcljj(handle, 1, 1, 1, LONGLONG(pixels.count), &pixels, &status)
        var values = counts.map { LONGLONG($0.count) }
        ffpcljj(handle, 2, 1, 1, LONGLONG(values.count), &values, &status)
    }

    private static func failure(_ status: Int32, _ path: String) -> WriteError {
        WriteError(
            path: path, reason: CFITSIOText.message(status),
            remedy: "Check that the directory exists and the disk has space")
    }
}
