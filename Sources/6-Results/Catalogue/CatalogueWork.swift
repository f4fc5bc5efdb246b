public import Engines
internal import Files
internal import Foundation
internal import Inference
public import Process
internal import Tables
internal import Training

/// Makes the catalogue of a survey: a HATS directory (Parquet by HEALPix cell) that is written cell by cell and never
/// converted.
///
/// Any number of processes on one file system, on whatever machines, make one catalogue with the same call: each takes cells
/// that no other has. A cell is committed once and whole; the cell of a process that has died is taken by another; after a
/// signal, or kill -9, the same call goes on, and in the end the bytes are the same. Called again when all is done, it makes
/// only those cells again whose rows, images, model or settings are others than before.
///
/// ```swift
/// let request = CatalogueRequest(manifest: "galaxies.csv", output: "des_morphology")
/// let summary = try CatalogueWork.perform(request, engine: engine, progress: ProgressReporter())
/// print(summary.rows, summary.cells)
/// ```
public enum CatalogueWork {
    /// What came of it.
    public struct Summary: Sendable, Equatable {
        /// Cells and rows of the catalogue.
        public var cells = 0, rows = 0
        /// Cells and rows that this process has made.
        public var madeCells = 0, madeRows = 0
        /// Rows of the manifest that are left out, because they have no position, and that repeat a galaxy.
        public var leftOut = 0, repeated = 0
        /// Cells that are not made yet: those of other shares.
        public var left = 0
    }

    /// Seconds between two looks at what other processes do.
    static let pause = 0.3

    /// Makes the catalogue, or goes on with it.
    ///
    /// - Throws: ``Process/Interrupted`` after a signal; ``Files/InputError`` for a manifest without positions, a folder that
    ///   holds something else, a catalogue of another version, while other processes make it from something else, and where
    ///   embeddings of an ensemble are wanted; ``Files/WriteError``; the engine's errors.
    public static func perform(
        _ request: CatalogueRequest, engine: any Engine, progress: ProgressReporter
    ) throws -> Summary {
        try StopSignal.whileGraceful { try performGracefully(request, engine, progress) }
    }

    private static func performGracefully(
        _ request: CatalogueRequest, _ engine: any Engine, _ progress: ProgressReporter
    ) throws -> Summary {
        try checkEmbeddings(request, engine.model)
        let folder = CatalogueFolder(request.output)
        try folder.create()
        let settings = try CatalogueSettings(request, engine.model)
        let use = try SharedFileLock(folder.use)
        let plan = try PlanKeeper(request: request, folder: folder, settings: settings, progress: progress)
            .plan(use) { try maker(request, $0, folder, engine, settings) }
        let cells = try maker(request, plan, folder, engine, settings)
        if plan.cells.contains(where: { CellRecord($0, in: folder) == nil }) {
            try CatalogueMaker(request.origin).note(in: folder)
        }
        var workers = CellQueue(plan.cells, share: request.shard, folder: folder, progress: progress)
        var summary = try workers.run(cells.maker)
        for remark in cells.outcomes.remarks where summary.madeCells > 0 { progress.say(remark) }
        let finish = CatalogueFinish(
            folder: folder, plan: plan, columns: cells.columns, info: settings.info, request: request,
            settings: settings, notes: cells.maker.notes)
        summary.left = try finish.perform()
        summary.cells = plan.cells.count
        summary.rows = plan.rows
        summary.leftOut = plan.leftOut
        summary.repeated = plan.repeated
        return summary
    }

    /// Throws ``InputError`` where embeddings are wanted of networks that have no common one.
    private static func checkEmbeddings(_ request: CatalogueRequest, _ model: EngineModel) throws {
        // A rehearsal of an ensemble computes as one network would.
        let networks = max(model.members, request.origin?.networks.count ?? 1)
        guard request.embeddings, networks > 1 else { return }
        throw InputError(
            file: request.origin?.run,
            problem:
                "this is an ensemble of \(networks) networks, which has no embedding: each of them makes vectors of "
                + "its own, and their means say nothing",
            remedy: "Leave --embeddings out, or make the catalogue with one of the ensemble's runs")
    }

    private static func maker(
        _ request: CatalogueRequest, _ plan: CataloguePlan, _ folder: CatalogueFolder, _ engine: any Engine,
        _ settings: CatalogueSettings
    ) throws -> (maker: CellMaker, outcomes: OutcomeMaker, columns: CatalogueColumns) {
        let outcomes = try OutcomeMaker(
            engine, batch: request.batch, setLevel: request.setLevel, columns: plan.carried, path: request.manifest,
            names: request.names, keepsDigests: request.frame != nil, keepsEmbeddings: request.embeddings)
        let columns = CatalogueColumns(
            engine.model, setLevel: outcomes.setLevel, embeds: request.embeddings, carrying: plan.carried,
            rounds: try request.pseudoLabels.map(PseudoLabels.rounds), manifest: request.manifest)
        let maker = CellMaker(
            request, plan, folder, outcomes, columns, info: settings.info, settings: settings.digest)
        return (maker, outcomes, columns)
    }
}
