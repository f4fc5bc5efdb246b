import Torch

/// Keeps what an unfinished run needs to go on. Of several processes that train together one writes; all read.
protocol TrainingStore {
    /// Where the run stopped; nil when it begins.
    func checkpoint() throws -> Checkpoint?
    /// Keeps `checkpoint` in place of the one before, whole or not at all.
    func keep(_ checkpoint: Checkpoint) throws
    /// The features of a stage that were computed so far, by number of the set; empty when there are none.
    func features(of stage: Int) throws -> [String: Tensor]
    /// Keeps the features of a stage.
    func keep(features: [(String, Tensor)], of stage: Int) throws
}
