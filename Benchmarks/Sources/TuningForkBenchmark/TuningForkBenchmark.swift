internal import ArgumentParser

/// Times TuningFork's own code for the scripts in this folder.
@main
struct TuningForkBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "TuningForkBenchmark",
        abstract: "Time TuningFork's own code.",
        subcommands: [
            StepCommand.self, LoadCommand.self, CrossmatchCommand.self, CutoutsCommand.self, StoreCommand.self,
            TablesCommand.self, ReduceCommand.self, NeighboursCommand.self, ClusterCommand.self,
            ThresholdsCommand.self, SkyCommand.self, ConfidenceCommand.self, CatalogueCommand.self,
        ])
}
