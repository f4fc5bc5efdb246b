internal import Files
internal import Sky
internal import Surveys
public import Tables

/// Where a table of galaxies has their magnitudes and sizes, by which confidence is weighted and judged.
///
/// The magnitude is that of ``GalaxyColumn/magnitude``; the size is ``GalaxyColumn/radius``, or what the survey whose
/// columns the table has measures, brought to the Petrosian radius of SDSS (``Surveys/CutoutFraming``), so that sizes of
/// different surveys can be compared. In a table that has columns of several surveys, such as a match of two, a galaxy's
/// are those of the survey that its image is from.
///
/// ```swift
/// let reader = try GalaxyTable.Reader("manifest.csv", needs: [.id, .file])
/// let columns = try CovariateColumns(in: reader.columns, path: "manifest.csv", names: GalaxyColumnNames())
/// while let batch = try reader.next(1 << 14) {
///     print(try columns.values(of: batch.table, surveys: batch.surveys).magnitudes)
/// }
/// ```
public struct CovariateColumns: Sendable {
    /// Where galaxies have them whose survey is not known, or has no columns of its own here.
    private let usual: CovariateSource
    /// By the name of a survey, in small letters, whose columns are others.
    private let own: [String: CovariateSource]

    /// - Throws: ``Files/InputError`` when a column that `names` names is not there.
    public init(in columns: [ColumnInfo], path: String, names: GalaxyColumnNames) throws {
        let header = columns.map(\.name)
        func find(_ column: GalaxyColumn, named name: String?) throws -> String? {
            guard let name else { return ColumnNames.first(of: [column.name], in: header) }
            guard let found = ColumnNames.first(of: [name], in: header) else {
                throw ColumnNames.missing([name], in: header, path: path)
            }
            return found
        }
        let magnitude = try find(.magnitude, named: names.magnitude)
        let radius = try find(.radius, named: names.size)
        let usual = CovariateSource(
            magnitude: magnitude ?? ColumnNames.first(of: GalaxyColumn.magnitude.aliases, in: header), radius: radius,
            survey: Survey.recognised(from: header), header)
        var own: [String: CovariateSource] = [:]
        for survey in Survey.known {
            let hasSize = survey.size.columns.allSatisfy { ColumnNames.index(of: $0, in: header) != nil }
            let source = CovariateSource(
                magnitude: magnitude ?? ColumnNames.first(of: survey.magnitudeColumns, in: header) ?? usual.magnitude,
                radius: radius, survey: hasSize ? survey : Survey.recognised(from: header), header)
            if source != usual { own[survey.name] = source }
        }
        (self.usual, self.own) = (usual, own)
    }

    /// Names of all columns of magnitudes and sizes.
    public var names: [String] {
        ([usual] + own.sorted { $0.key < $1.key }.map(\.value)).flatMap(\.names).reduce(into: []) { names, name in
            if !names.contains(name) { names.append(name) }
        }
    }

    /// Magnitudes, and radii in arcseconds, of the rows of `table`; NaN where one is missing, or is no magnitude or radius.
    ///
    /// - Parameter surveys: that each row's image is from; nil where none is known.
    /// - Throws: ``Files/InputError`` for a cell that is no number, and a unit that is none of a size.
    public func values(
        of table: Table, surveys: [String?]? = nil
    ) throws -> (magnitudes: [Double], radii: [Double]) {
        (
            try read(surveys) { try $0.magnitudes(of: table) },
            try read(surveys) { try $0.radii(of: table) }
        )
    }

    /// How much fainter each galaxy is in g than in r, in magnitudes; NaN where that is not known.
    ///
    /// - Throws: as ``values(of:surveys:)``.
    public func colours(of table: Table, surveys: [String?]? = nil) throws -> [Double] {
        try read(surveys) { try $0.colours(of: table) }
    }

    /// What `column` reads from where each row's survey has it.
    private func read(_ surveys: [String?]?, _ column: (CovariateSource) throws -> [Double]) throws -> [Double] {
        guard let surveys, !own.isEmpty else { return try column(usual) }
        let keys = surveys.map { $0?.lowercased() ?? "" }
        var columns: [String: [Double]] = [:]
        for key in Set(keys) { columns[key] = try column(own[key] ?? usual) }
        return keys.enumerated().map { row, key in columns[key]?[row] ?? .nan }
    }
}
