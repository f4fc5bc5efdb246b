internal import Files
internal import Tables

/// A field of the SDSS imaging survey: what a catalogue calls `run`, `rerun`, `camcol` and `field`.
struct SDSSField: Sendable, Hashable {
    let run, rerun, camcol, field: Int

    /// The reduction that DR8 and all later releases use.
    static let lastRerun = 301

    /// `301/3918/3`
    var folder: String { "\(rerun)/\(run)/\(camcol)" }

    /// `frame-r-003918-3-0213.fits`
    func file(_ band: String) -> String {
        "frame-\(band)-\(Self.padded(run, 6))-\(camcol)-\(Self.padded(field, 4)).fits"
    }

    /// One a row of the catalogue; nil where a cell is empty.
    ///
    /// Throws `InputError` for a catalogue without the columns.
    static func read(_ path: String) throws -> [SDSSField?] {
        let reader = try TableFile.reader(path)
        var fields: [SDSSField?] = []
        while let batch = try reader.next(1 << 14) {
            let runs = try batch.integers("run")
            let columns = try batch.integers("camcol")
            let numbers = try batch.integers("field")
            let reruns = try batch.column("rerun").map { try batch.integers($0.name) }
            fields += (0..<batch.rowCount).map { row in
                guard let run = runs[row], let camcol = columns[row], let field = numbers[row] else { return nil }
                return SDSSField(run: run, rerun: reruns?[row] ?? lastRerun, camcol: camcol, field: field)
            }
        }
        return fields
    }

    private static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
