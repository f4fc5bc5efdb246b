import Foundation
import Testing
import Torch

extension TorchTests {
    @Suite(.timeLimit(.minutes(1))) struct DistributedReducer {
        /// A small network with a channels-last convolution, the same on every rank.
        struct Net {
            let store: ParameterStore
            let weight, bias, last: Tensor

            init() throws {
                store = try ParameterStore(generator: Generator(seed: 3))
                let conv = store.root / "conv"
                weight = try conv.parameter("weight", [8, 3, 3, 3], .kaimingNormalFanOut)
                bias = try conv.parameter("bias", [8], .zeros)
                last = try (store.root / "head").parameter("weight", [2, 8], .glorotUniform)
            }

            var parameters: [Tensor] { [weight, bias, last] }

            /// Records the gradients of a batch that belongs to `rank` and `step`.
            func backward(rank: Int, step: Int) throws {
                let x = try Tensor.randn([4, 3, 8, 8], generator: Generator(seed: UInt64(100 * step + rank)))
                let labels = try Tensor([0, 1, 1, 0] as [Int64], shape: [4])
                try x.contiguous(.channelsLast).conv2d(weight, bias: bias).relu().globalAveragePool().linear(last)
                    .crossEntropyByRow(labels).mean().backward()
            }

            func gradients() throws -> [[Float]] {
                try parameters.map { try #require(try $0.grad).floats() }
            }

            func values() throws -> [[Float]] { try parameters.map { try $0.floats() } }
        }

        enum Kind: CaseIterable {
            case adam, momentum

            func optimizer(_ store: ParameterStore) -> any Optimizer {
                switch self {
                case .adam: Adam(store, learningRate: 0.01)
                case .momentum: SGD(store, learningRate: 0.1, settings: SGD.Settings(momentum: 0.9))
                }
            }
        }

        /// One process that averages the gradients of two batches by itself.
        private static func alone(steps: Int, _ kind: Kind) throws -> [[Float]] {
            let net = try Net()
            let optimizer = kind.optimizer(net.store)
            for step in 0..<steps {
                var sums = [Tensor]()
                for rank in 0..<2 {
                    try optimizer.zeroGradients()
                    try net.backward(rank: rank, step: step)
                    let halves = try net.parameters.map { try #require(try $0.grad) * 0.5 }
                    sums = sums.isEmpty ? halves : try zip(sums, halves).map { try $0 + $1 }
                }
                for (parameter, sum) in zip(net.parameters, sums) { try parameter.setGrad(sum) }
                try optimizer.step()
            }
            return try net.values()
        }

        /// Both steps before and after the buckets are made anew, with one bucket and with one for each parameter.
        @Test(arguments: Kind.allCases, [64, 25 << 20])
        func trainsAsOneProcessDoes(_ kind: Kind, bucketBytes: Int) throws {
            let expected = try Self.alone(steps: 5, kind)
            let found = try ThreadedRanks(count: 2).run { group in
                let net = try Net()
                let optimizer = kind.optimizer(net.store)
                let reducer = try GradientReducer(group, parameters: net.parameters, bucketBytes: bucketBytes)
                for step in 0..<5 {
                    try optimizer.zeroGradients()
                    try reducer.prepare()
                    try net.backward(rank: group.rank, step: step)
                    #expect(try #require(try net.weight.grad).isChannelsLast)
                    try optimizer.step()
                }
                return try net.values()
            }
            #expect(found == [expected, expected])
        }

        /// Backward passes without `prepare` gather in their process; the next one with it averages all that was gathered.
        @Test func gathersBeforeItAverages() throws {
            let expected = try (0..<2).map { rank in
                let net = try Net()
                for step in 0..<3 { try net.backward(rank: rank, step: step) }
                return try net.gradients()
            }
            let average = zip(expected[0], expected[1]).map { zip($0, $1).map { 0.5 * $0 + 0.5 * $1 } }
            let found = try ThreadedRanks(count: 2).run { group in
                let net = try Net()
                let reducer = try GradientReducer(group, parameters: net.parameters)
                // A first pass, after which the buckets are made anew.
                try reducer.prepare()
                try net.backward(rank: group.rank, step: 9)
                try Gradients.clear(net.parameters)
                for step in 0..<3 {
                    if step == 2 {
                        #expect(try net.gradients() != average)
                        try reducer.prepare()
                    }
                    try net.backward(rank: group.rank, step: step)
                }
                return try net.gradients()
            }
            #expect(found == [average, average])
        }

        /// What was clipped or set by hand goes on as the gradient, in place of a view of a bucket.
        @Test func gradientsCanBeReplaced() throws {
            let found = try ThreadedRanks(count: 2).run { group in
                let net = try Net()
                let reducer = try GradientReducer(group, parameters: net.parameters)
                var gradients = [[[Float]]]()
                for _ in 0..<3 {
                    try reducer.prepare()
                    try net.backward(rank: group.rank, step: 1)
                    gradients.append(try net.gradients())
                    try Gradients.clip(net.parameters, maximum: 1e-3)
                    #expect(try Gradients.norm(net.parameters).item() < 1.1e-3)
                    for parameter in net.parameters { try parameter.setGrad(parameter.zerosLike()) }
                }
                return gradients
            }
            for gradients in found { #expect(gradients == [found[0][0], found[0][0], found[0][0]]) }
        }

        /// Hooks are taken off the parameters, so that another reducer (or none) can follow.
        @Test func reducersFollowOneAnother() throws {
            let found = try ThreadedRanks(count: 2).run { group in
                let net = try Net()
                var gradients = [[[Float]]]()
                for _ in 0..<2 {
                    let reducer = try GradientReducer(group, parameters: net.parameters)
                    try reducer.prepare()
                    try net.backward(rank: group.rank, step: 0)
                    gradients.append(try net.gradients())
                    try Gradients.clear(net.parameters)
                }
                try net.backward(rank: group.rank, step: 0)
                gradients.append(try net.gradients())
                return gradients
            }
            let alone = try (0..<2).map { rank in
                let net = try Net()
                try net.backward(rank: rank, step: 0)
                return try net.gradients()
            }
            for (rank, gradients) in found.enumerated() {
                #expect(gradients[0] == found[0][0])
                #expect(gradients[1] == found[0][0])
                #expect(gradients[2] == alone[rank])
            }
        }

        /// A parameter without a gradient leaves the pass unfinished: the next one says so.
        @Test func aParameterWithoutGradientIsAnError() throws {
            let errors = try ThreadedRanks(count: 2).run { group in
                let net = try Net()
                let unused = try Tensor.ones([1])
                try unused.setRequiresGrad(true)
                let reducer = try GradientReducer(group, parameters: net.parameters + [unused])
                try reducer.prepare()
                try net.backward(rank: group.rank, step: 0)
                return try #require(throws: TorchError.self) { try reducer.prepare() }.message
            }
            for message in errors { #expect(message.contains("Expected to have finished reduction")) }
        }

        @Test func peerGoesAwayInTheBackwardPass() throws {
            let outcomes = try ThreadedRanks(count: 2, patience: 20).outcomes { group in
                let net = try Net()
                let reducer = try GradientReducer(group, parameters: net.parameters)
                if group.rank == 1 { return }
                try reducer.prepare()
                try net.backward(rank: 0, step: 0)
            }
            #expect(throws: TorchError.self) { try outcomes[0].get() }
        }
    }
}
