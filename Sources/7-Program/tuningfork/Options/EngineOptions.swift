import ArgumentParser

/// Where and with how many threads to compute.
struct EngineOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Device to compute on: cpu, cuda or cuda:N.", valueName: "device"))
    var device = "cpu"

    @Option(help: ArgumentHelp("Threads of the tensor engine on the CPU; 0 takes all cores.", valueName: "n"))
    var threads: Int?

    /// How many threads the engine is given; nil stands for all cores.
    var limit: Int? { threads == 0 ? nil : threads }

    func validate() throws {
        if let threads, threads < 0 { throw ValidationError("--threads must be 0 (all cores) or more.") }
    }
}
