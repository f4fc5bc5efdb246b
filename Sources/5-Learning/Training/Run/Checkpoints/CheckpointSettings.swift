/// How often an unfinished run is kept, and how many times over. The weights do not depend on it.
public struct CheckpointSettings: Sendable, Equatable {
    /// Seconds between two checkpoints within an epoch.
    public var seconds = 300.0
    /// Steps between two checkpoints within an epoch; nil leaves it to ``seconds`` alone.
    public var steps: Int?
    /// How many checkpoints stay, the newest ones; 1 or more.
    public var kept = 2

    public init() {}

    /// Whether a checkpoint is due so many steps and seconds after the last one.
    func isDue(steps: Int, seconds: Double) -> Bool {
        seconds > self.seconds || self.steps.map { steps >= $0 } == true
    }
}
