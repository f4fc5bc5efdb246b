import Foundation
import TestSupport
import Testing
import Torch

extension TorchTests {
    @Suite struct Optimizers {
        struct Case: CustomTestStringConvertible, Sendable {
            let testDescription: String
            let make: @Sendable ([ParameterGroup]) -> any Optimizer
            let rate: Double
        }

        static let cases = [
            Case(testDescription: "adam", make: { Adam($0) }, rate: 0.01),
            Case(
                testDescription: "adam_decay",
                make: { Adam($0, settings: .init(beta1: 0.8, beta2: 0.95, epsilon: 1e-7, weightDecay: 0.1)) },
                rate: 0.02),
            Case(
                testDescription: "adamw", make: { Adam($0, settings: .init(weightDecay: 0.1, decoupledDecay: true)) },
                rate: 0.01),
            Case(testDescription: "sgd", make: { SGD($0) }, rate: 0.1),
            Case(
                testDescription: "momentum", make: { SGD($0, settings: .init(momentum: 0.9, weightDecay: 0.01)) },
                rate: 0.1),
            Case(
                testDescription: "nesterov", make: { SGD($0, settings: .init(momentum: 0.9, nesterov: true)) },
                rate: 0.1),
        ]

        /// Twelve steps of torch.optim; halfway the optimiser is saved and a fresh one goes on from its state.
        @Test(arguments: cases) func followsPyTorch(_ test: Case) throws {
            let golden = try SafeTensors.read("\(TorchTests.goldens)/optimizers.safetensors")
            let title = test.testDescription
            let folder = try TemporaryDirectory()
            let parameters = try ["a", "b"].map { name in
                // Channels-last parameters must step as plain ones do, though their gradients come row-major.
                let start = try #require(golden["\(title).start.\(name)"])
                return (name: name, tensor: name == "a" ? try start.contiguous(.channelsLast) : start)
            }
            let groups = [ParameterGroup(parameters, learningRate: test.rate)]
            var optimizer = test.make(groups)
            for step in 0..<12 {
                if step == 6 {
                    try SafeTensors.write(optimizer.state(), to: folder.file("state.safetensors"))
                    optimizer = test.make(groups)
                    try optimizer.load(SafeTensors.read(folder.file("state.safetensors")))
                }
                try optimizer.zeroGradients()
                for (name, tensor) in parameters {
                    let gradient = try #require(golden["\(title).gradient.\(step).\(name)"])
                    try tensor.setGrad(gradient)
                }
                try optimizer.step()
                for (name, tensor) in parameters {
                    try expectClose(tensor, #require(golden["\(title).value.\(step).\(name)"]), absolute: 2e-6)
                }
            }
        }

        @Test func groupsHaveTheirOwnRates() throws {
            let a = try Tensor([1.0], shape: [1])
            let b = try Tensor([1.0], shape: [1])
            let frozen = try Tensor([1.0], shape: [1])
            let optimizer = SGD([
                ParameterGroup([("a", a), ("frozen", frozen)], learningRate: 0.1),
                ParameterGroup([("b", b)], learningRate: 0.01),
            ])
            try a.setGrad(Tensor([1.0], shape: [1]))
            try b.setGrad(Tensor([1.0], shape: [1]))
            try optimizer.step()
            #expect(try a.floats() == [0.9])
            #expect(try b.floats() == [0.99])
            #expect(try frozen.floats() == [1])
            optimizer.learningRate = 0.5
            try optimizer.step()
            #expect(abs(try b.item() - 0.49) < 1e-6)
        }

        /// Whoever keeps what he computed from a tensor must see every change, those of fused operators too.
        @Test func everyChangeMovesTheVersion() throws {
            let store = ParameterStore()
            let w = try store.root.parameter("w", [2], .ones)
            let mean = try store.root.buffer("mean", [2], .zeros)
            let x = try Tensor.randn([4, 2, 3, 3])
            func expectMove(_ tensor: Tensor, _ change: () throws -> Void) rethrows {
                let before = tensor.version
                try change()
                #expect(tensor.version > before)
            }
            for optimizer in [Adam(store, learningRate: 0.1), SGD(store, learningRate: 0.1)] as [any Optimizer] {
                try w.setGrad(Tensor.ones([2]))
                try expectMove(w) { try optimizer.step() }
            }
            try expectMove(w) { _ = try withoutGradient { () throws(TorchError) in try w.fill(2) } }
            try expectMove(w) { try store.load(["w": Tensor.ones([2]), "mean": Tensor.zeros([2])]) }
            try expectMove(w) { try WeightAverage(store, decay: 0.9).withAverages {} }
            let variance = try Tensor.ones([2])
            for training in [true, false] {
                let before = mean.version
                _ = try x.batchNorm(
                    weight: w, bias: nil, runningMean: mean, runningVariance: variance, training: training)
                #expect((mean.version > before) == training)
            }
        }

        @Test func wrongStateIsNamed() throws {
            let a = try Tensor([1.0], shape: [1])
            let adam = Adam([ParameterGroup([("a", a)], learningRate: 0.1)])
            let wrong = try ["a.step": Tensor.zeros([]), "a.exp_avg": Tensor.zeros([2]), "c.step": Tensor.zeros([])]
            let error = try #require(throws: WeightMismatch.self) { try adam.load(wrong) }
            #expect(error.missing == ["a.exp_avg_sq"])
            #expect(error.unexpected == ["c.step"])
            #expect(error.differing.map(\.name) == ["a.exp_avg"])
        }

        @Test func plateauAsPyTorch() throws {
            let golden = try SafeTensors.read("\(TorchTests.goldens)/optimizers.safetensors")
            let losses = try #require(golden["plateau.loss"]).doubles()
            let rates = try #require(golden["plateau.rate"]).doubles()
            var plateau = ReduceLROnPlateau(factor: 0.5, patience: 2, minimum: 0.02, cooldown: 1)
            var rate = 0.1
            for (loss, expected) in zip(losses, rates) {
                rate = plateau.rate(after: loss, learningRate: rate)
                #expect(abs(rate - expected) < 1e-12)
                plateau = try JSONDecoder().decode(ReduceLROnPlateau.self, from: JSONEncoder().encode(plateau))
            }
        }

        @Test func weightAverage() throws {
            let store = ParameterStore()
            let w = try store.root.parameter("w", [1], .zeros)
            let m = try store.root.buffer("m", [1], .zeros)
            let average = try WeightAverage(store, decay: 0.5)
            try withoutGradient { () throws(TorchError) in
                try w.fill(1)
                try m.fill(7)
            }
            try average.update()  // decay min(0.5, 1/10)
            var inside: [Float] = []
            try average.withAverages { inside = try w.floats() + m.floats() }
            // Of the running statistics, too.
            #expect(zip(inside, [0.9, 6.3]).allSatisfy { abs($0 - $1) < 1e-6 })
            #expect(try w.floats() == [1])
            let restored = try WeightAverage(store, decay: 0.5)
            try restored.load(Dictionary(uniqueKeysWithValues: average.state()))
            #expect(restored.updates == 1)
            try restored.withAverages { inside = try w.floats() }
            #expect(inside == [0.9])
            #expect(throws: WeightMismatch.self) { try restored.load([:]) }
        }
    }
}
