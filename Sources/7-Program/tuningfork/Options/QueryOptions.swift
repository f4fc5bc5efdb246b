public import ArgumentParser
import Catalogue
import Files
public import Sky
import Surveys
import Tables

/// Which rows of a catalogue are wanted.
struct QueryOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Galaxies within a radius of a position: degrees, degrees, arcmin.", valueName: "ra,dec,arcmin"))
    var cone: SkyCone?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Galaxies in a box, degrees; it may cross RA 0.", valueName: "ra1,ra2,dec1,dec2"))
    var box: SkyBox?

    @Option(help: ArgumentHelp("Galaxies in a footprint (MOC in FITS, ASCII or JSON).", valueName: "file"))
    var moc: String?

    @Option(parsing: .upToNextOption, help: ArgumentHelp("Galaxies of these identifiers.", valueName: "id"))
    var id: [String] = []

    @Option(help: ArgumentHelp("Galaxies whose identifiers a table lists.", valueName: "table"))
    var ids: String?

    @Option(
        help: ArgumentHelp(
            "Condition on columns: class=spiral, 'p_spiral>0.95 && magnitude<18'; may be given several times.",
            valueName: "condition"), transform: Cut.read)
    var `where`: [[Cut]] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Columns that are given, in this order; all without it.", valueName: "column"))
    var columns: [String] = []

    @Option(help: ArgumentHelp("Most rows that are given.", valueName: "n"))
    var limit: Int?

    /// Whether any condition is given.
    var isGiven: Bool {
        cone != nil || box != nil || moc != nil || !id.isEmpty || ids != nil || !`where`.isEmpty || !columns.isEmpty
            || limit != nil
    }

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be 1 or more.") }
    }

    /// The query that these options state.
    ///
    /// - Throws: `InputError` for a footprint or a table that cannot be read.
    func query() throws -> CatalogueQuery {
        var query = CatalogueQuery()
        query.cone = cone
        query.box = box
        query.footprint = try moc.map { try MOC(contentsOf: $0) }
        query.ids = try id + (ids.map(Self.identifiers) ?? [])
        query.cuts = self.where.flatMap(\.self)
        query.columns = columns.isEmpty ? nil : columns
        query.limit = limit
        return query
    }

    private static func identifiers(_ path: String) throws -> [String] {
        let ids = try IdentifierTable.ids(path)
        guard !ids.isEmpty else { throw InputError(file: path, problem: "it lists no identifiers") }
        return ids
    }
}

extension Cut {
    /// The conditions that a text states, all of which must be met; throws `ValidationError`.
    static func read(_ text: String) throws -> [Cut] {
        guard let cuts = conditions(text) else {
            throw ValidationError("'\(text)' is no condition. A condition is \(forms).")
        }
        return cuts
    }
}

extension SkyCone: ExpressibleByArgument {
    /// `ra,dec,arcmin`: degrees, degrees, arcminutes.
    public init?(argument: String) {
        let numbers = argument.split(separator: ",").map { Double($0) }
        guard numbers.count == 3, let ra = numbers[0], let dec = numbers[1], let radius = numbers[2], radius >= 0,
            radius <= 10_800,
            let center = try? SkyCoordinate(ra: Angle(degrees: ra), dec: Angle(degrees: dec))
        else { return nil }
        self.init(center: center, radius: Angle(arcminutes: radius))
    }
}
