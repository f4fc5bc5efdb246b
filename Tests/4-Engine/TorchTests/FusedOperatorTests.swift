import Testing
import Torch

extension TorchTests {
    /// Our own operators beside the ones of libtorch that they stand for.
    @Suite struct FusedOperators {
        /// Numbers of a normal distribution, channels fastest in memory, with 1 in the mean.
        private func picture(_ shape: [Int], _ type: ScalarType, seed: UInt64) throws -> Tensor {
            try Torch.setSeed(seed)
            return try (Tensor.randn(shape) * 2 + 1).to(type).contiguous(.channelsLast)
        }

        /// A copy of another type with a gradient of its own.
        private func variable(_ tensor: Tensor, _ type: ScalarType) throws -> Tensor {
            let copy = try tensor.to(type).clone().detach()
            try copy.setRequiresGrad(true)
            return copy
        }

        /// The greatest difference from `exact`, as a part of its greatest number.
        private func distance(_ tensor: Tensor?, _ exact: Tensor?) throws -> Double {
            let (a, b) = (try #require(tensor).doubles(), try #require(exact).doubles())
            #expect(a.count == b.count && !a.isEmpty)
            return zip(a, b).map { abs($0 - $1) }.max()! / b.map(abs).max()!
        }

        struct Norm: Sendable {
            let shape: [Int]
            let activation: Activation?
            let type: ScalarType
        }

        /// Channels in whole and in parts of sixteen, rows in one and in several chunks.
        static let norms: [Norm] = [[3, 40, 9, 9], [2, 7, 5, 5], [4, 64, 40, 40], [2, 1000, 4, 3]].flatMap { shape in
            [Activation?.none, .relu, .relu6].flatMap { activation in
                [ScalarType.float32, .bfloat16].map { Norm(shape: shape, activation: activation, type: $0) }
            }
        }

        /// Result, gradients of picture, weight and bias, running mean and variance.
        private func normalized(
            _ test: Norm, as type: ScalarType, parameters: ScalarType, fused: Bool
        ) throws -> [Tensor?] {
            let x = try variable(picture(test.shape, test.type, seed: 1), type)
            let channels = test.shape[1]
            let weight = try variable(picture([1, channels, 1, 1], .float32, seed: 2).reshape([channels]), parameters)
            let bias = try variable(picture([1, channels, 1, 1], .float32, seed: 3).reshape([channels]), parameters)
            let mean = try Tensor.zeros([channels]).to(parameters)
            let variance = try Tensor.ones([channels]).to(parameters)
            var y: Tensor
            if fused {
                y = try x.batchNorm(
                    weight: weight, bias: bias, runningMean: mean, runningVariance: variance, momentum: 0.1,
                    epsilon: 1e-3, then: test.activation)
            } else {
                y = try x.batchNorm(
                    weight: weight, bias: bias, runningMean: mean, runningVariance: variance, training: true,
                    momentum: 0.1, epsilon: 1e-3)
                if let activation = test.activation { y = try y.activated(activation) }
            }
            let gradient = try (picture(test.shape, test.type, seed: 4) + -1).to(type)
            try (y.to(type) * gradient).sum().backward()
            return try [y.detach(), x.grad, weight.grad, bias.grad, mean, variance]
        }

        @Test(arguments: norms) func normalisationIsThatOfLibtorch(_ test: Norm) throws {
            let ours = try normalized(test, as: test.type, parameters: .float32, fused: true)
            let theirs = try normalized(test, as: test.type, parameters: .float32, fused: false)
            let exact = try normalized(test, as: .float64, parameters: .float64, fused: false)
            for (place, name) in ["y", "x", "weight", "bias", "mean", "variance"].enumerated() {
                let error = try distance(ours[place], exact[place])
                let isRounded = test.type == .bfloat16 && place < 2
                // Where a rounded number is 6 or not, its gradient is there or not.
                if test.type == .float32 || test.activation != .relu6 {
                    #expect(error < (isRounded ? 8e-3 : 5e-6), "\(name)")
                }
                let apart = try distance(ours[place], theirs[place])
                #expect(apart < (isRounded ? 8e-3 : test.type == .bfloat16 ? 2e-5 : 1e-5), "\(name)")
            }
        }

        @Test func whatIsNoNumberStaysNone() throws {
            var values = [Float](repeating: 1, count: 64)
            values[5] = .nan
            values[7] = 3
            let x = try Tensor(values, shape: [1, 4, 4, 4]).contiguous(.channelsLast)
            let (one, zero) = (try Tensor.ones([4]), try Tensor.zeros([4]))
            for activation in [Activation.relu, .relu6] {
                let y = try x.batchNorm(
                    weight: one, bias: zero, runningMean: zero.clone(), runningVariance: one.clone(), momentum: 0.1,
                    epsilon: 1e-3, then: activation)
                #expect(try y.floats().contains { $0.isNaN })
            }
        }

        struct Kernel: Sendable {
            let shape: [Int]
            let size: Int
            let stride: Int
        }

        static let kernels: [Kernel] = [3, 5, 7].flatMap { size in
            [1, 2].flatMap { stride in
                [[2, 24, 9, 11], [3, 32, 14, 14], [1, 20, 3, 2]].map { Kernel(shape: $0, size: size, stride: stride) }
            }
        }

        /// Result, gradients of picture, weight and bias.
        private func convolved(_ test: Kernel, as type: ScalarType, ours: Bool) throws -> [Tensor?] {
            let channels = test.shape[1]
            let x = try variable(picture(test.shape, .bfloat16, seed: 1), type)
            let shape = [channels, 1, test.size, test.size]
            // Of numbers that bfloat16 has.
            let weight = try variable(picture(shape, .bfloat16, seed: 2), ours ? .float32 : type)
            let bias = try variable(
                picture([1, channels, 1, 1], .bfloat16, seed: 3).reshape([channels]), ours ? .float32 : type)
            let padding = (test.size / 2, test.size / 2)
            let y =
                ours
                ? try x.depthwise(weight, bias: bias, stride: test.stride, padding: padding)
                : try x.conv2d(
                    weight, bias: bias, stride: (test.stride, test.stride), padding: padding, groups: channels)
            let gradient = try picture(y.shape, .bfloat16, seed: 4).to(y.dtype)
            try (y * gradient).sum().backward()
            return try [y.detach(), x.grad, weight.grad, bias.grad]
        }

        @Test(arguments: kernels) func depthwiseConvolutionIsThatOfLibtorch(_ test: Kernel) throws {
            let ours = try convolved(test, as: .bfloat16, ours: true)
            let exact = try convolved(test, as: .float64, ours: false)
            #expect(ours[1]?.dtype == .bfloat16 && ours[2]?.dtype == .float32)
            for (place, bound) in [8e-3, 8e-3, 2e-6, 2e-6].enumerated() {
                #expect(try distance(ours[place], exact[place]) < bound, "\(place)")
            }
        }

        @Test func otherConvolutionsAreRefused() throws {
            let x = try picture([1, 8, 6, 6], .bfloat16, seed: 1)
            #expect(throws: TorchError.self) { try x.depthwise(Tensor.ones([8, 1, 4, 4]), padding: (1, 1)) }
            #expect(throws: TorchError.self) { try x.depthwise(Tensor.ones([16, 1, 3, 3]), padding: (1, 1)) }
            #expect(throws: TorchError.self) { try x.depthwise(Tensor.ones([8, 1, 3, 3]), stride: 3, padding: (1, 1)) }
        }

        @Test func theSumsDoNotDependOnTheThreads() throws {
            func all() throws -> [[UInt8]] {
                let norm = Norm(shape: [4, 72, 40, 40], activation: .relu, type: .bfloat16)
                let kernel = Kernel(shape: [5, 40, 20, 20], size: 5, stride: 2)
                return try
                    (normalized(norm, as: .bfloat16, parameters: .float32, fused: true)
                    + convolved(kernel, as: .bfloat16, ours: true)).map { try #require($0).rawBytes() }
            }
            let threads = Torch.threads
            defer { try? Torch.start(threads: threads) }
            try Torch.start(threads: 1)
            let one = try all()
            try Torch.start(threads: 3)
            #expect(try all() == one)
        }
    }
}
