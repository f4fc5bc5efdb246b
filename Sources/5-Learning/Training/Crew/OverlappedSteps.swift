package import Torch

/// Steps of which each rank computes its share at once, while the gradients of later layers are already being added over
/// all ranks (``Torch/GradientReducer``). For GPUs, and where the network is slow.
///
/// Batch normalisation takes the statistics of a rank's own galaxies; the running ones are averaged after each step. The
/// bytes depend on the number of ranks, and on that of threads.
package final class OverlappedSteps: StepMaker {
    private let replica: Replica
    private let crew: any TrainingCrew
    private let device: Device
    private let loss: PartLoss
    private let statistics: FlatLayout
    private let reducer: GradientReducer?

    package init(
        _ replica: Replica, crew: any TrainingCrew, device: Device, loss: @escaping PartLoss
    ) throws {
        self.replica = replica
        self.crew = crew
        self.device = device
        self.loss = loss
        statistics = FlatLayout(replica.buffers)
        reducer = try crew.group.map { try GradientReducer($0, parameters: replica.parameters) }
    }

    package func makeGradients(
        _ input: StepInput, seed: (_ part: Int) -> UInt64, isStopped: Bool
    ) throws -> Tensor {
        try Gradients.clear(replica.parameters)
        var losses: [Tensor] = []
        var correct: [Tensor] = []
        for (place, part) in input.parts.enumerated() {
            try Torch.setSeed(seed(part.number))
            if place == input.parts.count - 1 {
                if reducer != nil { crew.meets() }
                try reducer?.prepare()
            }
            let found = try loss(replica, part, input.total)
            // The reducer gives means over the ranks; the step's gradient is the sum.
            try (crew.count == 1 ? found.loss : found.loss * Double(crew.count)).backward()
            losses.append(try found.loss.detach())
            correct.append(found.correct)
        }
        let stopped = try Tensor(doubles: [isStopped ? 1 : 0], shape: [1], device: device)
        let numbers = try Tensor.cat([
            Tensor.stack(losses).to(.float64).sum().reshape([1]),
            Tensor.stack(correct).to(.float64).sum().reshape([1]), stopped,
        ])
        try crew.sum(numbers)
        try averageStatistics()
        return numbers
    }

    private func averageStatistics() throws {
        guard crew.count > 1, statistics.count > 0 else { return }
        try withoutGradient {
            let vector = try Tensor.zeros([statistics.count], device: device)
            let places = try statistics.views(of: vector)
            for (buffer, place) in zip(replica.buffers, places) { try place.copy(from: buffer) }
            try crew.sum(vector)
            try vector.multiplyInPlace(1 / Double(crew.count))
            for (buffer, place) in zip(replica.buffers, places) { try buffer.copy(from: place) }
        }
    }
}
