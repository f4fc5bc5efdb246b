internal import Cutouts
internal import Files
internal import Manifests
internal import Process
internal import Sky
internal import Surveys
internal import Tables

/// A galaxy of the catalogue, as far as fetching it needs.
struct FetchTarget: Sendable {
    let id: String
    /// Row in the catalogue, from 1.
    let row: Int
    /// Nil where the catalogue gives none.
    let position: SkyCoordinate?
    /// Half side of the cutout; nil where the catalogue does not say how large the galaxy is.
    let halfSide: Angle?

    /// Why there is no position.
    let problem: String?

    /// What keeps this galaxy from being asked for; nil when nothing does.
    func obstacle(needsSize: Bool) -> String? {
        if position == nil { return problem ?? "the position is missing" }
        return needsSize && halfSide == nil ? "the size is missing or not above 0" : nil
    }

    private static func halfSides(of batch: Table, _ request: FetchRequest) throws -> [Angle?] {
        if let name = request.survey.size.columns.first(where: { batch.column($0) == nil }) {
            throw InputError(
                file: request.catalogue,
                problem: "there is no column '\(name)', which says how large a galaxy of \(request.survey.name) is. "
                    + "The columns are: \(batch.columns.map(\.name).joined(separator: ", "))",
                remedy: "Add it, or give one side for all cutouts (--field-arcsec)")
        }
        return try request.survey.halfSides(of: batch, framing: request.framing)
    }

    /// All galaxies of a catalogue.
    ///
    /// - Throws: ``InputError`` for a catalogue that cannot be read or lacks a column, for a galaxy without identifier,
    ///   one that stands there twice, and one whose identifier cannot name a file.
    static func read(_ request: FetchRequest) throws -> [FetchTarget] {
        let reader = try IdentifierColumn.reader(request.catalogue, named: [request.idColumn].compactMap(\.self))
        let positions = try PositionColumns(
            reader.columns, path: request.catalogue, ra: request.positionColumns?.ra, dec: request.positionColumns?.dec)
        let identifier = try IdentifierColumn.required(
            in: reader.columns, path: request.catalogue, named: request.idColumn, of: request.survey)
        var targets: [FetchTarget] = []
        var rows: [String: Int] = [:]
        while let batch = try reader.next(1 << 14) {
            try StopSignal.check(.goesOn)
            let ids = try identifier.column(of: batch)
            let places = try positions.degrees(of: batch)
            let halfSides =
                request.product == .frames
                ? [Angle?](repeating: nil, count: batch.rowCount) : try halfSides(of: batch, request)
            for index in 0..<batch.rowCount {
                let id = ids.text(index)
                let row = batch.firstRow + index
                func bad(_ problem: String, _ remedy: String) -> InputError {
                    InputError(
                        file: request.catalogue, row: row, column: ids.name, problem: problem, remedy: remedy)
                }
                guard !id.isEmpty else { throw bad("the galaxy has no identifier", "Give every galaxy one") }
                guard CutoutStoreWriter.canName(id + ".fits") else {
                    throw bad("'\(id)' cannot be the name of a file", "Give the galaxy another identifier")
                }
                if let first = rows.updateValue(row, forKey: id) {
                    throw bad(
                        "'\(id)' already stands in row \(first)",
                        "Keep one of them, or name another column, or several that tell them apart (--id A,B)")
                }
                targets.append(
                    FetchTarget(
                        id: id, row: row, position: places.position(index), halfSide: halfSides[index],
                        problem: places.problem(index)))
            }
        }
        guard !targets.isEmpty else {
            throw InputError(
                file: request.catalogue, problem: "the catalogue has no rows",
                remedy: "List one galaxy a row under the header")
        }
        return targets
    }
}
