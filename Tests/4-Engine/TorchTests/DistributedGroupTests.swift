import Foundation
import Testing
import Torch

extension TorchTests {
    @Suite(.timeLimit(.minutes(1))) struct DistributedGroup {
        @Test(arguments: [1, 2, 4]) func sums(count: Int) throws {
            let found = try ThreadedRanks(count: count).run { group in
                #expect(group.count == count)
                let rank = group.rank
                let float = try Tensor((0..<1000).map { Float($0 * (rank + 1)) }, shape: [10, 100])
                let double = try Tensor(doubles: [1.0 / 3, Double(rank)], shape: [2])
                let integer = try Tensor([1 << 40, Int64(rank)], shape: [2])
                for tensor in [float, double, integer] { try group.sum(tensor) }
                return (try float.floats(), try double.doubles(), try integer.int64s())
            }
            let ranks = count * (count - 1) / 2
            for (float, double, integer) in found {
                #expect(float == (0..<1000).map { Float($0 * (ranks + count)) })
                #expect(abs(double[0] - Double(count) / 3) < 1e-15)
                #expect(double[1] == Double(ranks))
                #expect(integer == [Int64(count) << 40, Int64(ranks)])
            }
        }

        /// Rank r sends r + to elements to rank `to`: rank 0 sends itself nothing.
        @Test(arguments: [1, 2, 3, 4]) func exchangesUnevenParts(count: Int) throws {
            let found = try ThreadedRanks(count: count).run { group in
                let sizes = (0..<count).map { group.rank + $0 }
                let values = sizes.enumerated().flatMap { to, size in
                    (0..<size).map { Float(100 * group.rank + 10 * to + $0) }
                }
                let input = try Tensor(values, shape: [values.count])
                let output = try Tensor.zeros([values.count])
                try group.exchange(into: output, received: sizes, from: input, sent: sizes)
                return try output.floats()
            }
            for (rank, values) in found.enumerated() {
                let expected = (0..<count).flatMap { from in
                    (0..<from + rank).map { Float(100 * from + 10 * rank + $0) }
                }
                #expect(values == expected)
            }
        }

        /// All parts lie with one rank, then with none.
        @Test func exchangesEmptyParts() throws {
            let found = try ThreadedRanks(count: 3).run { group in
                let all = [0, 5, 0]
                let output = try Tensor.zeros([group.rank == 1 ? 15 : 0])
                try group.exchange(
                    into: output, received: group.rank == 1 ? [5, 5, 5] : [0, 0, 0],
                    from: Tensor.full([5], Double(group.rank)), sent: all)
                let none = try Tensor.zeros([0])
                try group.exchange(into: none, received: [0, 0, 0], from: Tensor.zeros([0]), sent: [0, 0, 0])
                return try output.floats()
            }
            #expect(found == [[], [0, 1, 2].flatMap { [Float](repeating: $0, count: 5) }, []])
        }

        @Test(arguments: [1, 2, 4]) func gathersAndBroadcasts(count: Int) throws {
            let found = try ThreadedRanks(count: count).run { group in
                let output = try Tensor.zeros([count * 3])
                try group.gather(into: output, from: Tensor((0..<3).map { Float(10 * group.rank + $0) }, shape: [3]))
                let fromLast = try Tensor([Int64(group.rank), 7], shape: [2])
                try group.broadcast(fromLast, from: count - 1)
                let fromFirst = try Tensor.full([2, 2], Double(group.rank))
                try group.broadcast(fromFirst)
                return (try output.floats(), try fromLast.int64s(), try fromFirst.floats())
            }
            for (gathered, last, first) in found {
                #expect(gathered == (0..<count).flatMap { rank in (0..<3).map { Float(10 * rank + $0) } })
                #expect(last == [Int64(count - 1), 7])
                #expect(first == [0, 0, 0, 0])
            }
        }

        @Test func severalGroupsShareAStore() throws {
            let server = try RendezvousStore(host: "127.0.0.1", port: 0, serves: true, patience: 10)
            let sums = try ["first", "second"].map { prefix in
                let store = try RendezvousStore(
                    host: "127.0.0.1", port: server.port, serves: false, prefix: prefix, patience: 10)
                let group = try ProcessGroup(
                    store, backend: .gloo(host: "127.0.0.1"), rank: 0, count: 1, patience: 10)
                let tensor = try Tensor.ones([1])
                try group.sum(tensor)
                return try tensor.item()
            }
            #expect(sums == [1, 1])
        }

        @Test func mismatchIsAnErrorOfThatCall() throws {
            let outcomes = try ThreadedRanks(count: 1).run { group in
                let short = try #require(throws: TorchError.self) {
                    try group.exchange(into: Tensor.zeros([3]), received: [2], from: Tensor.zeros([2]), sent: [2])
                }
                let root = try #require(throws: TorchError.self) { try group.broadcast(Tensor.zeros([1]), from: 1) }
                return [short.operation, root.operation]
            }
            #expect(outcomes == [["exchange between all processes", "sending to all processes"]])
        }

        @Test func peerNeverJoins() throws {
            let store = try RendezvousStore(host: "127.0.0.1", port: 0, serves: true, patience: 10)
            let error = try #require(throws: TorchError.self) {
                _ = try ProcessGroup(store, backend: .gloo(host: "127.0.0.1"), rank: 0, count: 2, patience: 1)
            }
            #expect(error.operation == "process group")
        }

        /// The peer lives but comes to no collective.
        @Test func peerHangs() throws {
            let gaveUp = DispatchSemaphore(value: 0)
            let outcomes = try ThreadedRanks(count: 2, patience: 2).outcomes { group in
                if group.rank == 1 { return gaveUp.wait() }
                defer { gaveUp.signal() }
                try group.sum(Tensor.ones([1000]))
            }
            let error = try #require(throws: TorchError.self) { try outcomes[0].get() }
            #expect(error.operation == "sum over all processes")
            #expect(error.message.localizedCaseInsensitiveContains("timed out"))
            #expect(throws: Never.self) { try outcomes[1].get() }
        }

        @Test func peerGoesAway() throws {
            let outcomes = try ThreadedRanks(count: 2, patience: 20).outcomes { group in
                let tensor = try Tensor.ones([1000])
                try group.sum(tensor)
                if group.rank == 1 { return }
                try group.sum(tensor)
            }
            let error = try #require(throws: TorchError.self) { try outcomes[0].get() }
            #expect(error.message.localizedCaseInsensitiveContains("by peer"))
        }

        @Test func unknownHostAndPlugin() throws {
            let store = try RendezvousStore(host: "127.0.0.1", port: 0, serves: true, patience: 10)
            #expect(throws: TorchError.self) {
                _ = try ProcessGroup(store, backend: .gloo(host: "192.0.2.1"), rank: 0, count: 1, patience: 2)
            }
            let error = try #require(throws: TorchError.self) {
                _ = try ProcessGroup(
                    store, backend: .nccl(plugin: "/nowhere/libTuningForkNCCL.so"), rank: 0, count: 1, patience: 2)
            }
            #expect(error.message.contains("/nowhere/libTuningForkNCCL.so"))
        }
    }
}
