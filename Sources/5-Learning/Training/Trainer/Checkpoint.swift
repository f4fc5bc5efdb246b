import Torch

/// Everything that a run needs to go on as if it had never stopped.
struct Checkpoint {
    /// Where the run stands.
    var state: TrainingState
    /// Parameters and buffers of the network.
    var network: [(String, Tensor)]
    /// What the optimizer has gathered.
    var optimizer: [(String, Tensor)] = []
    /// Averaged weights; empty when the stage keeps no average.
    var average: [(String, Tensor)] = []
    /// Weights of the best epoch of the stage so far; empty before the first epoch's end.
    var best: [(String, Tensor)] = []
    /// Weights that the stages before handed on; empty in the first stage.
    var handedOn: [(String, Tensor)] = []
}
