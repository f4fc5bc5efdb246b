internal import Networks
public import Torch

/// Steps whose bytes depend neither on the number of ranks nor on that of threads.
///
/// A step is cut into micro-batches of a fixed size (``EpochCut``). Each is one thread's work from its pictures to its
/// gradient, with one thread an operator; its batch normalisation takes the statistics of the micro-batch, starting from
/// the running ones of the step's beginning. Gradients, running statistics (in proportion to the galaxies) and losses
/// stand in one vector a micro-batch, and those are added in the order of one ``SumTree``, in a rank and across ranks.
///
/// It holds between machines whose processors have the same vector instructions: oneDNN chooses its kernels by them.
public final class ExactSteps: StepMaker {
    private let team: ReplicaTeam
    private let crew: any TrainingCrew
    private let cut: EpochCut
    private let loss: PartLoss
    private let gradients: FlatLayout
    private let statistics: FlatLayout
    private let pool: VectorPool
    private let sum: RankSum?
    /// Elements of a vector that are used.
    private let used: Int

    public init(_ team: ReplicaTeam, crew: any TrainingCrew, cut: EpochCut, loss: @escaping PartLoss) {
        self.team = team
        self.crew = crew
        self.cut = cut
        self.loss = loss
        gradients = FlatLayout(team.first.parameters)
        statistics = FlatLayout(team.first.buffers)
        // After gradients and statistics: loss and right answers of each micro-batch, then the ranks that are to stop.
        used = gradients.count + statistics.count + 2 * cut.mostParts + 1
        let length = (used + crew.count - 1) / crew.count * crew.count
        pool = VectorPool(length: length)
        sum = crew.group.map { RankSum($0, length: length) }
    }

    public func makeGradients(
        _ input: StepInput, seed: (_ part: Int) -> UInt64, isStopped: Bool
    ) throws -> Tensor {
        let tree = SumTree(count: input.count)
        let sums = TreeSum(tree, pool: pool)
        let start = try withoutGradient { () throws(TorchError) in
            try team.first.buffers.map { (buffer) throws(TorchError) in try buffer.detach().clone() }
        }
        for replica in team.replicas.dropFirst() { replica.network.store.followChanges() }
        var parts = input.parts[...]
        try team.forEach {
            parts.popFirst()
        } do: { replica, part in
            try replica.generator?.setSeed(seed(part.number))
            for (buffer, value) in zip(replica.buffers, start) { try buffer.overwrite(with: value) }
            let vector = try pool.zeros()
            for (parameter, place) in zip(replica.parameters, try gradients.views(of: vector)) {
                try parameter.setGrad(place)
            }
            let (loss, correct) = try loss(replica, part, input.total)
            try loss.backward()
            for parameter in replica.parameters { try parameter.setGrad(nil) }
            let share = Double(part.members.count) / Double(input.total)
            try withoutGradient {
                let places = try statistics.views(of: vector, start: gradients.count)
                for (buffer, place) in zip(replica.buffers, places) { try place.addInPlace(buffer, scale: share) }
                let numbers = gradients.count + statistics.count
                try vector.put(try loss.detach(), at: numbers + 2 * part.number)
                try vector.put(correct, at: numbers + 2 * part.number + 1)
                if isStopped, part.number == input.parts[0].number {
                    try vector.narrow(0, start: used - 1, length: 1).fill(1)
                }
                try sums.take(part.number, vector)
            }
        }
        let total = try added(sums, tree)
        for (parameter, place) in zip(team.first.parameters, try gradients.views(of: total)) {
            try parameter.setGrad(place)
        }
        for (buffer, value) in zip(
            team.first.buffers, try statistics.views(of: total, start: gradients.count))
        {
            try buffer.overwrite(with: value)
        }
        return try numbers(of: total, parts: input.count)
    }

    /// The sum over all micro-batches of all ranks.
    private func added(_ sums: TreeSum, _ tree: SumTree) throws -> Tensor {
        let own = sums.sums
        guard let sum else { return try kept(own[0].vector) }
        crew.meets()
        let ranges = (0..<crew.count).map { tree.count * $0 / crew.count..<tree.count * ($0 + 1) / crew.count }
        let total = try sum(own.map(\.vector), tree: tree, ranges: ranges)
        for (_, vector) in own { pool.give(back: vector) }
        return try kept(total)
    }

    /// The vector of the step before goes back to the pool: its views were the parameters' gradients.
    private func kept(_ vector: Tensor) throws -> Tensor {
        if let last, sum == nil { pool.give(back: last) }
        last = vector
        return vector
    }
    private var last: Tensor?

    /// Loss, right answers, and ranks that are to stop; the losses are added in the order of the parts.
    private func numbers(of vector: Tensor, parts: Int) throws -> Tensor {
        let start = gradients.count + statistics.count
        let values = try vector.narrow(0, start: start, length: used - start).doubles()
        var (loss, correct) = (0.0, 0.0)
        for part in 0..<parts {
            loss += values[2 * part]
            correct += values[2 * part + 1]
        }
        return try Tensor(doubles: [loss, correct, values[values.count - 1]], shape: [3])
    }
}

extension Tensor {
    /// Overwrites the values, without a gradient.
    fileprivate func overwrite(with source: Tensor) throws(TorchError) {
        try withoutGradient { () throws(TorchError) in try copy(from: source) }
    }

    /// Puts one number into element `place` of a vector.
    fileprivate func put(_ number: Tensor, at place: Int) throws(TorchError) {
        try narrow(0, start: place, length: 1).copy(from: try number.reshape([1]))
    }
}
