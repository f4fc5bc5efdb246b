public import ArgumentParser
import Footprints
import Manifests
import Sets
public import Sky
import Surveys
import Tables

/// How votes become labels.
struct LabelOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Least fraction of votes for the label spiral.", valueName: "fraction"))
    var spiralAbove = 0.985

    @Option(help: ArgumentHelp("Least fraction of votes for the label elliptical.", valueName: "fraction"))
    var ellipticalAbove = 0.926

    @Option(help: ArgumentHelp("Column of the (debiased) fraction of votes for spiral.", valueName: "column"))
    var spiralColumn = "P_CS_DEBIASED"

    @Option(help: ArgumentHelp("Column of the (debiased) fraction of votes for elliptical.", valueName: "column"))
    var ellipticalColumn = "P_EL_DEBIASED"

    func validate() throws {
        for (name, value) in [("spiral", spiralAbove), ("elliptical", ellipticalAbove)] where !(0...1).contains(value) {
            throw ValidationError("--\(name)-above must lie within 0 and 1.")
        }
    }

    func apply(to request: inout SelectionRequest) {
        request.labels = LabelRule(classes: [
            .init(name: "spiral", column: spiralColumn, threshold: spiralAbove),
            .init(name: "elliptical", column: ellipticalColumn, threshold: ellipticalAbove),
        ])
    }
}

/// Which surveys, and where their columns are not found by name.
struct SurveyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Survey that the votes were cast on: sdss, des, legacy or a settings file.", valueName: "survey"))
    var source = "sdss"

    @Option(help: ArgumentHelp("Survey to be labelled: sdss, des, legacy or a settings file.", valueName: "survey"))
    var target = "des"

    @Option(help: ArgumentHelp("Identifier in the source survey.", valueName: "column")) var sourceId: String?
    @Option(help: ArgumentHelp("Right ascension in the source survey.", valueName: "column")) var sourceRa: String?
    @Option(help: ArgumentHelp("Declination in the source survey.", valueName: "column")) var sourceDec: String?
    @Option(help: ArgumentHelp("Identifier in the target survey.", valueName: "column")) var targetId: String?
    @Option(help: ArgumentHelp("Right ascension in the target survey.", valueName: "column")) var targetRa: String?
    @Option(help: ArgumentHelp("Declination in the target survey.", valueName: "column")) var targetDec: String?

    func apply(to request: inout SelectionRequest) throws {
        request.source = try Survey(option: "--source", source)
        request.target = try Survey(option: "--target", target)
        guard request.source.name != request.target.name else {
            throw ValidationError("--source and --target are the same survey.")
        }
        request.sourceNames = .init(id: sourceId, ra: sourceRa, dec: sourceDec)
        request.targetNames = .init(id: targetId, ra: targetRa, dec: targetDec)
    }
}

/// What target galaxies must be like, and where they lie.
struct CutOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Condition on target galaxies, such as 'FLAGS_R<4', 'TYPE!=PSF' or 'FLAGS_R<4 && FLAGS_G<4'; repeat for more. Replaces a default on that column. "
                + "A survey's own are the default; for DES the paper's: WAVG_SPREAD_MODEL_I>0.005, FLAGS_G, _R, _I<4, NEPOCHS_G, _R, _I>0.",
            valueName: "condition"), transform: Cut.read)
    var cut: [[Cut]] = []

    @Option(
        help: ArgumentHelp(
            "Further condition on unlabelled galaxies; a survey's own are the default, for DES MAG_AUTO_G<18.",
            valueName: "condition"), transform: Cut.read)
    var unlabelledCut: [[Cut]] = []

    @Option(
        help: ArgumentHelp("Condition on VOTES, such as 'petroMag_r<17.77'.", valueName: "condition"),
        transform: Cut.read)
    var sourceCut: [[Cut]] = []

    @Flag(help: "Apply no default conditions.")
    var noDefaultCuts = false

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Where both surveys look, degrees: test and unlabelled galaxies lie in one of the boxes. May cross RA 0.",
            valueName: "ra1,ra2,dec1,dec2"))
    var box: [SkyBox] = []

    @Option(help: ArgumentHelp("The same as a coverage map (MOC in FITS, ASCII or JSON).", valueName: "file"))
    var moc: String?

    @Flag(help: "Hold out of training all galaxies in the footprint, matched or not.")
    var holdOutFootprint = false

    func apply(to request: inout SelectionRequest) throws {
        request.cuts = cut.flatMap(\.self)
        request.unlabelledCuts = unlabelledCut.flatMap(\.self)
        request.sourceCuts = sourceCut.flatMap(\.self)
        request.usesDefaultCuts = !noDefaultCuts
        request.footprint = Footprint(boxes: box, coverage: try moc.map { try MOC(contentsOf: $0) })
        request.holdsOutFootprint = holdOutFootprint
    }
}

extension SkyBox: ExpressibleByArgument {
    /// `ra1,ra2,dec1,dec2` in degrees.
    public init?(argument: String) {
        let numbers = argument.split(separator: ",").map { Double($0) }
        guard numbers.count == 4, let ra1 = numbers[0], let ra2 = numbers[1], let dec1 = numbers[2],
            let dec2 = numbers[3],
            let box = try? SkyBox(
                raFrom: Angle(degrees: ra1), raTo: Angle(degrees: ra2), decFrom: Angle(degrees: dec1),
                decTo: Angle(degrees: dec2))
        else { return nil }
        self = box
    }
}
