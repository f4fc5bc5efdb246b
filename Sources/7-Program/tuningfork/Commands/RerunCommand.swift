import ArgumentParser
import Catalogue
import Engines
import Files
import Process
import Torch
import Training

/// `tuningfork rerun`
struct RerunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rerun",
        abstract: "Make a catalogue again, and say whether it is the same.",
        discussion: """
            RECORD is a catalogue's folder, or the file rerun.json in it, in a publication or beside a CSV file: it lists by \
            digest everything that the catalogue was made from and every file that came of it. Run and table must be those of \
            the record. When all files have the same bytes, the exit code is 0; when not, it is 65, and the files are named, \
            with what is not as it was: program, libtorch, device, threads, machine, processor.
            """)

    @ArgumentParser.Argument(help: ArgumentHelp("Folder of a catalogue, or its rerun.json.", valueName: "record"))
    var record: String

    @Option(help: ArgumentHelp("Folder for what is made; NAME_rerun without it.", valueName: "folder"))
    var output: String?

    @Option(
        name: .customLong("run"),
        help: ArgumentHelp("Folder of the run, where it lies elsewhere now.", valueName: "folder"))
    var trainedRun: String?

    @Option(help: ArgumentHelp("Table of galaxies, where it lies elsewhere now.", valueName: "table"))
    var manifest: String?

    @Option(help: ArgumentHelp("Device to compute on, instead of the record's.", valueName: "device"))
    var device: String?

    @Option(help: ArgumentHelp("Threads of the tensor engine on the CPU; 0 takes all cores.", valueName: "n"))
    var threads: Int?

    @OptionGroup var reporting: ReportingOptions

    /// Most files that a message names.
    private static let mostNamed = 10

    func validate() throws {
        if let threads, threads < 0 { throw ValidationError("--threads must be 0 (all cores) or more.") }
    }

    func run() throws {
        let progress = reporting.progress
        let rerun = try CatalogueRerun(of: record, run: trainedRun, manifest: manifest)
        let output = output ?? rerun.usualOutput
        try rerun.checkIsNew(output)
        var request = rerun.request(to: output)
        var origin = rerun.origin
        (origin.run, origin.device) = (rerun.run.path, device ?? origin.device)
        if let threads { origin.threads = threads == 0 ? nil : threads }
        let engine: any Engine
        if origin.engine == InferenceOptions.Kind.libtorch.rawValue {
            let opened = try RunEngine.open(rerun.run, device: Device(name: origin.device), threads: origin.threads)
            engine = opened.engine
            request.frame = opened.network.recipe.input
            origin.libtorch = Torch.version
        } else {
            progress.warn("REHEARSAL: no image is looked at, as when the catalogue was made.")
            engine = try StubEngine(rerun.run)
        }
        request.origin = origin
        let summary = try CatalogueWork.perform(request, engine: engine, progress: progress)
        let differing = try rerun.differences(of: output)
        let files = rerun.provenance.files.count
        guard differing.isEmpty else {
            let changes = try rerun.circumstances(of: origin)
            let more = differing.count > Self.mostNamed ? " and \(differing.count - Self.mostNamed) more" : ""
            throw InputError(
                file: output,
                problem: "the catalogue is not the same: \(differing.count) of \(files) files differ: "
                    + differing.prefix(Self.mostNamed).joined(separator: ", ") + more,
                remedy: changes.isEmpty
                    ? "Program, libtorch, device, threads and machine are as they were; look whether images have changed (image_digest)"
                    : "Not as it was: \(changes.joined(separator: "; "))")
        }
        print("The same bytes: \(files) files, \(summary.rows) rows. \(output)")
    }
}
