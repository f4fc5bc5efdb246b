internal import Cutouts
internal import Files
internal import HTTP
internal import Process
internal import Randomness
internal import Sky
internal import Surveys

/// One run that fetches cutouts into a store.
struct CutoutFetch: Sendable {
    private let request: FetchRequest
    private let targets: [FetchTarget]
    private let service: any CutoutService
    private let client: HTTPClient
    private let watch: ServerWatch
    private let isStopped: @Sendable () -> Bool

    /// - Throws: `InputError` for a catalogue or settings that cannot be used.
    init(_ request: FetchRequest) throws {
        self.request = request
        let watch = ServerWatch(limit: request.patience)
        self.watch = watch
        let isStopped = { @Sendable in watch.isSilent || StopSignal.isRequested }
        self.isStopped = isStopped
        service = try Self.service(request)
        targets = try FetchTarget.read(request)
        client = HTTPClient(settings: request.http, generator: SeededGenerator(request.seed), isStopped: isStopped)
    }

    private static func service(_ request: FetchRequest) throws -> any CutoutService {
        let drawing = ImageDrawing(survey: request.survey, size: request.size)
        let (address, layer) = (request.service.address, request.service.layer ?? "")
        switch request.service.interface {
        case .skyServer: return try PictureService(.skyServer, address: address, size: request.size)
        case .legacyPictures: return try PictureService(.legacy(layer: layer), address: address, size: request.size)
        case .simpleImageAccess: return AccessImages(drawing, address: address)
        case .legacyImages: return LegacyImages(drawing, address: address, layer: layer)
        case .sdssFrames: preconditionFailure("frames are no cutouts")
        }
    }

    func perform(_ progress: FetchProgress) throws -> FetchSummary {
        try Directory.create(request.output)
        let journal = try FetchJournal(directory: request.output, fingerprint: request.fingerprint)
        var settings = CutoutStoreWriter.Settings()
        // Servers are slow: what came is handed to the system at once, and forced to the disk now and then.
        settings.buffer = 0
        let store = try CutoutStoreWriter(directory: request.output, resumes: true, settings: settings)
        let scratch = try ScratchFiles(in: request.output)
        let waiting = journal.unaskedFirst(try targets.filter { try isWaiting($0, journal, store) }, id: \.id)

        progress.begin(total: waiting.count)
        defer { progress.end() }
        var stop: (any Error)?
        do {
            try FetchCrew.run(count: waiting.count, threads: request.http.connections, isStopped: isStopped) { item in
                guard let isRight = try fetch(waiting[item], journal, store, scratch) else { return }
                progress.add(isRight: isRight)
            }
        } catch {
            stop = error
        }
        // After a full disk, a silent server and the like, what came before is still worth its tables.
        do {
            try store.finish()
            try journal.synchronize()
            var summary = try FetchTables(request: request, address: address).write(targets, journal, store)
            if let stop { throw stop }
            summary.asked = progress.done
            return summary
        } catch {
            throw stop ?? error
        }
    }

    private func address(_ target: FetchTarget) -> String {
        Self.request(target).map { service.address(of: $0) } ?? ""
    }

    private static func request(_ target: FetchTarget) -> CutoutRequest? {
        guard let position = target.position, let halfSide = target.halfSide else { return nil }
        return CutoutRequest(id: target.id, position: position, halfSide: halfSide)
    }

    /// Whether a galaxy is to be asked for in this run.
    private func isWaiting(
        _ target: FetchTarget, _ journal: FetchJournal, _ store: CutoutStoreWriter
    ) throws -> Bool {
        guard let record = try journal.record(target.id) else { return true }
        switch record.outcome {
        case .fetched:
            guard try store.contains(target.id + ".jpg") else { return true }
            guard record.describes(target) else {
                throw InputError(
                    file: request.catalogue, row: target.row,
                    problem:
                        "galaxy '\(target.id)' was fetched at another position or size than the catalogue now gives",
                    remedy: "Fetch the changed catalogue into another directory")
            }
            return false
        case .failed(_, let isPermanent):
            return !isPermanent || request.retriesFailed || !record.describes(target)
        }
    }

    /// Fetches one galaxy. Returns whether there is a right cutout, and nil when the run was stopped before.
    private func fetch(
        _ target: FetchTarget, _ journal: FetchJournal, _ store: CutoutStoreWriter, _ scratch: ScratchFiles
    ) throws -> Bool? {
        guard let galaxy = Self.request(target) else {
            let reason = target.obstacle(needsSize: true) ?? "the catalogue does not say enough"
            try journal.append(
                FetchRecord(target, url: "", attempts: 0, outcome: .failed(reason: reason, isPermanent: true)))
            return false
        }
        do {
            let cutout = try service.fetch(galaxy, client: client, scratch: scratch)
            // The picture last: where it is in the store, all is.
            var members: [(name: String, bytes: [UInt8])] = []
            if request.keepsImages {
                members = cutout.images.map { (name: "\(target.id).\($0.suffix)", bytes: $0.bytes) }
            }
            members.append((name: target.id + ".jpg", bytes: cutout.picture))
            // The journal first: what it says of a cutout that is not in the store counts for nothing.
            try journal.append(
                FetchRecord(
                    target, url: service.address(of: galaxy), attempts: cutout.attempts,
                    outcome: .fetched(
                        missingFraction: cutout.missingFraction, maskedFraction: cutout.maskedFraction,
                        flags: cutout.flags)))
            // After a power cut the store may know more than the journal, or a part of a galaxy's files.
            try store.append(members.filter { try !store.contains($0.name) })
            try watch.note(nil)
            return true
        } catch let trouble as FetchTrouble {
            if trouble.wasStopped { return nil }
            try journal.append(
                FetchRecord(
                    target, url: trouble.url, attempts: trouble.attempts,
                    outcome: .failed(reason: trouble.reason, isPermanent: trouble.isPermanent)))
            try watch.note(trouble)
            return false
        }
    }
}
