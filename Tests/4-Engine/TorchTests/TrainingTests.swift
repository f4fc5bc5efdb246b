import Foundation
import TestSupport
import Testing
import Torch

extension TorchTests {
    @Suite struct Training {
        /// A small convolutional network with batch norm and dropout.
        struct Net {
            let store = ParameterStore()
            let weight, gamma, beta, mean, variance, last: Tensor

            init() throws {
                let conv = store.root / "conv"
                let norm = store.root / "norm"
                weight = try conv.parameter("weight", [8, 3, 3, 3], .kaimingNormalFanOut)
                gamma = try norm.parameter("weight", [8], .ones)
                beta = try norm.parameter("bias", [8], .zeros)
                mean = try norm.buffer("running_mean", [8], .zeros)
                variance = try norm.buffer("running_var", [8], .ones)
                last = try (store.root / "head").parameter("weight", [2, 8], .glorotUniform)
            }

            func loss(_ x: Tensor, _ y: Tensor) throws(TorchError) -> Tensor {
                try x.conv2d(weight, stride: (2, 2))
                    .batchNorm(
                        weight: gamma, bias: beta, runningMean: mean, runningVariance: variance, training: true
                    ).relu().globalAveragePool().dropout(0.2, training: true).linear(last).crossEntropyByRow(y).mean()
            }
        }

        /// Images of class 1 are brighter on their left half.
        private static func batch(_ generator: Generator) throws -> (Tensor, Tensor) {
            let classes = (0..<8).map { Int64($0 % 2) }
            let x = try Tensor.rand([8, 12, 12, 3], generator: generator)
            for (row, label) in classes.enumerated() where label == 1 {
                try x.select(0, index: row).narrow(1, start: 0, length: 6).multiplyInPlace(3)
            }
            return (try x.permute([0, 3, 1, 2]), try Tensor(classes, shape: [8]))
        }

        private static func train(steps: Int, type: ScalarType? = nil) throws -> (
            losses: [Double], store: ParameterStore
        ) {
            try Torch.setSeed(42)
            let data = try Generator(seed: 1)
            let net = try Net()
            let adam = Adam(net.store, learningRate: 0.02)
            var losses: [Double] = []
            for _ in 0..<steps {
                let (x, y) = try batch(data)
                try adam.zeroGradients()
                let loss = try withAutocast(type) { () throws(TorchError) in try net.loss(x, y) }
                try loss.backward()
                try adam.step()
                losses.append(try loss.item())
            }
            return (losses, net.store)
        }

        /// In a process of its own: other tests draw from the standard generator too.
        @Test func learnsAndRepeatsToTheByte() async {
            await #expect(processExitsWith: .success) {
                for type in [nil, ScalarType.bfloat16] {
                    let folder = try TemporaryDirectory()
                    let files = try ["first", "second"].map { name in
                        let run = try Training.train(steps: 60, type: type)
                        let early = run.losses.prefix(10).reduce(0, +)
                        let late = run.losses.suffix(10).reduce(0, +)
                        #expect(late < 0.6 * early)
                        try SafeTensors.write(run.store.state(), to: folder.file(name))
                        return try Data(contentsOf: URL(filePath: folder.file(name)))
                    }
                    #expect(files[0] == files[1])
                }
            }
        }

        @Test func standardGeneratorGoesOn() async {
            await #expect(processExitsWith: .success) {
                try Torch.setSeed(8)
                let saved = try Generator.standard.state()
                let noise = try Tensor.randn([3]).floats()
                try Generator.standard.setState(saved)
                #expect(try Tensor.randn([3]).floats() == noise)
                try Torch.setSeed(8)
                #expect(try Tensor.randn([3]).floats() == noise)
            }
        }

        @Test func generatorStateGoesOn() throws {
            let generator = try Generator(seed: 8)
            _ = try Tensor.rand([7], generator: generator)
            let state = try generator.state()
            let next = try Tensor.rand([5], generator: generator).floats()
            try generator.setState(state)
            #expect(try Tensor.rand([5], generator: generator).floats() == next)
            #expect(Set(try Tensor.randomPermutation(10, generator: generator).int64s()) == Set(0..<10))
        }

        /// Handles are given back exactly once: nothing holds a tensor that Swift let go.
        @Test func nothingLeaks() throws {
            let x = try Tensor.zeros([2, 3])
            #expect(x.referenceCount == 1)
            _ = try (x + x) * 2.0
            _ = try Tensor.cat([x, x, x])
            _ = try? x.matmul(x)
            #expect(x.referenceCount == 1)
            let view = try x.relu()
            #expect(view.referenceCount == 1)
        }

        /// In a process of its own: other tests take and give back memory too.
        @Test func memoryStays() async {
            await #expect(processExitsWith: .success) {
                try Torch.setThreads(1)
                let x = try Tensor.zeros([2, 3])
                _ = try Training.train(steps: 40)
                // The first error reads the libraries' symbols, which stay.
                _ = try? x.conv2d(x)
                let before = try Training.residentBytes()
                _ = try Training.train(steps: 250)
                for _ in 0..<2000 { _ = try? x.conv2d(x) }
                let growth = try Training.residentBytes() - before
                #expect(growth < 8 << 20)
            }
        }

        private static func residentBytes() throws -> Int {
            let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
            return try #require(Int(text.split(separator: " ")[1])) * 4096
        }
    }
}
