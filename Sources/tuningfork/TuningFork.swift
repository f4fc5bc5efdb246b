import ArgumentParser
import Training

@main
struct TuningFork: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tuningfork",
        abstract: "Fine-tune neural networks to sort galaxies along Hubble's tuning fork.",
        discussion: """
            Exit codes: 0 done, 64 the command line was not understood, 65 the data were at fault, 1 anything else, \
            130 stopped by Ctrl-C.
            """,
        version: ProgramVersion.current,
        subcommands: [
            DemoCommand.self, TrainCommand.self, EvaluateCommand.self, ClassifyCommand.self, EmbedCommand.self,
            WeightsCommand.self,
        ])

    static func main() async {
        StopSignal.install()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Failure.exit(with: error)
        }
    }
}
