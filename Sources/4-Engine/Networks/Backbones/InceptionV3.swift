// InceptionV3.
//
// Paper: Szegedy, Vanhoucke, Ioffe, Shlens, Wojna, "Rethinking the Inception Architecture for Computer Vision",
// arXiv:1512.00567. Layer names and keys are those of torchvision and timm.
//
// Weights: torchvision inception_v3 and timm inception_v3.tv_in1k (BSD-3-Clause, Apache-2.0), keras.applications
// (Apache-2.0), all from Google's release; and github.com/hollance/Forge (MIT), where batch normalisation is folded and
// the layers end at Mixed_7a. Average pools count their padding in torchvision only; see Convention.
internal import Torch

/// Describes InceptionV3.
enum InceptionV3 {
    static func layers(_ convention: Convention) -> [Layer] {
        let pools = convention.averageCountsPadding
        return [
            stem("Conv2d_1a_3x3", 3, 32, size: 3, stride: 2),
            stem("Conv2d_2a_3x3", 32, 32, size: 3),
            stem("Conv2d_2b_3x3", 32, 64, size: 3, padding: 1),
            maxPool("maxpool1", 64),
            stem("Conv2d_3b_1x1", 64, 80, size: 1),
            stem("Conv2d_4a_3x3", 80, 192, size: 3),
            maxPool("maxpool2", 192),
            wide("Mixed_5b", 192, pooled: 32, countsPadding: pools),
            wide("Mixed_5c", 256, pooled: 64, countsPadding: pools),
            wide("Mixed_5d", 288, pooled: 64, countsPadding: pools),
            firstReduction("Mixed_6a", 288),
            factored("Mixed_6b", 768, 128, countsPadding: pools),
            factored("Mixed_6c", 768, 160, countsPadding: pools),
            factored("Mixed_6d", 768, 160, countsPadding: pools),
            factored("Mixed_6e", 768, 192, countsPadding: pools),
            secondReduction("Mixed_7a", 768),
            split("Mixed_7b", 1280, countsPadding: pools),
            split("Mixed_7c", 2048, countsPadding: pools),
        ]
    }

    /// A convolution with normalisation and ReLU under torchvision's keys.
    private static func unit(
        _ key: String, _ inputs: Int, _ outputs: Int, _ kernel: (Int, Int) = (1, 1), stride: Int = 1,
        padding: (Int, Int)? = nil
    ) -> Convolution {
        Convolution(
            "\(key).conv", inputs, outputs, kernel: kernel, stride: stride,
            padding: padding ?? (stride == 1 ? (kernel.0 / 2, kernel.1 / 2) : (0, 0)), ending: .norm("\(key).bn"))
    }

    private static func stem(
        _ name: String, _ inputs: Int, _ outputs: Int, size: Int, stride: Int = 1, padding: Int = 0
    ) -> Layer {
        .chain(name, [unit(name, inputs, outputs, (size, size), stride: stride, padding: (padding, padding))])
    }

    private static func maxPool(_ name: String, _ channels: Int) -> Layer {
        Layer(name, channels: channels) { (_, flow, _) throws(TorchError) in
            flow.main = try flow.main.maxPool2d(kernel: (3, 3), stride: (2, 2))
        }
    }

    /// What a branch begins with.
    private enum Entrance {
        case input
        case averagePool(countsPadding: Bool)
        case maxPool
    }

    /// Convolutions one after the other; `fork` runs several on the result, side by side.
    private struct Branch {
        var entrance: Entrance = .input
        var chain: [Convolution] = []
        var fork: [Convolution] = []
    }

    /// Branches on the same input, their channels joined in this order.
    private static func mixed(_ name: String, _ inputs: Int, _ branches: [Branch]) -> Layer {
        var channels = 0
        for branch in branches {
            let forked = branch.fork.reduce(0) { $0 + $1.outputs }
            channels += forked > 0 ? forked : branch.chain.last?.outputs ?? inputs
        }
        return Layer(name, channels: channels, branches.flatMap { $0.chain + $0.fork }) {
            (units, flow, training) throws(TorchError) in
            var parts: [Tensor] = []
            for branch in branches {
                var x = flow.main
                switch branch.entrance {
                case .input: break
                case .averagePool(let counts):
                    x = try x.avgPool2d(
                        kernel: (3, 3), stride: (1, 1), padding: (1, 1), countIncludesPadding: counts)
                case .maxPool: x = try x.maxPool2d(kernel: (3, 3), stride: (2, 2))
                }
                for convolution in branch.chain { x = try units[convolution.key](x, training: training) }
                if branch.fork.isEmpty { parts.append(x) }
                for convolution in branch.fork { parts.append(try units[convolution.key](x, training: training)) }
            }
            flow.main = try Tensor.cat(parts, axis: 1)
        }
    }

