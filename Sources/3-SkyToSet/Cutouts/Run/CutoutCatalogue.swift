internal import Files
internal import Foundation
internal import Manifests
internal import Process
internal import Sky
internal import Surveys
internal import Tables

/// What a run needs of a catalogue, a few bytes a galaxy.
struct CutoutCatalogue: Sendable {
    let path: String
    let survey: Survey
    let columns: [ColumnInfo]
    let identifier: IdentifierColumn
    let positionColumns: PositionColumns
    /// Column that says of which survey each galaxy is, where it decides.
    private let surveyColumn: String?
    private(set) var ids: [String] = []
    /// Degrees; not a number where there is none.
    private(set) var ra: [Double] = []
    private(set) var dec: [Double] = []
    /// Arcseconds; not a number where the size is not known.
    private(set) var halfSide: [Double] = []
    /// Why rows have no position on the sky.
    private(set) var problems: [Int: String] = [:]

    var count: Int { ids.count }

    private static let batchRows = 1 << 14

    /// - Throws: `InputError` for a catalogue whose survey is not recognised, without the columns that are needed, with a
    ///   cell that cannot be read, without or with repeated identifiers.
    init(_ job: CutoutJob) throws {
        path = job.catalogue
        columns = try TableFile.reader(path).columns
        let names = columns.map(\.name)
        surveyColumn = job.survey == nil ? ColumnNames.index(of: "survey", in: names).map { names[$0] } : nil
        let positions = try PositionColumns(columns, path: path, ra: job.ra, dec: job.dec)
        positionColumns = positions
        // The first rows may say of which survey they are, and that which columns are needed: those of all surveys are read.
        let surveys = job.survey.map { [$0] } ?? Survey.known
        let (all, catalogue) = (columns, path)
        let identifiers = try ([nil] + surveys).compactMap {
            try IdentifierColumn.find(in: all, path: catalogue, named: job.id, of: $0)
        }
        let candidates =
            identifiers.flatMap(\.columns) + [positions.ra.name, positions.dec.name] + [surveyColumn].compactMap(\.self)
            + surveys.flatMap(\.size.columns)
        let present = Set(candidates.compactMap { ColumnNames.index(of: $0, in: names) }).sorted()
        let reader = try IdentifierColumn.reader(
            path, columns: present.map { names[$0] }, named: identifiers.flatMap(\.columns))
        var batch = try reader.next(CutoutCatalogue.batchRows)
        let told = try surveyColumn.flatMap { name in try batch.flatMap { Survey.named(try $0.texts(name)[0]) } }
        guard let survey = job.survey ?? told ?? Survey.recognised(from: names) else {
            throw InputError(
                file: path, problem: "its columns do not say which survey it is of",
                remedy: "Name it (--survey sdss, des, legacy, or a file of settings); the columns are: "
                    + names.joined(separator: ", "))
        }
        self.survey = survey
        identifier = try IdentifierColumn.required(in: columns, path: path, named: job.id, of: survey)
        if case .framing = job.settings.field {
            for name in survey.size.columns {
                guard ColumnNames.index(of: name, in: names) != nil else {
                    throw InputError(
                        file: path,
                        problem: "there is no column '\(name)', which says how large a galaxy of \(survey.name) is",
                        remedy: "Give one side for all (--field-arcsec), or a catalogue with it")
                }
            }
        }
        while let rows = batch {
            try StopSignal.check(.goesOn)
            try append(rows, job)
            batch = try reader.next(CutoutCatalogue.batchRows)
        }
        try check()
    }

    private mutating func append(_ batch: Table, _ job: CutoutJob) throws {
        let first = ids.count
        if let surveyColumn { try checkSurvey(batch, surveyColumn) }
        ids += try identifier.column(of: batch).texts
        let positions = try positionColumns.degrees(of: batch)
        for row in 0..<batch.rowCount {
            let isPosition = positions.isPosition(row)
            ra.append(isPosition ? positions.ra[row] : .nan)
            dec.append(isPosition ? positions.dec[row] : .nan)
            if let problem = positions.problem(row) { problems[first + row] = problem }
        }
        switch job.settings.field {
        case .side(let arcsec): halfSide += [Double](repeating: arcsec / 2, count: batch.rowCount)
        case .framing(let framing):
            halfSide += try survey.halfSides(of: batch, framing: framing).map { $0?.arcseconds ?? .nan }
        }
    }

    private func checkSurvey(_ batch: Table, _ column: String) throws {
        for (row, name) in try batch.texts(column).enumerated() {
            guard let other = Survey.named(name), other != survey else { continue }
            throw InputError(
                file: path, row: batch.firstRow + row, column: column,
                problem: "the galaxy is of \(other.name), those before it of \(survey.name)",
                remedy: "Give each survey's galaxies and tiles by themselves")
        }
    }

    /// Identifiers name the cutouts: each row needs one of its own that can be a name.
    private func check() throws {
        guard count > 0 else { throw InputError(file: path, problem: "the catalogue has no rows") }
        for (row, id) in ids.enumerated() {
            let isName =
                !id.isEmpty && id.utf8.count <= 90 && CutoutStoreWriter.canName(id)
                && id.utf8.allSatisfy { $0 >= 32 && $0 != 127 && $0 != UInt8(ascii: "/") }
            guard isName else {
                throw InputError(
                    file: path, row: row + 1, column: identifier.name,
                    problem: id.isEmpty
                        ? "the identifier is missing"
                        : "the identifier '\(id.prefix(100))' cannot name a cutout (no control characters or '/', 90 bytes at most)",
                    remedy: "Give every galaxy an identifier, or name another column (--id)")
            }
        }
        let order = ids.indices.sorted { (ids[$0], $0) < (ids[$1], $1) }
        var repeated: (row: Int, first: Int)?
        for (row, next) in zip(order, order.dropFirst()) where ids[row] == ids[next] {
            if next < repeated?.row ?? .max { repeated = (next, row) }
        }
        if let repeated {
            throw InputError(
                file: path, row: repeated.row + 1, column: identifier.name,
                problem: "the identifier \(ids[repeated.row]) stands in row \(repeated.first + 1) too",
                remedy: "Keep one row a galaxy, or name another column, or several that tell them apart (--id A,B)")
        }
    }

    /// A row's request, or why there can be none.
    func request(_ row: Int) -> Result<CutoutRequest, CutoutRowProblem> {
        guard !ra[row].isNaN,
            let position = try? SkyCoordinate(ra: Angle(degrees: ra[row]), dec: Angle(degrees: dec[row]))
        else { return .failure(CutoutRowProblem(text: problems[row] ?? "the position is missing")) }
        guard halfSide[row] > 0 else {
            let columns = survey.size.columns.joined(separator: ", ")
            return .failure(CutoutRowProblem(text: "its size (\(columns)) is missing or not above 0"))
        }
        return .success(
            CutoutRequest(id: ids[row], position: position, halfSide: Angle(arcseconds: halfSide[row])))
    }

    /// A number for these galaxies in this order: another catalogue has another.
    var fingerprint: UInt64 {
        var hash = FNV1a()
        for row in ids.indices {
            hash.add(ids[row].utf8)
            for number in [ra[row], dec[row], halfSide[row]] { hash.add(number.bitPattern) }
        }
        return hash.value
    }
}

/// Why a row cannot have a cutout.
struct CutoutRowProblem: Error {
    let text: String
}
