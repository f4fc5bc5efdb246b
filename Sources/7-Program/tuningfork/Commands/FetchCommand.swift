public import ArgumentParser
import Fetch
import Files
import HTTP
import Process
public import Surveys
import Tables

/// `tuningfork fetch`
struct FetchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Fetch cutouts of a catalogue's galaxies from a survey's service.",
        discussion: """
            CATALOG is a table with an identifier, a position and a size (petroRad_r; KRON_RADIUS and A_IMAGE; shape_r). \
            The output directory gets the cutouts in tar archives, manifest.csv with a row for every right cutout and all \
            columns of the catalogue, and failures.csv with address and reason for every other galaxy. The exit code is \
            0 when all galaxies stand in one of the two, however many failed. Run again, it goes on where it was and asks \
            again for what failed for now.
            """)

    @ArgumentParser.Argument(help: ArgumentHelp("Table of galaxies.", valueName: "catalog"))
    var catalog: String

    @Option(
        help: ArgumentHelp(
            "Survey whose service is asked: sdss, des, legacy, or a JSON file with the settings of another.",
            valueName: "survey"))
    var survey: String

    @Option(help: ArgumentHelp("Directory to write to.", valueName: "directory"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            """
            pictures: the survey's own colour pictures (sdss, legacy); images: FITS, drawn with one stretch for all \
            surveys (des, legacy); frames: whole calibrated frames for 'cutouts' (sdss; needs run, camcol, field).
            """, valueName: "product"))
    var product: SurveyService.Product?

    @Option(help: ArgumentHelp("Address of the service, instead of the survey's own.", valueName: "url"))
    var endpoint: String?

    @Option(help: ArgumentHelp("Layer of the Legacy Surveys' viewer; ls-dr10 without it.", valueName: "name"))
    var layer: String?

    @Option(help: ArgumentHelp("Half side of a cutout in Petrosian radii of its galaxy.", valueName: "n"))
    var radii = CutoutFraming().radii

    @Option(help: ArgumentHelp("One side for all cutouts, instead of each galaxy's size.", valueName: "arcsec"))
    var fieldArcsec: Double?

    @Option(
        help: ArgumentHelp(
            "Pixels on a side of a picture; what the survey's settings say without it, for sdss, des and legacy "
                + "\(PictureSize.fromService).", valueName: "px"))
    var size: Int?

    @OptionGroup var identifier: IdentifierOption

    @Option(help: ArgumentHelp("Column of right ascension, where it is not found by name.", valueName: "column"))
    var ra: String?

    @Option(help: ArgumentHelp("Column of declination, where it is not found by name.", valueName: "column"))
    var dec: String?

    @OptionGroup(title: "How the catalogue is read") var table: TableOptions

    @Flag(help: "Keep the FITS images beside the pictures made of them.")
    var keepFits = false

    @Flag(help: "Ask again for galaxies that failed for good.")
    var retryFailed = false

    @Option(
        help: ArgumentHelp(
            "Fetch nothing; write the table that the bulk service of DESaccess takes (des).", valueName: "csv"))
    var bulkRequest: String?

    @OptionGroup(title: "Politeness") var politeness: Politeness

    @Option(help: ArgumentHelp("Write the counts as JSON.", valueName: "file"))
    var json: String?

    @OptionGroup var reporting: ReportingOptions

    /// How much is asked of the server.
    struct Politeness: ParsableArguments {
        @Option(help: ArgumentHelp("Requests at once; the survey's without it (4; 2 for legacy).", valueName: "n"))
        var connections: Int?

        @Option(help: ArgumentHelp("Requests a second; the survey's without it (5; 2 for legacy).", valueName: "n"))
        var requestsPerSecond: Double?

        @Option(help: ArgumentHelp("Attempts before a galaxy has failed for now.", valueName: "n"))
        var attempts = HTTPSettings().attempts

        @Option(
            help: ArgumentHelp(
                "First wait between attempts, drawn at random from 0 to this and doubled each time.",
                valueName: "seconds"))
        var firstWait = HTTPSettings().firstWait

        @Option(help: ArgumentHelp("Longest time for one answer.", valueName: "seconds"))
        var timeout = HTTPSettings().wholeTimeout

        func validate() throws {
            guard (1...64).contains(connections ?? 1) else { throw ValidationError("--connections must lie in 1…64.") }
            guard requestsPerSecond ?? 1 > 0 else { throw ValidationError("--requests-per-second must be above 0.") }
            guard attempts > 0 else { throw ValidationError("--attempts must be 1 or more.") }
            guard firstWait >= 0 else { throw ValidationError("--first-wait must be 0 or more.") }
            guard timeout > 0 else { throw ValidationError("--timeout must be above 0.") }
        }

        func apply(to settings: inout HTTPSettings) {
            if let connections { settings.connections = connections }
            if let requestsPerSecond { settings.requestsPerSecond = requestsPerSecond }
            settings.attempts = attempts
            settings.firstWait = firstWait
            settings.wholeTimeout = timeout
        }
    }

    func validate() throws {
        guard (output == nil) == (bulkRequest != nil) else {
            throw ValidationError("Give --output, or --bulk-request to write a table of requests.")
        }
        guard radii > 0, radii.isFinite else { throw ValidationError("--radii must be above 0.") }
        if let fieldArcsec, !(fieldArcsec > 0 && fieldArcsec <= 7200) {
            throw ValidationError("--field-arcsec must be above 0 and at most 7200.")
        }
        if let size, !PictureSize.range.contains(size) { throw ValidationError("--size must lie in 8…4096.") }
        guard (ra == nil) == (dec == nil) else { throw ValidationError("Give both --ra and --dec, or neither.") }
    }

    private func request() throws -> FetchRequest {
        var survey = try Survey(option: "--survey", survey)
        if bulkRequest != nil, survey.bulkRequest == nil {
            throw ValidationError("--bulk-request is for surveys with such a service: --survey des.")
        }
        if let fieldArcsec { survey.size = .fixed(arcsec: fieldArcsec / 2) }
        let catalog = try table.path(
            catalog, keeping: [identifier.id, ra, dec] + survey.idColumns + survey.size.columns)
        var request = try FetchRequest(catalogue: catalog, survey: survey, output: output ?? "", product: product)
        if let endpoint { request.service.address = endpoint }
        if let layer, request.service.interface.hasLayers { request.service.layer = layer }
        if let size { request.size = size }
        request.framing = CutoutFraming(radii: radii)
        request.idColumn = identifier.id
        if let ra, let dec { request.positionColumns = (ra, dec) }
        request.keepsImages = keepFits
        request.retriesFailed = retryFailed
        politeness.apply(to: &request.http)
        return request
    }

    func run() throws {
        let request = try request()
        let tables = output.map { ["\($0)/manifest.csv", "\($0)/failures.csv"] } ?? []
        try OutputFiles.check([bulkRequest, json] + tables, tables: [catalog])
        let progress = reporting.progress
        if let bulkRequest {
            let summary = try BulkRequest.write(request, to: bulkRequest)
            if let json { try JSONFile.write(summary, to: json) }
            if summary.leftOut > 0 { progress.warn("\(summary.leftOut) galaxies have no position or size: left out") }
            if summary.resized > 0 { progress.warn("\(summary.resized) galaxies get the nearest size that is made") }
            return print("\(bulkRequest): \(summary.written) galaxies")
        }
        let summary = try FetchRun.perform(request, progress: progress)
        if let json { try JSONFile.write(summary, to: json) }
        let galaxies = summary.galaxies == 1 ? "1 galaxy" : "\(summary.galaxies) galaxies"
        print("\(galaxies): \(summary.fetched) fetched, \(summary.failed) failed")
        print(request.product == .frames ? "\(request.output)/frames" : "\(request.output)/manifest.csv")
        if summary.failed > 0 {
            for (reason, count) in summary.reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).prefix(5) {
                progress.warn("\(count) \(count == 1 ? "galaxy" : "galaxies"): \(reason)")
            }
            let again = summary.failedForNow > 0 ? "; run again to ask again for \(summary.failedForNow) of them" : ""
            progress.warn("All \(summary.failed) failures are in \(request.output)/failures.csv\(again).")
        }
        if StopSignal.isRequested {
            throw Interrupted.goesOn
        }
    }
}

extension SurveyService.Product: ExpressibleByArgument {}
