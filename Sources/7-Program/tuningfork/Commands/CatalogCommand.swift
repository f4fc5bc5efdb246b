import ArgumentParser
import Catalogue
import Engines
import Files
import Foundation
import Process
import Torch
import Training

/// `tuningfork catalog`
struct CatalogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog",
        abstract: "Make the catalogue of a survey, by any number of processes.",
        discussion: """
            Writes a HATS directory: Parquet files by HEALPix cell, which LSDB, DuckDB, astropy and pyarrow read as they are. \
            Every galaxy of the manifest with a position has its row: designation, id, position (ICRS), image, the columns of \
            classify, digests of image, model and settings, and the manifest's other columns; with --embeddings also the \
            network's vector, as embed makes it.

            The sky is divided into cells of at most --cell-rows galaxies. Each is made and committed whole. Start the command \
            as often as you like, on any machines that share the file system: each process takes cells that no other has. \
            After Ctrl-C, or when a process was killed, the same command goes on; the bytes are the same in the end. When it is \
            run again on a whole catalogue, only cells are made again whose rows, images, model or settings have changed.
            """)

    @ArgumentParser.Argument(
        help: ArgumentHelp("Folder of a finished training run; not needed with --status.", valueName: "run"))
    var folder: String?

    @Option(help: ArgumentHelp("Table of images with positions.", valueName: "table"))
    var manifest: String?

    @OptionGroup var identifier: IdentifierOption

    @Option(help: ArgumentHelp("Folder of the catalogue.", valueName: "folder"))
    var output: String

    @Flag(help: "Give every row the network's vector of its picture, in a last column 'embedding' of lists of float32.")
    var embeddings = false

    @Option(
        help: ArgumentHelp(
            "Most galaxies of a cell; 100000 without it, fewer where their vectors would take more than 512 MiB.",
            valueName: "n"))
    var cellRows: Int?

    @Flag(help: "Only print how far the catalogue is: cells done, running, failed, left; rate and time left.")
    var status = false

    @OptionGroup(title: "Processes")
    var workers: WorkerOptions

    @OptionGroup(title: "How the manifest is read")
    var table: TableOptions

    @OptionGroup(title: "Prediction sets")
    var sets: SetOptions

    @OptionGroup(title: "Engine")
    var inference: InferenceOptions

    @OptionGroup var reporting: ReportingOptions

    func validate() throws {
        if let cellRows, cellRows < 1 { throw ValidationError("--cell-rows must be 1 or more.") }
        if !status, folder == nil { throw ValidationError("Give the folder of a run, or --status.") }
        if !status, manifest == nil { throw ValidationError("Give --manifest, or --status.") }
    }

    func run() throws {
        if status { return try tellStatus() }
        guard let folder, let manifest else { return }
        if try workers.startsThem() {
            let code = try workers.start()
            guard code == 0 else { throw ExitCode(code) }
            return print(output)
        }
        let progress = reporting.progress
        let (engine, network) = try inference.network(folder, progress)
        var request = CatalogueRequest(manifest: try table.path(manifest), output: output)
        request.names = sets.covariates.added(to: identifier.names)
        request.batch = inference.batch
        request.setLevel = sets.setLevel
        request.embeddings = embeddings
        request.cellRows =
            cellRows
            ?? (embeddings
                ? CatalogueRequest.cellRows(dimension: engine.model.dimension) : CatalogueRequest.usualCellRows)
        request.frame = network?.recipe.input
        request.origin = try CatalogueOrigin(
            RunDirectory(folder), engine: inference.kind.rawValue, device: inference.engine.device,
            threads: inference.engine.limit, libtorch: network == nil ? nil : Torch.version)
        request.shard = workers.shard
        let labels = RunDirectory(folder).pseudoLabels
        if FileManager.default.fileExists(atPath: labels) { request.pseudoLabels = labels }
        let summary = try CatalogueWork.perform(request, engine: engine, progress: progress)
        progress.say(
            "This process has made \(summary.madeCells) of \(summary.cells) cells, \(summary.madeRows) of "
                + "\(summary.rows) rows")
        if summary.repeated > 0 {
            progress.say("\(summary.repeated) rows repeat a galaxy that stands in an earlier row, and are flagged")
        }
        if summary.left > 0 {
            progress.say("\(summary.left) cells of other shares are not done yet: \(output) is not complete")
        }
        if workers.ranks == nil { print(output) }
    }

    private func tellStatus() throws {
        let status = try CatalogueStatus(of: output)
        let left = status.cells - status.doneCells - status.runningCells - status.failures.count
        print(
            "cells: \(status.doneCells) of \(status.cells) done, \(status.runningCells) running, "
                + "\(status.failures.count) failed, \(left) left")
        print("rows: \(status.doneRows) of \(status.rows) done")
        if let rate = status.rate, let seconds = status.secondsLeft, status.doneRows < status.rows {
            print("rate: \(Int(rate.rounded())) rows/s, \(shortDuration(seconds)) left")
        }
        for (cell, reason) in status.failures.sorted(by: { $0.key < $1.key }) {
            print("cell \(cell) failed: \(reason)", terminator: "")
        }
        print(status.isComplete ? "complete" : "not complete")
    }
}
