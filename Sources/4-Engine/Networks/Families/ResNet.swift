// ResNet-18, 50 and 101.
//
// Paper: He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", arXiv:1512.03385. Layer names and keys are
// those of torchvision and timm.
//
// Weights: torchvision and timm (BSD-3-Clause, Apache-2.0), with the stride of a bottleneck on its 3 x 3 convolution
// ("v1.5"); zoobot's encoders (Walmsley et al. 2023, doi:10.21105/joss.05312), timm's networks taught by Galaxy Zoo, which
// take RGB in 0…1; keras.applications ResNet50 (from the release of the paper's authors, MIT), with the stride on the
// first 1 x 1 convolution and with biases, which the importer moves into the running means.
internal import Torch

/// Residual networks of basic blocks (two 3 x 3 convolutions) or bottlenecks (1 x 1, 3 x 3, 1 x 1).
enum ResNet {
    static let records = [
        record(
            .resnet18, blocks: [2, 2, 2, 2], isBottleneck: false,
            sources: [
                .torchvision("resnet18", "resnet18-f37072fd"),
                .timm("resnet18", release: "v0.1-rsb-weights", "resnet18_a1_0-d63eafa0"),
            ]),
        record(
            .resnet50, blocks: [3, 4, 6, 3],
            sources: [
                .timm("resnet50", repository: "resnet50.tv_in1k", "BSD-3-Clause"),
                .torchvision("resnet50", "resnet50-0676ba61"),
            ], keras: keras50),
        record(
            .resnet101, blocks: [3, 4, 23, 3],
            sources: [
                .torchvision("resnet101", "resnet101-63fe2227"),
                .timm("resnet101", release: "v0.1-rsb-weights", "resnet101_a1h-36d3f2aa"),
            ]),
    ]

    private static func record(
        _ name: BackboneName, blocks: [Int], isBottleneck: Bool = true, sources: [WeightSource],
        keras: BackboneRecord.Publisher? = nil
    ) -> BackboneRecord {
        BackboneRecord(
            name: name, paper: "He et al. 2015, arXiv:1512.03385", inputSize: 224, smallestInputSize: 32,
            publishers: [
                .init(
                    origin: .torch, convention: .torch(input: .imageNet),
                    namings: [WeightNaming("torchvision \(name.rawValue)")], sources: sources),
                .init(
                    origin: .zoobot, convention: .torch(input: .unit),
                    namings: [WeightNaming("zoobot \(name.rawValue)")], sources: [.zoobot(name.rawValue)]),
            ] + (keras.map { [$0] } ?? [])
        ) { graph(blocks, isBottleneck, $0) }
    }

    private static let keras50 = BackboneRecord.Publisher(
        origin: .keras, convention: .keras(epsilon: 1.001e-5, strideOnFirstConvolution: true, input: .caffe),
        namings: [WeightNaming("Keras ResNet50", .kerasLayers(kerasPlace))],
        sources: [.keras("resnet50", "resnet/resnet50", md5: "4d473c1dd8becc155b73f8504c6f6626", "MIT")])

    /// `layer2.1.conv1` is `conv3_block2_1_conv`; part 0 of a block is its shortcut.
    private static func kerasPlace(_ key: String) -> WeightNaming.KerasPlace {
        let parts = key.split(separator: ".")
        guard parts.count >= 3, let stage = parts[0].last?.wholeNumberValue, let block = Int(parts[1]) else {
            return .named("conv1_conv", norm: "conv1_bn")
        }
        let part = parts[2] == "downsample" ? 0 : parts[2].last?.wholeNumberValue ?? 0
        let name = "conv\(stage + 1)_block\(block + 1)_\(part)"
        return .named("\(name)_conv", norm: "\(name)_bn")
    }

    private static func graph(_ blocks: [Int], _ isBottleneck: Bool, _ convention: Convention) -> Graph {
        var graph = Graph()
        var x = graph.convolution(
            Convolution("conv1", 3, 64, kernel: (7, 7), stride: 2, padding: .pixels(3, 3), ending: .norm("bn1")),
            graph.picture)
        graph.endLayer("conv1", x)
        x = graph.maxPool(.init(kernel: 3, stride: 2, padding: 1), x)
        graph.endLayer("maxpool", x)
        for (stage, count) in blocks.enumerated() {
            let width = 64 << stage
            for block in 0..<count {
                let name = "layer\(stage + 1).\(block)"
                let stride = stage > 0 && block == 0 ? 2 : 1
                let main =
                    isBottleneck
                    ? bottleneck(name, x.channels, width, stride, strideFirst: convention.strideOnFirstConvolution)
                    : basic(name, x.channels, width, stride)
                var y = graph.chain(main, x)
                var identity = x
                if x.channels != y.channels || stride > 1 {
                    identity = graph.convolution(
                        Convolution(
                            "\(name).downsample.0", x.channels, y.channels, stride: stride,
                            ending: .norm("\(name).downsample.1"), activation: nil), x)
                }
                y = graph.sum(y, identity)
                x = graph.activation(.relu, y)
                graph.endLayer(name, x)
            }
        }
        return graph
    }

    private static func bottleneck(
        _ name: String, _ inputs: Int, _ width: Int, _ stride: Int, strideFirst: Bool
    ) -> [Convolution] {
        [
            Convolution(
                "\(name).conv1", inputs, width, stride: strideFirst ? stride : 1, ending: .norm("\(name).bn1")),
            Convolution(
                "\(name).conv2", width, width, kernel: (3, 3), stride: strideFirst ? 1 : stride, padding: .pixels(1, 1),
                ending: .norm("\(name).bn2")),
            Convolution("\(name).conv3", width, 4 * width, ending: .norm("\(name).bn3"), activation: nil),
        ]
    }

    private static func basic(_ name: String, _ inputs: Int, _ width: Int, _ stride: Int) -> [Convolution] {
        [
            Convolution(
                "\(name).conv1", inputs, width, kernel: (3, 3), stride: stride, padding: .pixels(1, 1),
                ending: .norm("\(name).bn1")),
            Convolution(
                "\(name).conv2", width, width, kernel: (3, 3), padding: .pixels(1, 1), ending: .norm("\(name).bn2"),
                activation: nil),
        ]
    }
}

extension BackboneName {
    /// He et al. 2015, of basic blocks.
    public static let resnet18 = BackboneName("resnet18")
    /// He et al. 2015, with the stride on the 3 x 3 convolution (torchvision) or on the first 1 x 1 (Keras).
    public static let resnet50 = BackboneName("resnet50")
    /// He et al. 2015, with the stride on the 3 x 3 convolution.
    public static let resnet101 = BackboneName("resnet101")
}
