internal import CFITSIO
internal import Files
internal import Foundation
internal import Sky

extension MOCTable {
    /// Makes a file at `path`; errors name the final `name`.
    static func write(_ moc: MOC, to path: String, ordering: MOC.Ordering, name: String) throws(WriteError) {
        var opened: Handle?
        var status: Int32 = 0
        func check() throws(WriteError) {
            if status != 0 {
                throw WriteError(
                    path: name, reason: CFITSIOText.message(status),
                    remedy: "Check that the directory exists and the disk has space")
            }
        }
        ffdkinit(&opened, path, &status)
        try check()
        guard let handle = opened else { throw WriteError(path: name, reason: "cfitsio returned no file") }
        let (column, numbers) =
            ordering == .nuniq
            ? ("UNIQ", moc.cells.map { LONGLONG($0.uniq) }.sorted())
            : ("RANGE", moc.ranges.flatMap { [LONGLONG($0.lowerBound), LONGLONG($0.upperBound)] })
        createTable(handle, rows: numbers.count, column: column, &status)
        for (keyword, value, comment) in [
            ("MOCVERS", "2.0", "version of the MOC standard"), ("MOCDIM", "SPACE", "a footprint on the sky"),
            ("PIXTYPE", "HEALPIX", ""), ("ORDERING", ordering.rawValue, "coding of the pixels"),
            ("COORDSYS", "C", "ICRS"), ("MOCTOOL", "TuningFork", "program that wrote it"),
        ] { ffpkys(handle, keyword, value, comment, &status) }
        for keyword in ["MOCORD_S", "MOCORDER"] { ffpkyj(handle, keyword, Int64(moc.order), "finest order", &status) }
        var values = numbers
        if !values.isEmpty { ffpcljj(handle, 1, 1, 1, LONGLONG(values.count), &values, &status) }
        // Closing must happen whatever went wrong, and must not hide it.
        var closing: Int32 = 0
        ffclos(handle, &closing)
        try check()
        status = closing
        try check()
    }

    private static func createTable(_ handle: Handle, rows: Int, column: String, _ status: inout Int32) {
        var names: [UnsafeMutablePointer<CChar>?] = [strdup(column)]
        var formats: [UnsafeMutablePointer<CChar>?] = [strdup("1K")]
        var units: [UnsafeMutablePointer<CChar>?] = [strdup("")]
        defer { for text in names + formats + units { free(text) } }
        ffcrtb(handle, BINARY_TBL, LONGLONG(rows), 1, &names, &formats, &units, "MOC", &status)
    }
}
