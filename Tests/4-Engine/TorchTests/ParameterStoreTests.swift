import Foundation
import TestSupport
import Testing
import Torch

extension TorchTests {
    @Suite struct Parameters {
        private func makeStore() throws -> ParameterStore {
            let store = ParameterStore(generator: try Generator(seed: 5))
            _ = try (store.root / "block1" / "conv").parameter("weight", [8, 3, 3, 3], .glorotUniform)
            _ = try (store.root / "block1" / "bn").buffer("running_mean", [8], .zeros)
            _ = try (store.root / "head").parameter("weight", [2, 8], .kaimingUniform(slope: 5.0.squareRoot()))
            return store
        }

        @Test func namesAndOrder() throws {
            let store = try makeStore()
            #expect(store.entries.map(\.name) == ["block1.conv.weight", "block1.bn.running_mean", "head.weight"])
            #expect(store.entries.map(\.isBuffer) == [false, true, false])
            #expect(store.parameterCount == 8 * 27 + 16)
            #expect(store["block1.conv.weight"]?.isChannelsLast == true)
            #expect(store["nothing"] == nil)
            #expect(store.trainable.count == 2)
            try store.setTrainable(false) { $0.hasPrefix("block1.") }
            #expect(store.trainable.count == 1)
            #expect(store["block1.conv.weight"]?.requiresGrad == false)
            try store.setTrainable(true)
            #expect(store.entries.map(\.isTrainable) == [true, false, true])
        }

        @Test func loadSaysEverythingThatDiffers() throws {
            let store = try makeStore()
            let before = try store["head.weight"]?.floats()
            let wrong = try [
                "block1.conv.weight": Tensor.zeros([8, 3, 5, 5]), "head.weight": Tensor.zeros([2, 8]),
                "tail.bias": Tensor.zeros([1]),
            ]
            let error = try #require(throws: WeightMismatch.self) { try store.load(wrong) }
            #expect(
                error.description == "The weights do not fit the network; 1 tensor missing: block1.bn.running_mean; "
                    + "1 tensor unexpected: tail.bias; "
                    + "1 tensor of another shape: block1.conv.weight needs [8, 3, 3, 3], found [8, 3, 5, 5].")
            #expect(try store["head.weight"]?.floats() == before)
            try store.load(
                ["head.weight": Tensor.ones([2, 8]), "extra": Tensor.zeros([1])], ignoringUnexpected: true,
                mayMiss: { $0.hasPrefix("block1") })
            #expect(try store["head.weight"]?.sum().item() == 16)
        }

        @Test func roundTripThroughAFile() throws {
            let folder = try TemporaryDirectory()
            let store = try makeStore()
            try SafeTensors.write(store.state(), metadata: ["seed": "5"], to: folder.file("w.safetensors"))
            let other = try makeStore()
            try withoutGradient { () throws(TorchError) in
                for entry in other.entries { try entry.tensor.fill(3) }
            }
            let (tensors, metadata) = try SafeTensors.readAll(folder.file("w.safetensors"))
            #expect(metadata == ["seed": "5"])
            try other.load(tensors)
            for (a, b) in zip(store.entries, other.entries) { #expect(try a.tensor.isEqual(b.tensor)) }
            #expect(other["block1.conv.weight"]?.isChannelsLast == true)
            try SafeTensors.write(other.state(), metadata: ["seed": "5"], to: folder.file("v.safetensors"))
            let contents = try ["w", "v"].map {
                try Data(contentsOf: URL(filePath: folder.file("\($0).safetensors")))
            }
            #expect(contents[0] == contents[1])
        }

        @Test func initializers() throws {
            func values(_ shape: [Int], _ initializer: Initializer) throws -> [Double] {
                let tensor = try Tensor.zeros(shape)
                try initializer.fill(tensor, generator: Generator(seed: 9))
                return try tensor.doubles()
            }
            func deviation(_ values: [Double]) -> Double {
                (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
            }
            let shape = [64, 32, 3, 3]  // fans: in 288, out 576
            let glorot = try values(shape, .glorotUniform)
            let bound = (6.0 / 864).squareRoot()
            #expect(glorot.allSatisfy { abs($0) <= bound })
            #expect(abs(deviation(glorot) / (bound / 3.0.squareRoot()) - 1) < 0.02)
            let torch = try values(shape, .kaimingUniform(slope: 5.0.squareRoot()))
            #expect(abs((torch.max() ?? 0) - 1 / 288.0.squareRoot()) < 1e-4)
            #expect(abs(deviation(try values(shape, .kaimingNormalFanOut)) / (2.0 / 576).squareRoot() - 1) < 0.02)
            #expect(abs(deviation(try values(shape, .kaimingNormalFanIn)) / (2.0 / 288).squareRoot() - 1) < 0.02)
            let truncated = try values(shape, .truncatedNormal(deviation: 0.1))
            #expect(truncated.allSatisfy { abs($0) <= 0.200_001 })
            #expect(abs(deviation(truncated) / (0.1 * 0.879_626) - 1) < 0.02)
            #expect(try values([4], .constant(2.5)) == [2.5, 2.5, 2.5, 2.5])
            #expect(try values(shape, .glorotUniform) == glorot)
        }
    }
}
