import Torch

/// Keeps what an unfinished run needs to go on. Of several processes that train together one writes; all read.
protocol TrainingStore {
    /// How often checkpoints are wanted.
    var settings: CheckpointSettings { get }
    /// Where the run stopped; nil when it begins.
    func checkpoint() throws -> Checkpoint?
    /// Keeps `checkpoint` beside those before, whole or not at all. It has been copied on return, and may still be on its
    /// way to the disk.
    func keep(_ checkpoint: Checkpoint) throws
    /// Throws what has gone wrong with a checkpoint that was on its way.
    func check() throws
    /// Waits until every checkpoint is where it stays; throws what has gone wrong.
    func settle() throws
    /// The features of a stage that were computed so far, by number of the set; empty when there are none.
    func features(of stage: Int) throws -> [String: Tensor]
    /// Keeps the features of a stage.
    func keep(features: [(String, Tensor)], of stage: Int) throws
}
