internal import Foundation
public import Networks
public import Torch
internal import Workers

/// A network that one thread computes with.
public struct Replica: @unchecked Sendable {  // one thread at a time has it
    public let network: GalaxyNetwork
    /// What this thread's dropout draws from; nil is the standard generator.
    public let generator: Generator?
    /// The parameters that move, in the order of the network's store.
    let parameters: [Tensor]
    /// The running statistics that move.
    let buffers: [Tensor]

    init(_ network: GalaxyNetwork, generator: Generator?) {
        self.network = network
        self.generator = generator
        parameters = network.store.trainable
        buffers = network.movingBuffers.compactMap { network.store[$0] }
    }
}

/// Networks that share their parameters, one a thread; the first is the trained network itself.
public final class ReplicaTeam: @unchecked Sendable {  // each thread has a replica of its own
    package let replicas: [Replica]

    /// Whether each thread computes alone: with a generator of its own, and one thread an operator.
    private let isExact: Bool

    /// - Parameters:
    ///   - threads: 1 takes the network alone; more give each further thread a replica.
    ///   - isExact: whether each thread draws from a generator of its own and computes with one thread an operator;
    ///     otherwise the standard generator and the engine's number of threads serve.
    public init(_ network: GalaxyNetwork, threads: Int, isExact: Bool) throws {
        self.isExact = isExact
        func generator() throws -> Generator? { isExact ? try Generator(seed: 0) : nil }
        var replicas = [Replica(network, generator: try generator())]
        for _ in 1..<max(1, threads) {
            replicas.append(Replica(try network.replica(), generator: try generator()))
        }
        self.replicas = replicas
    }

    var first: Replica { replicas[0] }

    /// Makes the replicas see the network as it is now: parameters that were written to, running statistics.
    func follow() throws(TorchError) {
        for replica in replicas.dropFirst() {
            replica.network.store.followChanges()
            let pairs = zip(replica.network.store.entries, first.network.store.entries)
            try withoutGradient { () throws(TorchError) in
                for (own, source) in pairs where own.isBuffer { try own.tensor.copy(from: source.tensor) }
            }
        }
    }

    /// Hands each item that `next` gives to a thread's replica, until there is none. Items are asked for one at a time.
    ///
    /// - Throws: the first error, of `next` or `body`; no further item is begun after it.
    func forEach<Item>(_ next: () throws -> Item?, do body: (Replica, Item) throws -> Void) throws {
        let lock = NSLock()
        nonisolated(unsafe) var failure: (any Error)?
        Workers.perform(replicas.count) { number in
            do {
                // The number is a thread's own where it has computed before.
                if isExact { try lock.withLock { try Torch.setThreads(1) } }
            } catch {
                return lock.withLock { failure = error }
            }
            while true {
                do {
                    let item = try lock.withLock { failure == nil ? try next() : nil }
                    guard let item else { return }
                    try body(replicas[number], item)
                } catch {
                    lock.withLock { if failure == nil { failure = error } }
                    return
                }
            }
        }
        if let failure { throw failure }
    }
}
