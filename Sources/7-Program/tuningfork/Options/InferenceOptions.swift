import ArgumentParser
import Inference
import Torch
import Training

/// How a trained network is put to work.
struct InferenceOptions: ParsableArguments {
    @OptionGroup var engine: EngineOptions

    @Option(help: ArgumentHelp("Images at a time.", valueName: "n"))
    var batch = 32

    func validate() throws {
        if batch < 1 { throw ValidationError("--batch must be 1 or more.") }
    }

    /// The network of the run in `folder`, on the device that these options name.
    func network(_ folder: String) throws -> TrainedNetwork {
        try TrainedNetwork(RunDirectory(folder), device: Device(name: engine.device), threads: engine.limit)
    }
}
