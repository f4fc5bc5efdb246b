public import Tables

/// A column of the galaxy table: the one place that states its name, type, unit, UCD and meaning.
///
/// The galaxy table is what the program hands from command to command: `select` lists galaxies, `cutouts` and `fetch` give
/// each an image, `train`, `classify`, `embed` and `evaluate` read them, and predictions carry everything on.
///
/// ```swift
/// let columns = [GalaxyColumn.id, .ra, .dec, .probability(of: "spiral")]
/// try TableFile.write("galaxies.fits", columns: columns.map(\.info)) { … }
/// ```
public struct GalaxyColumn: Sendable, Hashable {
    /// A command that reads galaxy tables.
    public enum Reader: Sendable, CaseIterable {
        case cutouts, fetch, train, classify, embed, evaluate, audit
    }

    /// Name as it is written; it is found in any case.
    public let name: String
    /// Other names under which it is found, if that one is not there.
    public let aliases: [String]
    /// Type as it is written.
    public let type: ColumnType
    public let unit: String?
    /// Words of UCD1+ 1.6.
    public let ucd: String
    public let description: String
    /// Whether cells mean what they spell, so that they are read as text also where they look like numbers.
    public let isLiteral: Bool
    /// Commands that cannot do without it.
    public let neededBy: Set<Reader>

    private init(
        _ name: String, or aliases: [String] = [], _ type: ColumnType = .string, unit: String? = nil, ucd: String,
        _ description: String, isLiteral: Bool = false, neededBy: Set<Reader> = []
    ) {
        self.name = name
        self.aliases = aliases
        self.type = type
        self.unit = unit
        self.ucd = ucd
        self.description = description
        self.isLiteral = isLiteral
        self.neededBy = neededBy
    }

    /// Name, type, unit, UCD and description, as files keep them.
    public var info: ColumnInfo { ColumnInfo(name, type, unit: unit, ucd: ucd, description: description) }
}

extension GalaxyColumn {
    public static let id = GalaxyColumn(
        "id", or: ["id_str"], ucd: "meta.id;meta.main", "Identifier of the galaxy", isLiteral: true,
        neededBy: Set(Reader.allCases))
    public static let file = GalaxyColumn(
        "file", or: ["file_loc"], ucd: "meta.ref;meta.file", "Image, relative to this table", isLiteral: true,
        neededBy: [.train, .classify, .embed, .evaluate])
    public static let label = GalaxyColumn(
        "label", ucd: "src.morph.type", "Class by the votes", isLiteral: true, neededBy: [.train, .evaluate, .audit])
    public static let survey = GalaxyColumn("survey", ucd: "meta.id", "Survey that sees it here", isLiteral: true)
    public static let ra = GalaxyColumn(
        "ra", .double, unit: "deg", ucd: "pos.eq.ra;meta.main", "ICRS", neededBy: [.cutouts, .fetch])
    public static let dec = GalaxyColumn(
        "dec", .double, unit: "deg", ucd: "pos.eq.dec;meta.main", "ICRS", neededBy: [.cutouts, .fetch])

    /// Apparent magnitude, of the red band where a survey has several.
    public static let magnitude = GalaxyColumn(
        "magnitude",
        or: [
            "petroMag_r", "MAG_AUTO_R", "cModelMag_r", "modelMag_r", "dered_r", "dered_mag_r", "mag_r", "MAG_AUTO",
            "MAG_GAAP_r", "r_cmodel_mag", "rKronMag",
        ], .double, unit: "mag", ucd: "phot.mag;em.opt.R", "Apparent magnitude")
    /// Angular radius; see ``CovariateColumns`` for the columns of surveys.
    public static let radius = GalaxyColumn(
        "radius_arcsec", .double, unit: "arcsec", ucd: "phys.angSize;src", "Petrosian radius")

    /// The same galaxy's image in another format, beside ``file``.
    public static func file(format: String) -> GalaxyColumn {
        GalaxyColumn("file_\(format)", ucd: "meta.ref;meta.file", "Image as \(format), relative to this table")
    }
    public static let sizeArcsec = GalaxyColumn(
        "size_arcsec", .double, unit: "arcsec", ucd: "phys.angSize;instr.fov", "Side of the cutout")
    public static let missingFraction = GalaxyColumn(
        "missing_fraction", .double, ucd: "stat.filling;instr.pixel", "Share of the pixels that are padding")
    public static let maskedFraction = GalaxyColumn(
        "masked_fraction", .double, ucd: "stat.filling;instr.pixel", "Share of the pixels that could not be used")
    public static let flags = GalaxyColumn("flags", ucd: "meta.code.qual", "What is wrong with the cutout")
    public static let tile = GalaxyColumn("tile", ucd: "meta.id;obs.image", "Tile that it was cut out of")
    public static let source = GalaxyColumn("source", ucd: "meta.ref.url", "Address that was asked")

