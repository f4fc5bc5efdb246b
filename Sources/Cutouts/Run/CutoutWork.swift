internal import Files
internal import Foundation
internal import Images
internal import Surveys
internal import Synchronization
internal import Workers

/// One run: its tiles, its store, and what has become of each row.
final class CutoutWork: Sendable {
    /// What threads share.
    private struct State {
        var outcomes: CutoutOutcomes
        var nextChunk = 0
        var settled = 0
        var failure: (any Error)?
    }

    private let job: CutoutJob
    private let catalogue: CutoutCatalogue
    private let bands: [String]
    private let tiles: TileSet
    private let store: CutoutStoreWriter
    private let journal: Mutex<CutoutJournal>
    private let state: Mutex<State>
    private let history: [String]

    init(_ job: CutoutJob, _ catalogue: CutoutCatalogue) throws {
        self.job = job
        self.catalogue = catalogue
        let survey = catalogue.survey
        let settings = job.settings
        bands = settings.bands ?? survey.bands
        guard bands.count >= (settings.isDrawn ? 3 : 1), Set(bands).count == bands.count else {
            throw InputError(
                problem: "the bands \(bands.joined(separator: ", ")) do not do",
                remedy: "Name three different ones for a picture, red, green and blue; more go into FITS only")
        }
        tiles = try TileSet(
            directory: job.tiles,
            rules: TileRules(
                zeroPoint: settings.zeroPoint ?? survey.zeroPoint, saturation: survey.saturation,
                maskBits: survey.maskBits))
        try tiles.require(bands, directory: job.tiles)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(settings), as: UTF8.self)
        history = ["Made by tuningfork cutouts, survey \(survey.name), bands \(bands.joined(separator: ","))", text]
        try Directory.create(job.output)
        var outcomes = CutoutOutcomes(rows: catalogue.count, formats: settings.formats.count)
        let sum = String(catalogue.fingerprint, radix: 16)
        let isNew = !FileManager.default.fileExists(atPath: job.output + "/" + CutoutJournal.fileName)
        store = try CutoutStoreWriter(directory: job.output, resumes: !isNew)
        journal = Mutex(
            try CutoutJournal(
                directory: job.output, fingerprint: "\(sum) \(survey.name) \(bands.joined(separator: ",")) \(text)",
                into: &outcomes))
        state = Mutex(State(outcomes: outcomes))
    }

    func run(_ progress: @Sendable (CutoutProgress) -> Void) throws -> CutoutSummary {
        let threads = job.threads ?? ProcessInfo.processInfo.activeProcessorCount
        let before = state.withLock { $0.outcomes }
        let plan = CutoutPlan(
            catalogue, tiles: tiles, bands: bands, threads: threads, isWanted: before.isDone.map { !$0 })
        state.withLock { $0.settled = before.doneCount }
        progress(CutoutProgress(done: before.doneCount, total: catalogue.count, isBeginning: true))
        Workers.perform(max(1, min(threads, plan.chunks.count))) { _ in
            work(plan, progress)
        }
        let end = state.withLock { $0 }
        if let failure = end.failure { throw failure }
        try store.finish()
        return try summary(end.outcomes, made: end.outcomes.doneCount - before.doneCount, plan)
    }

    /// Takes chunks until there are no more, or one failed for a reason that concerns all.
    private func work(_ plan: CutoutPlan, _ progress: @Sendable (CutoutProgress) -> Void) {
        var maker = CutoutMaker(
            tiles: tiles, bands: bands, drawn: job.settings.isDrawn ? 3 : 0, size: job.settings.size)
        while true {
            let chunk: [Int32]? = state.withLock { state in
                guard state.failure == nil, state.nextChunk < plan.chunks.count else { return nil }
                defer { state.nextChunk += 1 }
                return plan.chunks[state.nextChunk]
            }
            guard let chunk else { return }
            do {
                try make(chunk.map { Int($0) }, &maker)
            } catch {
                state.withLock { $0.failure = $0.failure ?? error }
                return
            }
            let now = state.withLock { state in
                state.settled += chunk.count
                return CutoutProgress(done: state.settled, total: catalogue.count, isBeginning: false)
            }
            progress(now)
        }
    }

    /// Makes, stores and records the cutouts of some rows.
    private func make(_ rows: [Int], _ maker: inout CutoutMaker) throws {
        var reasons: [(row: Int, text: String)] = []
        var wanted: [(row: Int, request: CutoutRequest)] = []
        for row in rows {
            switch catalogue.request(row) {
            case .success(let request): wanted.append((row, request))
            case .failure(let problem): reasons.append((row, problem.text))
            }
        }
        var entries: [(row: Int, entry: CutoutOutcomes.Entry)] = []
        for (row, result) in try results(wanted, &maker) {
            switch result {
            case .success(let made):
                entries.append((row, try stored(made, row: row, maker)))
            case .failure(let problem): reasons.append((row, problem.text))
            }
        }
        // First the cutouts reach the file, then the journal says that they have.
        if !entries.isEmpty {
            try store.flush()
            try journal.withLock { try $0.append(entries) }
        }
        state.withLock { state in
            for (row, entry) in entries { state.outcomes[row] = entry }
            for (row, text) in reasons { state.outcomes.reasons[row] = text }
        }
    }

    /// One result a request. Where a tile cannot be read, each galaxy is tried alone: only those on the damaged part fail.
    private func results(
        _ wanted: [(row: Int, request: CutoutRequest)], _ maker: inout CutoutMaker
    ) throws -> [(row: Int, result: Result<CutoutMaker.Made, CutoutRowProblem>)] {
        func plain(_ result: Result<CutoutMaker.Made, CutoutError>) -> Result<CutoutMaker.Made, CutoutRowProblem> {
            result.mapError { CutoutRowProblem(text: $0.reason) }
        }
        do {
            return zip(wanted, try maker.make(wanted.map(\.request))).map { ($0.row, plain($1)) }
        } catch let error where error is FITSError || error is WCSError {
            guard wanted.count > 1 else {
                return wanted.map { ($0.row, .failure(CutoutRowProblem(text: "\(error)"))) }
            }
            return try wanted.flatMap { try results([$0], &maker) }
        }
    }

    /// Brings a cutout into the store in all formats; one that is there from a run that was killed stays.
    private func stored(
        _ made: CutoutMaker.Made, row: Int, _ maker: CutoutMaker
    ) throws -> CutoutOutcomes.Entry {
        let id = catalogue.ids[row]
        let names = job.settings.formats.map { "\(id).\($0.rawValue)" }
        let places: [FilePiece]
        let present = try names.map { try store.piece(named: $0) }
        if present.allSatisfy({ $0 != nil }) {
            places = present.compactMap { $0 }
        } else {
            let picture = made.cutout?.picture(job.settings.stretch)
            places = try store.append(
                zip(names, job.settings.formats).map { name, format in
                    switch (format, picture) {
                    case (.jpg, let picture?): (name, try picture.jpegData(quality: job.settings.jpegQuality))
                    case (.png, let picture?): (name, try picture.pngData())
                    case (_, _):
                        (
                            name,
                            try CutoutFITS(
                                request: catalogue.request(row).get(), bands: bands, made: made, history: history
                            ).data { try maker.header(of: $0) }
                        )
                    }
                })
        }
        return CutoutOutcomes.Entry(
            missingFraction: made.missingFraction, maskedFraction: made.maskedFraction, flags: made.flags,
            places: places.map { $0.relative(to: job.output) })
    }

    private func summary(_ outcomes: CutoutOutcomes, made: Int, _ plan: CutoutPlan) throws -> CutoutSummary {
        let tiles = tiles
        let manifest = CutoutManifest(
            catalogue: catalogue, outcomes: outcomes, formats: job.settings.formats,
            tile: { row in plan.image[row] >= 0 ? tiles.images[Int(plan.image[row])].name : "" })
        let (path, failureList) = (job.output + "/manifest.csv", job.output + "/failures.csv")
        try manifest.writeCutouts(to: path)
        let failures = try manifest.writeFailures(to: failureList, tileNames: Set(tiles.images.map(\.name)))
        return CutoutSummary(
            galaxies: catalogue.count, cutouts: outcomes.doneCount, made: made, failures: failures,
            padded: outcomes.paddedCount, masked: outcomes.maskedCount, survey: catalogue.survey.name, manifest: path,
            failureList: failureList)
    }
}
