package import Torch

/// The processes that train one network together, each on its share of every step's galaxies.
///
/// A step's loss is a sum over a process' own galaxies, divided by the galaxies that the step has in all processes: the
/// gradient of the whole is the sum of the processes' gradients, whatever the shares.
package protocol TrainingCrew {
    /// Number of this process; 0 is the first.
    var rank: Int { get }
    /// How many processes there are.
    var count: Int { get }
    /// Replaces the gradients of `parameters` by their sums over all processes; called between backward and step.
    func sumGradients(of parameters: [Tensor]) throws
    /// The sums of `values` over all processes, the same in each.
    func sum(_ values: [Double]) throws -> [Double]
}

/// One process alone.
package struct SingleProcess: TrainingCrew {
    package init() {}

    package var rank: Int { 0 }
    package var count: Int { 1 }
    package func sumGradients(of parameters: [Tensor]) {}
    package func sum(_ values: [Double]) -> [Double] { values }
}

extension TrainingCrew {
    /// Whether any process has been asked to stop: all stop after the same step.
    func isAnyStopped(_ isStopped: Bool) throws -> Bool { try sum([isStopped ? 1 : 0])[0] > 0 }

    /// This process' part of an epoch.
    ///
    /// Each step of `batch` items is parted into neighbouring stretches, one a process. A last step with fewer items than
    /// there are processes is left out, so that all make the same number of steps.
    ///
    /// - Parameters:
    ///   - order: all items of the epoch; the same in every process.
    ///   - batch: items a step, a multiple of the number of processes.
    package func share<Item>(of order: [Item], batch: Int) -> CrewShare<Item> {
        precondition(batch % count == 0, "\(count) processes cannot share batches of \(batch) evenly")
        var share = CrewShare<Item>(batch: batch / count)
        for start in stride(from: 0, to: order.count, by: batch) {
            let size = min(batch, order.count - start)
            guard size >= count else { break }
            share.items += order[start + size * rank / count..<start + size * (rank + 1) / count]
            share.sizes.append(size)
        }
        return share
    }

    /// This process' stretch of a list that is gone through without steps.
    func stretch<Item>(of items: [Item]) -> [Item] {
        Array(items[items.count * rank / count..<items.count * (rank + 1) / count])
    }
}

/// One process' part of an epoch.
package struct CrewShare<Item> {
    /// Items a step in this process; its last step may have fewer.
    package let batch: Int
    /// This process' items, step after step.
    package var items: [Item] = []
    /// Items of each step in all processes together.
    package var sizes: [Int] = []

    init(batch: Int) { self.batch = batch }

    /// The part that is left after `steps` steps.
    func dropping(_ steps: Int) -> CrewShare {
        var rest = self
        rest.items = Array(items.dropFirst(steps * batch))
        rest.sizes = Array(sizes.dropFirst(steps))
        return rest
    }
}