    /// How probable a class is: `p_spiral`.
    public static func probability(of label: String) -> GalaxyColumn {
        GalaxyColumn("p_\(label)", .float, ucd: "stat.probability;src.morph.type", "Probability of \(label)")
    }
    /// How probable a class is by one network of an ensemble alone: `member1_p_spiral`.
    public static func probability(of label: String, byMember number: Int) -> GalaxyColumn {
        GalaxyColumn(
            "member\(number)_p_\(label)", .float, ucd: "stat.probability;src.morph.type",
            "Probability of \(label) by network \(number) of the ensemble")
    }
    /// What share of those who are asked a question are expected to give an answer:
    /// `smooth-or-featured_smooth_fraction`.
    public static func fraction(of answer: String) -> GalaxyColumn {
        GalaxyColumn(
            "\(answer)_fraction", .float, ucd: "stat.probability;src.morph.type",
            "Expected fraction of those asked who answer \(answer)")
    }
    /// The concentration of an answer in the distribution of its question's fractions:
    /// `smooth-or-featured_smooth_dirichlet`.
    public static func dirichlet(of answer: String) -> GalaxyColumn {
        GalaxyColumn(
            "\(answer)_dirichlet", .float, ucd: "stat.param;src.morph.type",
            "Dirichlet concentration of \(answer)")
    }
    /// The most probable class.
    public static let predicted = GalaxyColumn("class", ucd: "src.morph.type", "Most probable class")
    public static let flag = GalaxyColumn("flag", ucd: "meta.code.qual", "ok, unreadable or repeated")
    public static let reason = GalaxyColumn("reason", ucd: "meta.note", "Why there is nothing")
    public static let model = GalaxyColumn("model", ucd: "meta.checksum", "Digest of the weights")
    /// What the image was, and what besides the weights the figures depend on: 16 hexadecimal digits each.
    public static let imageDigest = GalaxyColumn(
        "image_digest", ucd: "meta.checksum;meta.file", "Digest of the image's bytes (SHA-256)")
    public static let settingsDigest = GalaxyColumn(
        "settings_digest", ucd: "meta.checksum", "Digest of the program, engine and settings")
    /// The galaxy's place on the sky as a name, and as the pixel of HEALPix by which catalogues are sorted.
    public static let designation = GalaxyColumn(
        "designation", ucd: "meta.id", "Position as a name, J and truncated sexagesimal digits (ICRS)")
    public static let healpix = GalaxyColumn(
        "_healpix_29", .int64, ucd: "pos.healpix", "Pixel of order 29 in the NESTED scheme")
    /// How well a picture fits those of clean galaxies.
    public static let oodPValue = GalaxyColumn(
        "ood_p_value", .float, ucd: "stat.probability", "Share of clean galaxies whose pictures fit no better")
    /// The side of the split that a galaxy stands on in a run's `galaxies.csv`.
    public static let set = GalaxyColumn("set", ucd: "meta.code.class", "training, validation or calibration")

    /// The round of a recursion in which a network labelled the galaxy, or looked at it.
    public static let pseudoLabelRound = GalaxyColumn(
        "round", .int32, ucd: "meta.number", "Round in which the network looked at the galaxy")
    /// How probable the label is.
    public static let pseudoLabelProbability = GalaxyColumn(
        "probability", .float, ucd: "stat.probability;src.morph.type", "Probability of the class")
    /// The same in a catalogue: only of galaxies that the network learnt from.
    public static let learntInRound = GalaxyColumn(
        "pseudo_label_round", .int32, ucd: "meta.number",
        "Round in which the network learnt from its own label of the galaxy")
    /// Whether a network learnt from its own label, and why it did not.
    public static let isPseudoLabel = GalaxyColumn(
        "chosen", .boolean, ucd: "meta.code", "Whether the round learnt from this label")
    public static let pseudoLabelReason = GalaxyColumn("reason", ucd: "meta.note", "Why it did not")

    /// The classes that hold the true one with the probability `level`: a name, several joined by a space, or none.
    public static func predictionSet(level: Double) -> GalaxyColumn {
        GalaxyColumn(
            "set", ucd: "meta.code.class;src.morph.type",
            "Classes that hold the true one in \(percent(level)) % of the galaxies")
    }

    /// `95`, `99.5`.
    private static func percent(_ share: Double) -> String {
        let value = (share * 1e6).rounded() / 1e4
        return value == value.rounded() ? "\(Int(value))" : "\(value)"
    }

    /// All that have a fixed name, in the order in which data flow.
    public static let all = [
        id, file, label, survey, ra, dec, magnitude, radius, sizeArcsec, missingFraction, maskedFraction, flags, tile,
        source, healpix, designation, predicted, flag, reason, model, imageDigest, settingsDigest, oodPValue, set,
    ]

    /// The columns that a command cannot do without.
    public static func needed(by reader: Reader) -> [GalaxyColumn] { all.filter { $0.neededBy.contains(reader) } }

    /// Names of the columns whose cells mean what they spell.
    package static let literalNames = all.filter(\.isLiteral).flatMap { [$0.name] + $0.aliases }
}
