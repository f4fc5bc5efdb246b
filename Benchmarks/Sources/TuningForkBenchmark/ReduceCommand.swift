internal import ArgumentParser
internal import Foundation
internal import Torch

/// One rank of a group that sums a vector of gradients again and again, without a network that makes them: what the
/// reduction alone costs.
///
/// Rank, number of ranks and where they meet come from RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT. Every rank prints
/// the seconds of each round, from one moment on at which all had come.
struct ReduceCommand: ParsableCommand {
    enum Pattern: String, ExpressibleByArgument, CaseIterable {
        /// Each rank sums its part of the vector over all ranks in one fixed order, then all gather the parts.
        case exact
        /// Buckets of gradients are averaged while a backward pass runs.
        case overlapped
        /// The backend's own sum of the whole vector.
        case sum
    }

    static let configuration = CommandConfiguration(
        commandName: "reduce", abstract: "Sum a vector over all ranks and print the seconds of each round.")

    @Option(help: "How the vector is summed.") var pattern = Pattern.exact
    @Option(help: "Numbers in the vector, float32.") var floats = 3_500_000
    @Option(help: "Rounds that are timed, after two that are not.") var rounds = 10
    @Option(help: "Address of this machine's network interface.") var host = "127.0.0.1"
    @Option(help: "Threads of the tensor engine.") var threads = 1

    mutating func validate() throws {
        guard floats > 0, rounds > 0, threads > 0 else {
            throw ValidationError("Floats, rounds and threads are at least 1.")
        }
    }

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        guard let rank = environment["RANK"].flatMap(Int.init), let count = environment["WORLD_SIZE"].flatMap(Int.init),
            let address = environment["MASTER_ADDR"], let port = environment["MASTER_PORT"].flatMap(Int.init)
        else { throw ValidationError("RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT say which rank this is.") }
        try Torch.start(threads: threads)
        let store = try RendezvousStore(host: address, port: port, serves: rank == 0, patience: 60)
        let group = try ProcessGroup(store, backend: .gloo(host: host), rank: rank, count: count, patience: 120)
        let round = try self.round(group)
        let arrival = try Tensor.zeros([1])
        let clock = ContinuousClock()
        for number in -2..<rounds {
            try group.sum(arrival)
            let elapsed = try clock.measure { try round() }
            if number >= 0 { print(elapsed / .seconds(1)) }
        }
        Output.flush()
    }

    private func round(_ group: ProcessGroup) throws -> () throws -> Void {
        switch pattern {
        case .sum:
            let vector = try Tensor.ones([floats])
            return { try group.sum(vector) }
        case .exact:
            let part = (floats + group.count - 1) / group.count
            let sizes = [Int](repeating: part, count: group.count)
            let vector = try Tensor.ones([part * group.count])
            let parts = try Tensor.zeros([part * group.count])
            return {
                try group.exchange(into: parts, received: sizes, from: vector, sent: sizes)
                let sum = try parts.reshape([group.count, part]).sum([0])
                try group.gather(into: vector, from: sum)
            }
        case .overlapped:
            // Tensors of a megabyte each, whose gradients are there one after another.
            let size = 1 << 18
            let parameters = try stride(from: 0, to: floats, by: size).map {
                let tensor = try Tensor.ones([min(size, floats - $0)])
                try tensor.setRequiresGrad(true)
                return tensor
            }
            let reducer = try GradientReducer(group, parameters: parameters)
            return {
                try Gradients.clear(parameters)
                try reducer.prepare()
                try parameters.map { try ($0 * $0).sum() }.reduce(Tensor.zeros([1])) { try $0 + $1 }.backward()
            }
        }
    }
}
