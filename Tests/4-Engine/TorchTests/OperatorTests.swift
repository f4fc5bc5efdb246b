import Foundation
import Testing
import Torch

extension TorchTests {
    @Suite struct Operators {
        @Test func arithmeticBroadcasts() throws {
            let left = try Tensor([1.0, 2, 3, 4], shape: [2, 2])
            let right = try Tensor([10.0, 20], shape: [2])
            #expect(try (left + right).floats() == [11, 22, 13, 24])
            #expect(try (left - right).floats() == [-9, -18, -7, -16])
            #expect(try (left * 2.0).floats() == [2, 4, 6, 8])
            #expect(try (1.0 - left).floats() == [0, -1, -2, -3])
            #expect(try (left / right).floats() == [0.1, 0.1, 0.3, 0.2])
            #expect(try left.matmul(left).floats() == [7, 10, 15, 22])
            #expect(try (-left).floats() == [-1, -2, -3, -4])
            #expect(try left.clone().addInPlace(right, scale: 0.5).floats() == [6, 12, 8, 14])
            #expect(try left.clamped(minimum: 2, maximum: 3).floats() == [2, 2, 3, 3])
        }

        @Test func reductions() throws {
            let x = try Tensor([1.0, 5, 2, 4, 0, 6], shape: [2, 3])
            #expect(try x.sum().item() == 18)
            #expect(try x.sum([0]).floats() == [5, 5, 8])
            #expect(try x.mean([1], keepAxes: true).shape == [2, 1])
            #expect(try x.max([1]).floats() == [5, 6])
            #expect(try x.max().item() == 6)
            #expect(try x.min([0]).floats() == [1, 0, 2])
            #expect(try x.argmax(1).int64s() == [1, 2])
            #expect(try x.variance([0], correction: 1).floats() == [4.5, 12.5, 8])
        }

        @Test func shapes() throws {
            let x = try Tensor.range(0..<24).reshape([2, 3, 4])
            #expect(x.dtype == .int64)
            #expect(try x.permute([2, 0, 1]).shape == [4, 2, 3])
            #expect(try x.transpose(0, 1).select(0, index: 1).int64s() == [4, 5, 6, 7, 16, 17, 18, 19])
            #expect(try x.narrow(2, start: 1, length: 2).flatten().shape == [2, 6])
            #expect(try x.select(0, indices: Tensor([1, 1, 0] as [Int64], shape: [3])).shape == [3, 3, 4])
            #expect(try x.flip([2]).select(0, index: 0).narrow(0, start: 0, length: 1).int64s() == [3, 2, 1, 0])
            #expect(try Tensor.cat([x, x], axis: 1).shape == [2, 6, 4])
            #expect(try Tensor.stack([x, x]).shape == [2, 2, 3, 4])
            #expect(try x.unsqueeze(0).squeeze(0).expand([2, 3, 4]).isEqual(x))
        }

        @Test func channelsLastFromRowsOfPixels() throws {
            let pixels = try Tensor.rand([2, 5, 4, 3])
            let images = try pixels.permute([0, 3, 1, 2])
            #expect(images.isChannelsLast)
            #expect(images.strides == [60, 1, 12, 3])
            let plain = try images.contiguous()
            #expect(!plain.isChannelsLast)
            #expect(try plain.contiguous(.channelsLast).isChannelsLast)
            #expect(try plain.floats() == images.floats())
        }

        @Test func typesAndValues() throws {
            let x = try Tensor([0.0, 1.5, 254.9, 3], shape: [4])
            #expect(try x.to(.uint8).uint8s() == [0, 1, 254, 3])
            #expect(try x.to(.bfloat16).dtype == .bfloat16)
            #expect(try x.to(.bfloat16).floats() == [0, 1.5, 255, 3])
            #expect(try x.to(.float16).rawBytes().count == 8)
            #expect(try Tensor(doubles: [1e-300], shape: []).item() == 1e-300)
            #expect(try Tensor(uint8s: [7, 8], shape: [2]).int64s() == [7, 8])
            #expect(try Tensor.zeros([0, 3]).floats().isEmpty)
            #expect(try x.isFinite())
            #expect(try !(x / 0.0).isFinite())
        }

