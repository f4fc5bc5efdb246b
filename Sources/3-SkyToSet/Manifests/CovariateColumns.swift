internal import Files
internal import Sky
internal import Surveys
public import Tables

/// Where a table of galaxies has their magnitudes and sizes, by which confidence is weighted and judged.
///
/// The magnitude is that of ``GalaxyColumn/magnitude``; the size is ``GalaxyColumn/radius``, or what the survey whose
/// columns the table has measures, brought to the Petrosian radius of SDSS (``Surveys/CutoutFraming``), so that sizes of
/// different surveys can be compared.
///
/// ```swift
/// let reader = try GalaxyTable.Reader("manifest.csv", needs: [.id, .file])
/// let columns = try CovariateColumns(in: reader.columns, path: "manifest.csv", names: GalaxyColumnNames())
/// while let batch = try reader.next(1 << 14) { print(try columns.values(of: batch.table).magnitudes) }
/// ```
public struct CovariateColumns: Sendable {
    /// Column of the magnitude; nil where there is none.
    public let magnitude: String?
    /// Columns of the size; none where there are none.
    public let size: [String]

    /// How the columns of a size become one.
    private enum Measure: Sendable {
        case radius
        case survey(Survey)
    }
    private let measure: Measure

    /// Magnitudes outside are a survey's sign that there is none, such as −9999 and 99.
    private static let magnitudes = 1.0...40
    /// Petrosian radii are left as they are, however small or large.
    private static let framing = CutoutFraming(radii: 1, minimumArcsec: 1e-6, maximumArcsec: 1e6)

    /// - Throws: ``Files/InputError`` when a column that `names` names is not there.
    public init(in columns: [ColumnInfo], path: String, names: GalaxyColumnNames) throws {
        let header = columns.map(\.name)
        func find(_ column: GalaxyColumn, named name: String?) throws -> String? {
            if let name {
                guard let index = ColumnNames.index(of: name, in: header) else {
                    throw ColumnNames.missing([name], in: header, path: path)
                }
                return header[index]
            }
            let known = [column.name] + column.aliases
            return known.lazy.compactMap { ColumnNames.index(of: $0, in: header) }.first.map { header[$0] }
        }
        magnitude = try find(.magnitude, named: names.magnitude)
        if let radius = try find(.radius, named: names.size) {
            (size, measure) = ([radius], .radius)
        } else if let survey = Survey.recognised(from: header) {
            (size, measure) = (survey.size.columns, .survey(survey))
        } else {
            (size, measure) = ([], .radius)
        }
    }

    /// Names of all of them.
    public var names: [String] { (magnitude.map { [$0] } ?? []) + size }

    /// Magnitudes, and radii in arcseconds, of the rows of `table`; NaN where one is missing, or is no magnitude or radius.
    ///
    /// - Throws: ``Files/InputError`` for a cell that is no number, and a unit that is none of a size.
    public func values(of table: Table) throws -> (magnitudes: [Double], radii: [Double]) {
        let missing = [Double](repeating: .nan, count: table.rowCount)
        let magnitudes = try magnitude.map { name in
            try table.doubles(name).map { $0.flatMap { Self.magnitudes.contains($0) ? $0 : nil } ?? .nan }
        }
        let radii: [Double] =
            switch measure {
            case _ where size.isEmpty: missing
            case .radius: try table.doubles(size[0]).map { $0.flatMap { $0 > 0 && $0.isFinite ? $0 : nil } ?? .nan }
            case .survey(let survey):
                try survey.halfSides(of: table, framing: Self.framing).map { $0?.arcseconds ?? .nan }
            }
        return (magnitudes ?? missing, radii)
    }
}
