internal import ArgumentParser

/// Times TuningFork's own code for the scripts in this folder.
@main
struct TuningForkBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "TuningForkBenchmark",
        abstract:
            "Time TuningFork's own code: steps, loader, cross-match, cutouts, store, tables, reduction and neighbours.",
        subcommands: [
            StepCommand.self, LoadCommand.self, CrossmatchCommand.self, CutoutsCommand.self, StoreCommand.self,
            TablesCommand.self, ReduceCommand.self, NeighboursCommand.self,
        abstract: "Time TuningFork's own code: steps, loader, cross-match, cutouts, store, tables, clusters and reduction.",
        subcommands: [
            StepCommand.self, LoadCommand.self, CrossmatchCommand.self, CutoutsCommand.self, StoreCommand.self,
            TablesCommand.self, ReduceCommand.self, ClusterCommand.self,
        ])
}