        @Test func asPyTorch() throws {
            let golden = try SafeTensors.read("\(TorchTests.goldens)/operators.safetensors")
            func named(_ name: String) throws -> Tensor { try #require(golden[name]) }
            let x = try named("x")
            for x in [x, try x.contiguous(.channelsLast)] {
                try expectClose(
                    x.conv2d(
                        named("w"), bias: named("b"), stride: (2, 1), padding: (1, 0), dilation: (1, 2), groups: 2),
                    named("conv2d"))
                try expectClose(
                    x.maxPool2d(kernel: (3, 3), stride: (2, 2), padding: (1, 1), ceilMode: true), named("max_pool2d"))
                try expectClose(
                    x.avgPool2d(
                        kernel: (3, 2), stride: (2, 2), padding: (1, 1), ceilMode: true, countIncludesPadding: false),
                    named("avg_pool2d"))
                try expectClose(x.adaptiveAvgPool2d((3, 2)), named("adaptive"))
                try expectClose(x.pad(left: 1, right: 2, bottom: 3, value: -1.5), named("pad"))
                let mean = try named("mean").clone()
                let variance = try named("variance").clone()
                func normalized(training: Bool) throws -> Tensor {
                    try x.batchNorm(
                        weight: named("gamma"), bias: named("beta"), runningMean: mean, runningVariance: variance,
                        training: training, momentum: 0.2, epsilon: 1e-3)
                }
                try expectClose(normalized(training: false), named("batch_norm_eval"))
                try expectClose(normalized(training: true), named("batch_norm_train"))
                try expectClose(mean, named("mean_after"))
                try expectClose(variance, named("variance_after"))
            }
            let logits = try named("logits")
            let labels = try named("labels")
            try expectClose(logits.crossEntropyByRow(labels), named("cross_entropy"))
            try expectClose(logits.crossEntropyByRow(named("targets")), named("cross_entropy_soft"))
            try expectClose(logits.softmax(1), named("softmax"))
            try expectClose(logits.logSoftmax(1).exp(), named("softmax"))
        }

        @Test func dropout() throws {
            let x = try Tensor.ones([10_000])
            let y = try x.dropout(0.7, training: true)
            let kept = try y.floats().filter { $0 != 0 }
            #expect(abs(kept.count - 3000) < 200)
            #expect(kept.allSatisfy { abs($0 - 1 / 0.3) < 1e-5 })
            #expect(try x.dropout(0.7, training: false).isEqual(x))
        }

        /// The same seed drops the same elements, whichever generator is drawn from.
        @Test func dropoutFromAGeneratorOfItsOwn() throws {
            let x = try Tensor.randn([50, 40], generator: Generator(seed: 3))
            try Torch.setSeed(11)
            let expected = try x.dropout(0.7, training: true)
            #expect(try x.dropout(0.7, training: true, generator: Generator(seed: 11)).isEqual(expected))
            #expect(try !x.dropout(0.7, training: true, generator: Generator(seed: 12)).isEqual(expected))
        }

        @Test func packedConvolutionEqualsPlain() throws {
            let generator = try Generator(seed: 4)
            let shape = [4, 16, 17, 19]
            // oneDNN has no bfloat16 for processors that have neither.
            let flags = Set(
                (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: " ") ?? [])
            let hasBFloat16 =
                flags.isSuperset(of: ["avx512bw", "avx512vl", "avx512dq"]) || flags.contains("avx_ne_convert")
            if !hasBFloat16 {
                print("packed bfloat16 is not tried: the processor has neither AVX-512 nor AVX-NE-CONVERT")
            }
            for type in [ScalarType.float32] + (hasBFloat16 ? [.bfloat16] : []) {
                for (groups, kernel) in [(1, 3), (1, 1), (16, 3)] {
                    let x = try Tensor.randn(shape, generator: generator).contiguous(.channelsLast).to(type)
                    let weight = try Tensor.randn([16, 16 / groups, kernel, kernel], generator: generator).to(type)
                    let bias = try Tensor.randn([16], generator: generator).to(type)
                    let pad = (kernel / 2, kernel / 2)
                    let plain = try x.conv2d(weight, bias: bias, padding: pad, groups: groups)
                    let tolerance = type == .float32 ? 1e-5 : 2e-2
                    for activation in [nil] + Activation.allCases {
                        let packed = try PackedConvolution(
                            weight: weight, bias: bias, padding: pad, groups: groups, activation: activation,
                            inputShape: shape)
                        try expectClose(
                            packed(x), activation.map { try plain.activated($0) } ?? plain, absolute: 10 * tolerance,
                            relative: tolerance)
                    }
                }
            }
        }
    }
}
