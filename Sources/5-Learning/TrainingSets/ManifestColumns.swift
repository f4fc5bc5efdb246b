internal import Files
internal import Sky
internal import Tables

/// The columns of a manifest that have a meaning, and how their cells are read.
struct ManifestColumns {
    private let path: String?
    private let ids: Column
    private let files: Column
    private let labels: Column?
    private let surveys: Column?
    private let positions: (ra: Column, dec: Column)?

    /// Columns whose cells mean what they spell, also where they look like numbers.
    static let textColumns = ["id", "id_str", "file", "file_loc", "label", "survey"]

    /// Name of the column with the identifiers.
    var idColumn: String { ids.name }

    init(_ table: Table, requireLabels: Bool) throws {
        path = table.path
        ids = try table.requiredColumn("id", "id_str")
        files = try table.requiredColumn("file", "file_loc")
        labels = requireLabels ? try table.requiredColumn("label") : table.column("label")
        surveys = table.column("survey")
        switch (table.column("ra"), table.column("dec")) {
        case (let ra?, let dec?): positions = (ra, dec)
        case (nil, nil): positions = nil
        case (_?, nil):
            _ = try table.requiredColumn("dec")
            positions = nil
        case (nil, _?):
            _ = try table.requiredColumn("ra")
            positions = nil
        }
    }

    func id(_ index: Int) throws -> String { try filled(ids, index) }

    func file(_ index: Int) throws -> String { try filled(files, index) }

    func label(_ index: Int) -> String? { labels.flatMap { text($0, index) } }

    func survey(_ index: Int) -> String? { surveys.flatMap { text($0, index) } }

    func position(_ index: Int) throws -> SkyCoordinate? {
        guard let (ra, dec) = positions else { return nil }
        switch (text(ra, index), text(dec, index)) {
        case (nil, nil): return nil
        case (let raText?, let decText?):
            do throws(CoordinateError) {
                return try SkyCoordinate(ra: raText, dec: decText)
            } catch {
                throw InputError(
                    file: path, row: index + 1, column: error.axis == .declination ? dec.name : ra.name,
                    problem: error.description)
            }
        case (let raText, _):
            throw InputError(
                file: path, row: index + 1, column: raText == nil ? ra.name : dec.name,
                problem: "only one half of the position is given", remedy: "Give both ra and dec, or neither")
        }
    }

    private func filled(_ column: Column, _ index: Int) throws -> String {
        guard let text = text(column, index) else {
            throw InputError(file: path, row: index + 1, column: column.name, problem: "the cell is empty")
        }
        return text
    }

    private func text(_ column: Column, _ index: Int) -> String? {
        let text = trimmed(column.text(index))
        return text.isEmpty ? nil : text
    }
}
