internal import Files
internal import Foundation
internal import HTTP
internal import Images
internal import Process
internal import Randomness
internal import Sky
internal import Surveys
internal import Tables

/// One run that fetches the calibrated frames of SDSS on which galaxies lie, one file a field and band, into
/// `OUTPUT/frames`; several galaxies may share a frame, which is then fetched once.
///
/// The files are `frame-BAND-RUN6-CAMCOL-FIELD4.fits.bz2` in `RERUN/RUN/CAMCOL` (SDSS data model, "frame"); the imaging has
/// been the same since DR13, and DR18 has it in `prior-surveys/sdss4-dr17-eboss/photoObj/frames`.
struct FrameFetch: Sendable {
    private let request: FetchRequest
    private let targets: [FetchTarget]
    /// One a target; nil where the catalogue does not name the field.
    private let fields: [SDSSField?]
    private let client: HTTPClient
    private let watch: ServerWatch
    private let isStopped: @Sendable () -> Bool

    /// - Throws: `InputError` for a catalogue that cannot be used.
    init(_ request: FetchRequest) throws {
        self.request = request
        let watch = ServerWatch(limit: request.patience)
        self.watch = watch
        let isStopped = { @Sendable in watch.isSilent || StopSignal.isRequested }
        self.isStopped = isStopped
        targets = try FetchTarget.read(request)
        fields = try SDSSField.read(request.catalogue)
        client = HTTPClient(settings: request.http, generator: SeededGenerator(request.seed), isStopped: isStopped)
    }

    private struct Frame: Hashable {
        let field: SDSSField
        let band: String

        var name: String { field.file(band) }
    }

    func perform(_ progress: FetchProgress) throws -> FetchSummary {
        let folder = request.output + "/frames"
        try Directory.create(folder)
        let journal = try FetchJournal(directory: request.output, fingerprint: request.fingerprint)
        let scratch = try ScratchFiles(in: request.output)
        var users: [Frame: [FetchTarget]] = [:]
        var frames: [Frame] = []
        for (target, field) in zip(targets, fields) {
            guard let field, target.position != nil else { continue }
            for band in request.survey.bands {
                let frame = Frame(field: field, band: band)
                if users[frame] == nil { frames.append(frame) }
                users[frame, default: []].append(target)
            }
        }
        let missing = try frames.filter { frame in
            if FileManager.default.fileExists(atPath: "\(folder)/\(frame.name)") { return false }
            guard case .failed(_, isPermanent: true) = try journal.record(frame.name)?.outcome else { return true }
            return request.retriesFailed
        }
        let waiting = journal.unaskedFirst(missing, id: \.name)
        let members = users
        progress.begin(total: waiting.count)
        defer { progress.end() }
        var silence: ServerSilent?
        do {
            try FetchCrew.run(count: waiting.count, threads: request.http.connections, isStopped: isStopped) { item in
                let frame = waiting[item]
                let trouble = try fetch(frame, members[frame] ?? [], folder, scratch)
                if trouble?.wasStopped == true { return }
                if let trouble { try journal.append(FetchRecord(frame.name, trouble)) }
                try watch.note(trouble)
                progress.add(isRight: trouble == nil)
            }
        } catch let error as ServerSilent {
            silence = error
        }
        let summary = try finish(folder, journal, asked: progress.done)
        if let silence { throw silence }
        return summary
    }

    /// Fetches one frame; returns what went wrong.
    private func fetch(
        _ frame: Frame, _ galaxies: [FetchTarget], _ folder: String, _ scratch: ScratchFiles
    ) throws -> FetchTrouble? {
        let url = address(frame.field, frame.band)
        do {
            try client.get(url) { answer in
                let bytes = try AnswerCheck.image(answer)
                try scratch.with(bytes, suffix: ".fits.bz2") { path in
                    let target = "\(folder)/\(frame.name)"
                    try scratch.with([], suffix: ".fits") { decompressed in
                        do {
                            try FITSFile.decompress(path, to: decompressed)
                            try Self.check(decompressed, galaxies)
                        } catch let error as FITSError {
                            throw AnswerRejected("the FITS file is damaged: \(error.message)", isTemporary: true)
                        }
                        try AtomicFile.replace(target) { unfinished in
                            guard link(decompressed, unfinished) == 0 else {
                                throw WriteError(path: target, code: errno)
                            }
                        }
                    }
                }
            }
            return nil
        } catch let failure as HTTPFailure {
            return FetchTrouble(failure)
        }
    }

    /// Looks whether a frame holds its galaxies.
    private static func check(_ path: String, _ galaxies: [FetchTarget]) throws {
        let file = try FITSFile(path)
        let shape = try file.shape(hdu: 0)
        let wcs: WCS
        do {
            wcs = try WCS(file.header(hdu: 0))
        } catch let error as WCSError {
            throw AnswerRejected("the frame does not say where it lies: \(error)", isTemporary: false)
        }
        // A galaxy near the edge may be listed with the field beside it, which overlaps.
        let margin = 128.0
        for galaxy in galaxies {
            guard let position = galaxy.position else { continue }
            let pixel = try? wcs.pixel(of: position)
            guard let pixel, (-margin...(Double(shape.width) + margin)).contains(pixel.x),
                (-margin...(Double(shape.height) + margin)).contains(pixel.y)
            else {
                throw AnswerRejected("the frame does not hold galaxy '\(galaxy.id)'", isTemporary: false)
            }
        }
    }

    private func address(_ field: SDSSField, _ band: String) -> String {
        "\(request.service.address)/\(field.folder)/\(field.file(band)).bz2"
    }

    private func finish(_ folder: String, _ journal: FetchJournal, asked: Int) throws -> FetchSummary {
        var summary = FetchSummary()
        summary.galaxies = targets.count
        summary.asked = asked
        var failures = FailureRows()
        for (target, field) in zip(targets, fields) {
            guard let field, target.position != nil else {
                let reason =
                    target.obstacle(needsSize: false) ?? "the catalogue does not name its field (run, camcol, field)"
                failures.append(
                    target,
                    FetchRecord(target, url: "", attempts: 0, outcome: .failed(reason: reason, isPermanent: true)), "")
                continue
            }
            let absent = request.survey.bands.filter {
                !FileManager.default.fileExists(atPath: "\(folder)/\(field.file($0))")
            }
            guard let band = absent.first else {
                summary.fetched += 1
                continue
            }
            let record = try absent.lazy.compactMap { try journal.record(Frame(field: field, band: $0).name) }.first
            failures.append(target, record, address(field, band))
        }
        try failures.write(request.output + "/failures.csv")
        failures.count(into: &summary)
        try journal.synchronize()
        return summary
    }
}
