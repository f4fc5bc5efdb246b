import ArgumentParser
import Training

/// How often an unfinished run is kept: no part of the recipe, since the weights do not depend on it.
struct CheckpointOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Seconds between two checkpoints within an epoch.", valueName: "s"))
    var checkpointSeconds = CheckpointSettings().seconds

    @Option(help: ArgumentHelp("Steps between two checkpoints within an epoch, where that is sooner.", valueName: "n"))
    var checkpointSteps: Int?

    @Option(help: ArgumentHelp("Checkpoints that stay, the newest ones.", valueName: "n"))
    var keepCheckpoints = CheckpointSettings().kept

    func validate() throws {
        if !(checkpointSeconds > 0) { throw ValidationError("--checkpoint-seconds must be more than 0.") }
        if let checkpointSteps, checkpointSteps < 1 {
            throw ValidationError("--checkpoint-steps must be 1 or more.")
        }
        if keepCheckpoints < 1 { throw ValidationError("--keep-checkpoints must be 1 or more.") }
    }

    /// What the options ask for.
    var settings: CheckpointSettings {
        var settings = CheckpointSettings()
        settings.seconds = checkpointSeconds
        settings.steps = checkpointSteps
        settings.kept = keepCheckpoints
        return settings
    }
}
