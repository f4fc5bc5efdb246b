internal import Files
internal import Foundation
internal import Process
internal import Surveys
internal import Workers

/// One run: its tiles, its store, and what has become of each row.
struct CutoutWork {
    private let job: CutoutJob
    private let catalogue: CutoutCatalogue
    private let bands: [String]
    private let tiles: TileSet
    private let store: CutoutStoreWriter
    private let journal: CutoutJournal
    /// Name of each tile, by its path.
    private let tileNames: [String: String]
    private let history: [String]
    /// Of earlier runs.
    private let earlier: CutoutOutcomes

    init(_ job: CutoutJob, _ catalogue: CutoutCatalogue) throws {
        self.job = job
        self.catalogue = catalogue
        let survey = catalogue.survey
        let settings = job.settings
        bands = settings.bands ?? survey.bands
        guard !bands.isEmpty, !settings.isDrawn || bands.count != 2, Set(bands).count == bands.count else {
            throw InputError(
                problem: "the bands \(bands.joined(separator: ", ")) do not do",
                remedy:
                    "Name three different ones for a picture, red, green and blue, or one for a grey one; more go into "
                    + "FITS only")
        }
        // What the settings of the user's own survey say is said, not assumed.
        let isOwn = !Survey.known.contains(survey)
        tiles = try TileSet(
            directory: job.tiles,
            rules: TileRules(
                zeroPoint: settings.zeroPoint ?? (isOwn ? survey.zeroPoint : nil), assumedZeroPoint: survey.zeroPoint,
                saturation: survey.saturation,
                maskBits: survey.maskBits, bands: bands, checksums: job.checksums))
        try tiles.require(bands, directory: job.tiles)
        tileNames = Dictionary(tiles.images.map { ($0.path, $0.name) }) { first, _ in first }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(settings), as: UTF8.self)
        history = ["Made by tuningfork cutouts, survey \(survey.name), bands \(bands.joined(separator: ","))", text]
        try Directory.create(job.output)
        var outcomes = CutoutOutcomes(rows: catalogue.count, formats: settings.formats.count)
        let sum = String(catalogue.fingerprint, radix: 16)
        let isNew = !FileManager.default.fileExists(atPath: job.output + "/" + CutoutJournal.fileName)
        try CutoutWork.checkTables(job, isNew: isNew)
        store = try CutoutStoreWriter(directory: job.output, resumes: !isNew)
        journal = try CutoutJournal(
            directory: job.output, fingerprint: "\(sum) \(survey.name) \(bands.joined(separator: ",")) \(text)",
            stored: store.lengths, tileNames: tileNames, into: &outcomes)
        earlier = outcomes
    }

    /// Makes sure that no table is replaced that is not of an earlier run, nor the one that is read.
    private static func checkTables(_ job: CutoutJob, isNew: Bool) throws {
        for path in ["manifest.csv", "failures.csv"].map({ "\(job.output)/\($0)" }) {
            if FileSet.isSame(job.catalogue, path) {
                throw InputError(
                    file: path, problem: "the catalogue would be replaced", remedy: "Name another output directory")
            }
            // One of an earlier run has a journal beside it.
            guard isNew, FileManager.default.fileExists(atPath: path) else { continue }
            throw InputError(
                file: path, problem: "the directory holds this table, but not of cutouts from tiles",
                remedy: "Name another directory, or move the file away")
        }
    }

    func run(_ progress: ProgressReporter) throws -> CutoutSummary {
        let threads = job.threads ?? Workers.cores
        let plan = CutoutPlan(
            catalogue, tiles: tiles, bands: bands, threads: threads, isWanted: earlier.isDone.map { !$0 })
        var outcomes = earlier
        var settled = earlier.doneCount
        var (burnt, black) = (0, 0)
        tell(progress)
        progress.begin("cutouts", total: catalogue.count)
        defer { progress.end() }
        progress.advance(to: settled)
        try Workers.inOrder(count: plan.chunks.count, threads: threads) {
            let maker = ChunkMaker(
                catalogue: catalogue, tiles: tiles, bands: bands, settings: job.settings, history: history, store: store
            )
            return { chunk in
                try StopSignal.check(.goesOn)
                return try maker.make(plan.chunks[chunk].map { Int($0) })
            }
        } handOver: { _, chunk in
            for (row, entry) in try stored(chunk) { outcomes[row] = entry }
            for (row, text) in chunk.reasons { outcomes.reasons[row] = text }
            burnt += chunk.burnt
            black += chunk.black
            settled += chunk.galaxies.count + chunk.reasons.count
            progress.advance(to: settled)
        }
        try store.finish()
        tell(burnt: burnt, black: black, progress)
        return try summary(outcomes, made: outcomes.doneCount - earlier.doneCount)
    }

    /// Says once what the user must know of the tiles.
    private func tell(_ progress: ProgressReporter) {
        if let problems = tiles.problemList { progress.warn(problems) }
        for remark in tiles.remarks(on: bands) { progress.warn(remark) }
    }

    /// Says how many pictures show little.
    private func tell(burnt: Int, black: Int, _ progress: ProgressReporter) {
        func pictures(_ count: Int) -> String { count == 1 ? "1 picture is" : "\(count) pictures are" }
        if burnt > 0 {
            progress.warn(
                "\(pictures(burnt)) white in more than a tenth: the stretch burns them out; --stretch lupton seldom does, "
                    + "and a larger --range does less (lupton, linear)")
        }
        if black > 0 {
            progress.warn(
                "\(pictures(black)) black all over: no flux is above --minimum (lupton, linear), or the sky has no noise "
                    + "(paper)")
        }
    }

    /// Brings a chunk's cutouts into the store, and then into the journal.
    private func stored(_ chunk: FinishedChunk) throws -> [(row: Int, entry: CutoutOutcomes.Entry)] {
        guard !chunk.galaxies.isEmpty else { return [] }
        let entries = try chunk.galaxies.map { galaxy in
            var added = try store.append(
                galaxy.files.compactMap { file in file.bytes.map { (name: file.name, bytes: $0) } })[...]
            // A run that was killed may have stored a galaxy, or its first formats.
            let places = try galaxy.files.compactMap { file in
                file.bytes == nil ? try store.piece(named: file.name) : added.popFirst()
            }
            return (
                row: galaxy.row,
                entry: CutoutOutcomes.Entry(
                    missingFraction: galaxy.missingFraction, maskedFraction: galaxy.maskedFraction, flags: galaxy.flags,
                    tile: tileNames[galaxy.tiles[0]] ?? galaxy.tiles[0].fileName,
                    places: places.map { $0.relative(to: job.output) })
            )
        }
        try store.flush()
        try journal.append(entries, tiles: chunk.galaxies.map(\.tiles))
        return entries
    }

    private func summary(_ outcomes: CutoutOutcomes, made: Int) throws -> CutoutSummary {
        let manifest = CutoutManifest(
            catalogue: catalogue, outcomes: outcomes, formats: job.settings.formats)
        let (path, failureList) = (job.output + "/manifest.csv", job.output + "/failures.csv")
        let failures = try manifest.write(
            to: path, failures: failureList, tileNames: Set(tiles.images.map(\.name)))
        return CutoutSummary(
            galaxies: catalogue.count, cutouts: outcomes.doneCount, made: made, failures: failures,
            padded: outcomes.paddedCount, masked: outcomes.maskedCount, survey: catalogue.survey.name, manifest: path,
            failureList: failureList)
    }
}
