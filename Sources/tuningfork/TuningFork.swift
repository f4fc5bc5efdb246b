import ArgumentParser

@main
struct TuningFork: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tuningfork",
        abstract:
            "Fine-tune neural networks to sort galaxies along Hubble's tuning fork, and build the survey's catalogue.",
        subcommands: [WeightsCommand.self])
}
