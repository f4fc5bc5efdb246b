public import ArgumentParser
public import Cutouts
import Files
import Process
import Surveys
import Tables
import Workers

/// `tuningfork cutouts`
struct CutoutsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cutouts",
        abstract: "Cut galaxies out of FITS tiles on the disk.",
        discussion: """
            CATALOG is a table with an identifier, a position and a size (petroRad_r; KRON_RADIUS and A_IMAGE; shape_r). \
            The output directory gets the cutouts in tar archives, manifest.csv with all columns of the catalogue, and \
            failures.csv with the reason for every galaxy that has none. Started again, it goes on where it was.
            """)

    @ArgumentParser.Argument(help: ArgumentHelp("Table of galaxies.", valueName: "catalog"))
    var catalog: String

    @Option(
        help: ArgumentHelp(
            "Directory of FITS tiles, plain or compressed (.fits.fz), also in folders below it.", valueName: "directory"
        ))
    var tiles: String

    @Option(help: ArgumentHelp("Directory to write to.", valueName: "directory"))
    var output: String

    @OptionGroup var survey: SurveyOption

    @Option(help: ArgumentHelp("Half side of a cutout in Petrosian radii of its galaxy.", valueName: "n"))
    var radii = CutoutFraming().radii

    @Option(help: ArgumentHelp("One side for all cutouts, instead of each galaxy's size.", valueName: "arcsec"))
    var fieldArcsec: Double?

    @Option(help: ArgumentHelp("Pixels on a side of a picture.", valueName: "px"))
    var size = CutoutSettings().size

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Bands, the first three drawn red, green, blue, more in FITS only; one is drawn grey; the survey's without it.",
            valueName: "band"))
    var bands: [String] = []

    @Option(
        name: .customLong("format"), parsing: .upToNextOption,
        help: ArgumentHelp("jpg, png or fits; several at once are possible.", valueName: "format"))
    var formats = [CutoutFormat.jpg]

    @Option(help: ArgumentHelp("Quality of JPEG, 1 to 100.", valueName: "n"))
    var jpegQuality = CutoutSettings().jpegQuality

    @OptionGroup(title: "Colours") var stretch: StretchOptions

    @Option(
        help: ArgumentHelp(
            "AB magnitude of one unit, for tiles whose header does not say it; those in adu, electron/s and the like need it.",
            valueName: "mag"))
    var zeroPoint: Double?

    @OptionGroup var identifier: IdentifierOption

    @Option(help: ArgumentHelp("Column of right ascension, where it is not found by name.", valueName: "column"))
    var ra: String?

    @Option(help: ArgumentHelp("Column of declination, where it is not found by name.", valueName: "column"))
    var dec: String?

    @OptionGroup(title: "How the catalogue is read") var table: TableOptions

    @Option(
        help: ArgumentHelp(
            "Tiles whose data are compared with the sums in their headers first; a damaged tile's galaxies fail.",
            valueName: "tiles"))
    var checksums = TileChecksums.compressed

    @Option(help: ArgumentHelp("Threads; all cores without it.", valueName: "n"))
    var threads: Int?

    @Option(help: ArgumentHelp("Write the counts as JSON.", valueName: "file"))
    var json: String?

    @OptionGroup var reporting: ReportingOptions

    func validate() throws {
        guard radii > 0, radii.isFinite else { throw ValidationError("--radii must be above 0.") }
        if let fieldArcsec, !(fieldArcsec > 0 && fieldArcsec <= 7200) {
            throw ValidationError("--field-arcsec must be above 0 and at most 7200.")
        }
        guard PictureSize.range.contains(size) else { throw ValidationError("--size must lie in 8…4096.") }
        guard (1...100).contains(jpegQuality) else { throw ValidationError("--jpeg-quality must lie in 1…100.") }
        guard !formats.isEmpty, Set(formats).count == formats.count else {
            throw ValidationError("--format takes each format once.")
        }
        if let threads, threads < 1 { throw ValidationError("--threads must be 1 or more.") }
    }

    func run() throws {
        ProcessMemory.keepFreed()
        try OutputFiles.check([json], tables: [catalog])
        var settings = CutoutSettings()
        settings.bands = bands.isEmpty ? nil : bands
        settings.field = fieldArcsec.map { .side(arcsec: $0) } ?? .framing(CutoutFraming(radii: radii))
        settings.size = size
        settings.stretch = stretch.colours
        settings.formats = formats
        settings.jpegQuality = jpegQuality
        settings.zeroPoint = zeroPoint
        let survey = try survey.named()
        let needed = (survey?.idColumns ?? []) + (survey?.size.columns ?? [])
        var job = CutoutJob(
            catalogue: try table.path(catalog, keeping: [identifier.id, ra, dec] + needed), tiles: tiles,
            output: output, survey: survey, settings: settings, threads: threads, checksums: checksums)
        (job.id, job.ra, job.dec) = (identifier.id, ra, dec)
        let progress = reporting.progress
        let summary = try CutoutRun.perform(job, progress: progress)
        if let json { try JSONFile.write(summary, to: json) }
        print(summary.table())
        print(summary.manifest)
        if summary.failures > 0 {
            progress.warn("\(summary.failures) galaxies have no cutout; the reasons are in \(summary.failureList)")
        }
    }
}

extension CutoutFormat: ExpressibleByArgument {}
extension StretchChoice.Kind: ExpressibleByArgument {}
extension TileChecksums: ExpressibleByArgument {}