    private static func poolBranch(_ name: String, _ inputs: Int, _ outputs: Int, _ countsPadding: Bool) -> Branch {
        Branch(
            entrance: .averagePool(countsPadding: countsPadding),
            chain: [unit("\(name).branch_pool", inputs, outputs)])
    }

    private static func wide(_ name: String, _ inputs: Int, pooled: Int, countsPadding: Bool) -> Layer {
        mixed(
            name, inputs,
            [
                Branch(chain: [unit("\(name).branch1x1", inputs, 64)]),
                Branch(chain: [
                    unit("\(name).branch5x5_1", inputs, 48), unit("\(name).branch5x5_2", 48, 64, (5, 5)),
                ]),
                Branch(chain: [
                    unit("\(name).branch3x3dbl_1", inputs, 64), unit("\(name).branch3x3dbl_2", 64, 96, (3, 3)),
                    unit("\(name).branch3x3dbl_3", 96, 96, (3, 3)),
                ]),
                poolBranch(name, inputs, pooled, countsPadding),
            ])
    }

    private static func firstReduction(_ name: String, _ inputs: Int) -> Layer {
        mixed(
            name, inputs,
            [
                Branch(chain: [unit("\(name).branch3x3", inputs, 384, (3, 3), stride: 2)]),
                Branch(chain: [
                    unit("\(name).branch3x3dbl_1", inputs, 64), unit("\(name).branch3x3dbl_2", 64, 96, (3, 3)),
                    unit("\(name).branch3x3dbl_3", 96, 96, (3, 3), stride: 2),
                ]),
                Branch(entrance: .maxPool),
            ])
    }

    private static func factored(_ name: String, _ inputs: Int, _ inner: Int, countsPadding: Bool) -> Layer {
        mixed(
            name, inputs,
            [
                Branch(chain: [unit("\(name).branch1x1", inputs, 192)]),
                Branch(chain: [
                    unit("\(name).branch7x7_1", inputs, inner), unit("\(name).branch7x7_2", inner, inner, (1, 7)),
                    unit("\(name).branch7x7_3", inner, 192, (7, 1)),
                ]),
                Branch(chain: [
                    unit("\(name).branch7x7dbl_1", inputs, inner),
                    unit("\(name).branch7x7dbl_2", inner, inner, (7, 1)),
                    unit("\(name).branch7x7dbl_3", inner, inner, (1, 7)),
                    unit("\(name).branch7x7dbl_4", inner, inner, (7, 1)),
                    unit("\(name).branch7x7dbl_5", inner, 192, (1, 7)),
                ]),
                poolBranch(name, inputs, 192, countsPadding),
            ])
    }

    private static func secondReduction(_ name: String, _ inputs: Int) -> Layer {
        mixed(
            name, inputs,
            [
                Branch(chain: [
                    unit("\(name).branch3x3_1", inputs, 192),
                    unit("\(name).branch3x3_2", 192, 320, (3, 3), stride: 2),
                ]),
                Branch(chain: [
                    unit("\(name).branch7x7x3_1", inputs, 192), unit("\(name).branch7x7x3_2", 192, 192, (1, 7)),
                    unit("\(name).branch7x7x3_3", 192, 192, (7, 1)),
                    unit("\(name).branch7x7x3_4", 192, 192, (3, 3), stride: 2),
                ]),
                Branch(entrance: .maxPool),
            ])
    }

    private static func split(_ name: String, _ inputs: Int, countsPadding: Bool) -> Layer {
        mixed(
            name, inputs,
            [
                Branch(chain: [unit("\(name).branch1x1", inputs, 320)]),
                Branch(
                    chain: [unit("\(name).branch3x3_1", inputs, 384)],
                    fork: [
                        unit("\(name).branch3x3_2a", 384, 384, (1, 3)),
                        unit("\(name).branch3x3_2b", 384, 384, (3, 1)),
                    ]),
                Branch(
                    chain: [
                        unit("\(name).branch3x3dbl_1", inputs, 448), unit("\(name).branch3x3dbl_2", 448, 384, (3, 3)),
                    ],
                    fork: [
                        unit("\(name).branch3x3dbl_3a", 384, 384, (1, 3)),
                        unit("\(name).branch3x3dbl_3b", 384, 384, (3, 1)),
                    ]),
                poolBranch(name, inputs, 192, countsPadding),
            ])
    }
}
