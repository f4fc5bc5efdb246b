import ArgumentParser
import Process

@main
struct TuningFork: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tuningfork",
        abstract: "Fine-tune neural networks to sort galaxies along Hubble's tuning fork.",
        discussion: """
            Exit codes: 0 done, 64 the command line was not understood, 65 the data were at fault, 75 another rank of \
            the training was lost, 1 anything else, 130 stopped by Ctrl-C, SIGTERM, SIGHUP or SIGUSR1.
            """,
        version: ProgramVersion.current,
        subcommands: [
            DemoCommand.self, CrossmatchCommand.self, SelectCommand.self, AuditCommand.self, CutoutsCommand.self,
            FetchCommand.self, TrainCommand.self, EnsembleCommand.self, EvaluateCommand.self,
            CompareCommand.self, AdaptCommand.self, RecurseCommand.self, ClassifyCommand.self, CatalogCommand.self,
            QueryCommand.self, ExportCommand.self, RerunCommand.self,
            EmbedCommand.self, MapCommand.self, PageCommand.self, PlotCommand.self, ClusterCommand.self,
            NeighboursCommand.self,
            WeightsCommand.self,
        ])

    // Not asynchronous: the main thread must stay the one that runs the command, for the others block signals.
    static func main() {
        StopSignal.install()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            Failure.exit(with: error)
        }
    }
}
