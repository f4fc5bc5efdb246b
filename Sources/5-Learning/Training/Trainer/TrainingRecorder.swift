/// What happens in a training run, in the order in which it happens.
enum TrainingEvent {
    /// An interrupted run goes on from this state.
    case goingOn(TrainingState, stages: Int)
    /// A stage begins, in which so many parameters move.
    case stageBegins(Stage, number: Int, of: Int, parameters: Int, galaxies: Int)
    /// A piece of work of so many items begins: the features of a stage, or the steps of an epoch.
    case workBegins(String, total: Int)
    /// So many of its items are done; the sums over the epoch so far, where it is one.
    case workAdvances(to: Int, EpochSums?)
    /// The piece of work ends.
    case workEnds
    /// An epoch of the stage ends: the last of `rows`.
    case epochEnds(Stage, rows: [MetricsRow])
    /// The schedule lowers the learning rate.
    case rateFalls
    /// The stage brought no better weights than those of `kept`.
    case stageIsInVain(Stage, kept: MetricsRow)
    /// Training cannot go on.
    case diverged(Diverged)
}

/// Takes down what happens in a run: for people, or into files. Of several processes that train together one records.
protocol TrainingRecorder {
    func record(_ event: TrainingEvent) throws
}

/// Takes nothing down: in the ranks that leave it to the first one.
struct SilentRecorder: TrainingRecorder {
    func record(_ event: TrainingEvent) {}
}
