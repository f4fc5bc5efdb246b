import Testing
import Torch

extension TorchTests {
    @Suite struct Gradient {
        struct Case: CustomTestStringConvertible, Sendable {
            let testDescription: String
            let shapes: [[Int]]
            let function: @Sendable ([Tensor]) throws -> Tensor
        }

        static let cases = [
            Case(testDescription: "conv2d", shapes: [[2, 4, 5, 6], [6, 2, 3, 3], [6]]) {
                try $0[0].conv2d($0[1], bias: $0[2], stride: (2, 1), padding: (1, 0), groups: 2)
            },
            Case(testDescription: "batch norm", shapes: [[3, 4, 2, 2], [4], [4]]) {
                try $0[0].batchNorm(
                    weight: $0[1], bias: $0[2], runningMean: nil, runningVariance: nil, training: true)
            },
            Case(testDescription: "linear, sigmoid", shapes: [[3, 5], [2, 5], [2]]) {
                try $0[0].linear($0[1], bias: $0[2]).sigmoid()
            },
            Case(testDescription: "pools", shapes: [[1, 2, 6, 6]]) {
                try $0[0].maxPool2d(kernel: (3, 3), stride: (2, 2), padding: (1, 1))
                    .avgPool2d(kernel: (2, 2), stride: (1, 1)).globalAveragePool()
            },
            Case(testDescription: "cross-entropy", shapes: [[4, 3]]) {
                try $0[0].crossEntropyByRow(Tensor([0, 2, 1, 1] as [Int64], shape: [4]))
            },
            Case(testDescription: "arithmetic", shapes: [[2, 3], [3]]) {
                try (($0[0] * $0[1]).exp() / ($0[1] * $0[1] + 1.0) - ($0[0] * $0[0] + 0.5).sqrt().log()).tanh()
            },
            Case(testDescription: "shapes", shapes: [[2, 3, 4, 4]]) {
                try Tensor.cat([$0[0].flip([3]).pad(left: 1, value: 2), $0[0].pad(right: 1).relu()], axis: 1)
                    .permute([0, 2, 3, 1]).flatten().narrow(1, start: 3, length: 20)
            },
        ]

        /// Central differences in float64 against `backward`.
        @Test(arguments: cases) func equalsFiniteDifferences(_ test: Case) throws {
            let generator = try Generator(seed: 11)
            let inputs = try test.shapes.map { try Tensor.randn($0, dtype: .float64, generator: generator) }
            let weights = try Tensor.randn(test.function(inputs).shape, dtype: .float64, generator: generator)
            func value(_ inputs: [Tensor]) throws -> Tensor { try (test.function(inputs) * weights).sum() }
            for input in inputs { try input.setRequiresGrad(true) }
            try value(inputs).backward()
            let step = 1e-6
            for (place, input) in inputs.enumerated() {
                let gradient = try #require(try input.grad).doubles()
                let center = try input.doubles()
                var numeric = [Double]()
                for element in center.indices {
                    var ends: [Double] = []
                    for sign in [1.0, -1.0] {
                        var moved = center
                        moved[element] += sign * step
                        var all = inputs
                        all[place] = try Tensor(doubles: moved, shape: input.shape)
                        ends.append(try withoutGradient { try value(all).item() })
                    }
                    numeric.append((ends[0] - ends[1]) / (2 * step))
                }
                let worst = zip(gradient, numeric).map { abs($0 - $1) / (1 + abs($1)) }.max() ?? 0
                #expect(worst < 1e-6)
            }
        }

        @Test func modeDetachAndAccumulation() throws {
            let w = try Tensor([3.0], shape: [1])
            try w.setRequiresGrad(true)
            #expect(w.requiresGrad)
            #expect(try w.grad == nil)
            let silent = try withoutGradient { () throws(TorchError) in try w * 2.0 }
            #expect(!silent.requiresGrad)
            #expect(try !(w * w).detach().requiresGrad)
            for expected in [6.0, 12.0] {
                try (w * w).backward()
                #expect(try w.grad?.item() == expected)
            }
            try w.setGrad(nil)
            #expect(try w.grad == nil)
            let y = try w * w
            try y.backward(from: Tensor([10.0], shape: [1]), keepGraph: true)
            try y.backward()
            #expect(try w.grad?.item() == 66)
            #expect(throws: TorchError.self) { try y.backward() }
            struct Stop: Error {}
            #expect(throws: Stop.self) { try withoutGradient { () throws(Stop) in throw Stop() } }
            #expect(try (w * w).requiresGrad)
        }

        @Test func normAndClip() throws {
            let a = try Tensor([0.0, 0], shape: [2])
            let b = try Tensor([0.0], shape: [1])
            #expect(try Gradients.norm([a, b]).item() == 0)
            try a.setGrad(Tensor([3.0, 0], shape: [2]))
            try b.setGrad(Tensor([4.0], shape: [1]))
            #expect(try Gradients.norm([a, b]).item() == 5)
            #expect(try Gradients.clip([a, b], maximum: 10).item() == 5)
            #expect(try a.grad?.floats() == [3, 0])
            try Gradients.clip([a, b], maximum: 1)
            #expect(abs(try Gradients.norm([a, b]).item() - 1) < 1e-5)
            try Gradients.clear([a, b])
            #expect(try a.grad == nil)
        }

        @Test func autocastMakesConvolutionsNarrow() throws {
            let x = try Tensor.randn([1, 3, 8, 8]).contiguous(.channelsLast)
            let w = try Tensor.randn([4, 3, 3, 3])
            try w.setRequiresGrad(true)
            let y = try withAutocast(.bfloat16) { () throws(TorchError) in try x.conv2d(w) }
            #expect(y.dtype == .bfloat16)
            try y.sum().backward()
            #expect(try w.grad?.dtype == .float32)
            #expect(try x.conv2d(w).dtype == .float32)
            #expect(try withAutocast(nil) { () throws(TorchError) in try x.conv2d(w) }.dtype == .float32)
            #expect(throws: TorchError.self) {
                _ = try withAutocast(.bfloat16) { () throws(TorchError) in try x.conv2d(Tensor.zeros([1])) }
            }
            #expect(try x.conv2d(w).dtype == .float32)
        }
    }
}
