// InceptionV3.
//
// Paper: Szegedy, Vanhoucke, Ioffe, Shlens, Wojna, "Rethinking the Inception Architecture for Computer Vision",
// arXiv:1512.00567. Layer names and keys are those of torchvision and timm.
//
// Weights: torchvision inception_v3 and timm inception_v3.tv_in1k (BSD-3-Clause, Apache-2.0), keras.applications
// (Apache-2.0), all from Google's release; and github.com/hollance/Forge (MIT), where batch normalisation is folded and
// the layers end at Mixed_7a. Average pools count their padding in torchvision only; see Convention.
internal import Torch

/// A stem of convolutions, then blocks of branches side by side.
enum InceptionV3 {
    static let records = [
        BackboneRecord(
            name: .inceptionV3, paper: "Szegedy et al. 2015, arXiv:1512.00567", inputSize: 299, smallestInputSize: 75,
            publishers: [
                .init(
                    origin: .torch,
                    convention: .torch(epsilon: 1e-3, averageCountsPadding: true, input: .symmetric),
                    namings: [WeightNaming("torchvision inception_v3")],
                    sources: [
                        .timm("inception_v3", repository: "inception_v3.tv_in1k"),
                        .torchvision("inception_v3", "inception_v3_google-0cc3c7bd"),
                    ]),
                .init(
                    origin: .keras, convention: .keras(epsilon: 1e-3, input: .symmetric),
                    // Keras numbers its layers in the order in which they stand here.
                    namings: [WeightNaming("Keras InceptionV3", .kerasLayers { _ in .numbered })],
                    sources: [
                        .keras(
                            "inception_v3", "inception_v3/inception_v3", md5: "bcbd6486424b2319ff4ef7d526e38f63",
                            "Apache-2.0")
                    ]),
                .init(
                    origin: .folded, convention: Convention(normalization: .folded, input: .symmetric128),
                    namings: [WeightNaming("InceptionV3 with folded normalisation")]),
            ], graph: graph)
    ]

    private static func graph(_ convention: Convention) -> Graph {
        let pools = convention.averageCountsPadding
        var graph = Graph()
        var x = graph.picture
        func stem(_ name: String, _ outputs: Int, size: Int, stride: Int = 1, padding: Int = 0) {
            x = graph.convolution(
                unit(name, x.channels, outputs, (size, size), stride: stride, padding: (padding, padding)), x)
            graph.endLayer(name, x)
        }
        func maxPool(_ name: String) {
            x = graph.maxPool(.init(kernel: 3, stride: 2), x)
            graph.endLayer(name, x)
        }
        func mixed(_ name: String, _ branches: (String, Int) -> [Branch]) {
            x = graph.concatenate(branches(name, x.channels).flatMap { $0.values(in: &graph, of: x) })
            graph.endLayer(name, x)
        }
        stem("Conv2d_1a_3x3", 32, size: 3, stride: 2)
        stem("Conv2d_2a_3x3", 32, size: 3)
        stem("Conv2d_2b_3x3", 64, size: 3, padding: 1)
        maxPool("maxpool1")
        stem("Conv2d_3b_1x1", 80, size: 1)
        stem("Conv2d_4a_3x3", 192, size: 3)
        maxPool("maxpool2")
        for (name, pooled) in [("Mixed_5b", 32), ("Mixed_5c", 64), ("Mixed_5d", 64)] {
            mixed(name) { wide($0, $1, pooled: pooled, countsPadding: pools) }
        }
        mixed("Mixed_6a", firstReduction)
        for (name, inner) in [("Mixed_6b", 128), ("Mixed_6c", 160), ("Mixed_6d", 160), ("Mixed_6e", 192)] {
            mixed(name) { factored($0, $1, inner, countsPadding: pools) }
        }
        mixed("Mixed_7a", secondReduction)
        for name in ["Mixed_7b", "Mixed_7c"] { mixed(name) { split($0, $1, countsPadding: pools) } }
        return graph
    }

    /// A convolution with normalisation and ReLU under torchvision's keys.
    private static func unit(
        _ key: String, _ inputs: Int, _ outputs: Int, _ kernel: (Int, Int) = (1, 1), stride: Int = 1,
        padding: (Int, Int)? = nil
    ) -> Convolution {
        Convolution(
            "\(key).conv", inputs, outputs, kernel: kernel, stride: stride,
            padding: padding.map { .pixels($0.0, $0.1) }
                ?? (stride == 1 ? .pixels(kernel.0 / 2, kernel.1 / 2) : .pixels(0, 0)), ending: .norm("\(key).bn"))
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

        /// What the branch gives for the block's input.
        func values(in graph: inout Graph, of input: Graph.Value) -> [Graph.Value] {
            var x =
                switch entrance {
                case .input: input
                case .averagePool(let counts):
                    graph.averagePool(.init(kernel: 3, stride: 1, padding: 1), countsPadding: counts, input)
                case .maxPool: graph.maxPool(.init(kernel: 3, stride: 2), input)
                }
            x = graph.chain(chain, x)
            return fork.isEmpty ? [x] : fork.map { graph.convolution($0, x) }
        }
    }

    private static func poolBranch(_ name: String, _ inputs: Int, _ outputs: Int, _ countsPadding: Bool) -> Branch {
        Branch(
            entrance: .averagePool(countsPadding: countsPadding),
            chain: [unit("\(name).branch_pool", inputs, outputs)])
    }

    private static func wide(_ name: String, _ inputs: Int, pooled: Int, countsPadding: Bool) -> [Branch] {
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
        ]
    }

    private static func firstReduction(_ name: String, _ inputs: Int) -> [Branch] {
        [
            Branch(chain: [unit("\(name).branch3x3", inputs, 384, (3, 3), stride: 2)]),
            Branch(chain: [
                unit("\(name).branch3x3dbl_1", inputs, 64), unit("\(name).branch3x3dbl_2", 64, 96, (3, 3)),
                unit("\(name).branch3x3dbl_3", 96, 96, (3, 3), stride: 2),
            ]),
            Branch(entrance: .maxPool),
        ]
    }

    private static func factored(_ name: String, _ inputs: Int, _ inner: Int, countsPadding: Bool) -> [Branch] {
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
        ]
    }

    private static func secondReduction(_ name: String, _ inputs: Int) -> [Branch] {
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
        ]
    }

    private static func split(_ name: String, _ inputs: Int, countsPadding: Bool) -> [Branch] {
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
        ]
    }
}

extension BackboneName {
    /// Szegedy et al. 2015.
    public static let inceptionV3 = BackboneName("inception_v3")
}
