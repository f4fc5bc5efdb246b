public import Torch

/// The processes ("ranks") that train one network together. All call the same functions in the same order.
public protocol TrainingCrew {
    /// Number of this process; 0 is the first, which writes the run's files.
    var rank: Int { get }
    /// How many processes there are.
    var count: Int { get }
    /// The group that computes; nil in one process alone.
    var group: ProcessGroup? { get }
    /// Where the tensors lie that the group works on.
    var device: Device { get }
    /// Notes that the processes are about to meet in something that all of them do.
    func meets()
}

/// One process alone.
public struct SingleProcess: TrainingCrew {
    public init() {}

    public var rank: Int { 0 }
    public var count: Int { 1 }
    public var group: ProcessGroup? { nil }
    public var device: Device { .cpu }
    public func meets() {}
}

extension TrainingCrew {
    /// Whether this process writes the run's files.
    package var isFirst: Bool { rank == 0 }

    /// The sums of `values` over all processes, the same in each: exact where of each value at most one is not zero.
    package func sum(_ values: [Double]) throws -> [Double] {
        guard let group, !values.isEmpty else { return values }
        meets()
        let tensor = try Tensor(doubles: values, shape: [values.count], device: device)
        try group.sum(tensor)
        return try tensor.doubles()
    }

    /// Replaces `tensor` by its sum over all processes.
    func sum(_ tensor: Tensor) throws {
        guard let group else { return }
        meets()
        try group.sum(tensor)
    }

    /// Whether any process has been asked to stop.
    func isAnyStopped(_ isStopped: Bool) throws -> Bool { try sum([isStopped ? 1 : 0])[0] > 0 }

    /// This process' stretch of so many items that are gone through without steps.
    func stretch(of items: Int) -> Range<Int> { items * rank / count..<items * (rank + 1) / count }
}
