import ArgumentParser
import Engines
import Files
import Process
import Torch
import Training

/// How a trained network is put to work.
struct InferenceOptions: ParsableArguments {
    /// What computes.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case libtorch, stub
    }

    @Option(
        name: .customLong("engine"),
        help: ArgumentHelp(
            "libtorch; or stub: rehearses tables and disks with made-up figures, looks at no image.",
            valueName: "engine"))
    var kind = Kind.libtorch

    @OptionGroup var engine: EngineOptions

    @Option(help: ArgumentHelp("Images at a time.", valueName: "n"))
    var batch = 32

    func validate() throws {
        if batch < 1 { throw ValidationError("--batch must be 1 or more.") }
    }

    /// Says which rows are flagged, once the results are written.
    ///
    /// - Throws: `InputError` when no image could be read at all.
    func tell(
        _ progress: ProgressReporter, manifest: String, rows: Int, repeated: Int, unreadable: Int,
        first: (row: Int, reason: String)?
    ) throws {
        if repeated > 0 {
            progress.say("\(repeated) of \(rows) rows repeat a galaxy that stands in an earlier row, and are flagged")
        }
        guard let first else { return }
        guard unreadable < rows else {
            throw InputError(
                file: manifest, row: first.row,
                problem: "none of the \(rows) images can be read; of this one: \(first.reason)",
                remedy: "Paths in the column file count from the table's own folder")
        }
        progress.say(
            "\(unreadable) of \(rows) images are unreadable and flagged; the first is \(manifest), row \(first.row): "
                + first.reason)
    }

    /// The network, or the ensemble, of the run in `folder`, on the device that these options name; and what it comes
    /// from, nil for a rehearsal.
    ///
    /// - Parameter layer: a layer of its backbone to take vectors from, instead of the embedding layer.
    func network(
        _ folder: String, layer: String? = nil, _ progress: ProgressReporter
    ) throws -> (any Engine, TrainedNetwork?) {
        let run = RunDirectory(folder)
        guard kind == .libtorch else {
            progress.warn("REHEARSAL: no image is looked at, and every figure is made up (model '\(StubEngine.name)').")
            return (try StubEngine(run), nil)
        }
        if try run.awaitsCalibration() {
            throw InputError(
                file: folder, problem: "the run is trained, but not calibrated yet",
                remedy: "Go on with the same command as before, or tuningfork train --resume --output \(folder)")
        }
        return try RunEngine.open(run, device: Device(name: engine.device), threads: engine.limit, layer: layer)
    }
}
