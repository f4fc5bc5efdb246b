import Sky
import Surveys
import Tables

/// The columns in which galaxies of one survey have their magnitude, colour and size.
struct CovariateSource: Sendable, Equatable {
    /// Column of the magnitude; nil where there is none.
    let magnitude: String?
    /// The same in g where ``magnitude`` is in r; nil where there is none.
    private let bluer: String?
    /// Columns of the size; none where there are none.
    private let size: [String]
    /// Whose measure of a size they are; nil where it is a Petrosian radius.
    private let survey: Survey?

    /// Magnitudes outside are a survey's sign that there is none, such as −9999 and 99.
    private static let magnitudes = 1.0...40
    /// Petrosian radii are left as they are, however small or large.
    private static let framing = CutoutFraming(radii: 1, minimumArcsec: 1e-6, maximumArcsec: 1e6)

    /// - Parameters:
    ///   - radius: column of a Petrosian radius; nil where there is none.
    ///   - survey: whose columns of a size the table has otherwise.
    init(magnitude: String?, radius: String?, survey: Survey?, _ header: [String]) {
        self.magnitude = magnitude
        bluer = magnitude.flatMap(Self.inG).flatMap { ColumnNames.first(of: [$0], in: header) }
        size = radius.map { [$0] } ?? survey?.size.columns ?? []
        self.survey = radius == nil ? survey : nil
    }

    /// Columns of the magnitude and the size.
    var names: [String] { [magnitude].compactMap(\.self) + size }

    func magnitudes(of table: Table) throws -> [Double] { try magnitudes(magnitude, table) }

    func colours(of table: Table) throws -> [Double] {
        let (blue, red) = (try magnitudes(bluer, table), try magnitudes(magnitude, table))
        return zip(blue, red).map { $0 - $1 }
    }

    /// Petrosian radii in arcseconds.
    func radii(of table: Table) throws -> [Double] {
        if let survey {
            return try survey.halfSides(of: table, framing: Self.framing).map { $0?.arcseconds ?? .nan }
        }
        guard let column = size.first else { return [Double](repeating: .nan, count: table.rowCount) }
        return try table.doubles(column).map { $0.flatMap { $0 > 0 && $0.isFinite ? $0 : nil } ?? .nan }
    }

    private func magnitudes(_ column: String?, _ table: Table) throws -> [Double] {
        guard let column else { return [Double](repeating: .nan, count: table.rowCount) }
        return try table.doubles(column).map { $0.flatMap { Self.magnitudes.contains($0) ? $0 : nil } ?? .nan }
    }

    /// `petroMag_g` for `petroMag_r`, `MAG_AUTO_G` for `MAG_AUTO_R`, `gKronMag` for `rKronMag`; nil where no part of the
    /// name is the band.
    private static func inG(_ name: String) -> String? {
        var parts = name.split(separator: "_", omittingEmptySubsequences: false)
        if let place = parts.firstIndex(where: { $0.lowercased() == "r" }) {
            parts[place] = parts[place] == "r" ? "g" : "G"
            return parts.joined(separator: "_")
        }
        guard name.first == "r", name.dropFirst().first?.isUppercase == true else { return nil }
        return "g" + name.dropFirst()
    }
}
