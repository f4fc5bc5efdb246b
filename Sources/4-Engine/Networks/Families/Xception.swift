// Xception.
//
// Paper: François Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions", CVPR 2017,
// arXiv:1610.02357, figure 5. Layer names are those of keras.applications.xception; the shortcuts, which Keras leaves
// unnamed, are `blockN_shortcut`.
//
// Weights: keras.applications (trained on ImageNet by the author of the paper; MIT) and timm's legacy_xception.tf_in1k,
// a port of the same (Apache-2.0). The two differ in what surrounds the weights: Keras has epsilon 1e-3 and
// TensorFlow's 'same' padding of max pools, timm has 1e-5 and symmetric padding; see Convention.
internal import Torch

/// Entry flow, middle flow, exit flow.
enum Xception {
    static let records = [
        BackboneRecord(
            name: .xception, paper: "Chollet 2017, arXiv:1610.02357", inputSize: 299, smallestInputSize: 71,
            publishers: [
                .init(
                    origin: .keras, convention: .keras(epsilon: 1e-3, input: .symmetric),
                    namings: [WeightNaming("Keras Xception", .kerasLayers(kerasPlace))],
                    sources: [
                        .keras("xception", "xception/xception", md5: "b0042744bf5b25fce3cb969f33bebb97", "MIT")
                    ]),
                .init(
                    origin: .torch, convention: .torch(input: .symmetric),
                    namings: [WeightNaming("timm legacy_xception", .tensors(ownKey))],
                    sources: [.timm("xception", release: "v0.1-cadene", "xception-43020ad28")]),
            ]
        ) { graph(.full, $0) },
        // Trained from scratch in a few hundred steps, too few for Keras' momentum.
        BackboneRecord(
            name: .xceptionSmall, paper: "Chollet 2017, arXiv:1610.02357, with fewer channels and blocks",
            inputSize: 80,
            smallestInputSize: 32,
            publishers: [
                .init(origin: .keras, convention: .keras(epsilon: 1e-3, momentum: 0.1, input: .symmetric))
            ]
        ) { graph(.small, $0) },
    ]

    private static func graph(_ configuration: XceptionConfiguration, _ convention: Convention) -> Graph {
        var graph = Graph()
        var x = graph.picture
        for (name, outputs, stride) in [
            ("block1_conv1", configuration.stem.0, 2), ("block1_conv2", configuration.stem.1, 1),
        ] {
            x = graph.convolution(
                Convolution(name, x.channels, outputs, kernel: (3, 3), stride: stride, ending: .norm("\(name)_bn")), x)
            graph.endLayer(name, x)
        }
        var block = 2
        for outputs in configuration.entry {
            x = halving(&graph, block, x, (outputs, outputs), startsWithReLU: block > 2, convention)
            block += 1
        }
        for _ in 0..<configuration.middleBlocks {
            x = middle(&graph, block, x)
            block += 1
        }
        x = halving(&graph, block, x, (x.channels, configuration.exit), startsWithReLU: true, convention)
        block += 1
        x = separable(&graph, "block\(block)_sepconv1", x, configuration.end.0, relu: true)
        _ = separable(&graph, "block\(block)_sepconv2", x, configuration.end.1, relu: true)
        return graph
    }

    /// Two separable convolutions and a max pool beside a 1 x 1 convolution with stride 2.
    private static func halving(
        _ graph: inout Graph, _ block: Int, _ input: Graph.Value, _ outputs: (Int, Int), startsWithReLU: Bool,
        _ convention: Convention
    ) -> Graph.Value {
        let name = "block\(block)"
        var x = separable(&graph, "\(name)_sepconv1", input, outputs.0, startsWithReLU: startsWithReLU, relu: true)
        x = separable(&graph, "\(name)_sepconv2", x, outputs.1)
        x = graph.maxPool(
            convention.poolPadding == .same
                ? .init(kernel: 3, stride: 2, isSame: true) : .init(kernel: 3, stride: 2, padding: 1), x)
        let shortcut = "\(name)_shortcut"
        let beside = graph.convolution(
            Convolution(
                shortcut, input.channels, outputs.1, stride: 2, ending: .norm("\(shortcut)_bn"), activation: nil), input
        )
        x = graph.sum(beside, x)
        graph.endLayer(name, x)
        return x
    }

    /// Three separable convolutions, added to the block's input.
    private static func middle(_ graph: inout Graph, _ block: Int, _ input: Graph.Value) -> Graph.Value {
        let name = "block\(block)"
        var x = separable(&graph, "\(name)_sepconv1", input, input.channels, startsWithReLU: true, relu: true)
        x = separable(&graph, "\(name)_sepconv2", x, input.channels, relu: true)
        x = separable(&graph, "\(name)_sepconv3", x, input.channels)
        x = graph.sum(x, input)
        graph.endLayer(name, x)
        return x
    }

    /// One separable convolution, a layer of its own.
    private static func separable(
        _ graph: inout Graph, _ name: String, _ input: Graph.Value, _ outputs: Int, startsWithReLU: Bool = false,
        relu: Bool = false
    ) -> Graph.Value {
        let start = startsWithReLU ? graph.activation(.relu, input) : input
        let x = graph.chain(Convolution.separable(name, input.channels, outputs, relu: relu), start)
        graph.endLayer(name, x)
        return x
    }

    /// Keras leaves the shortcuts' layers unnamed.
    private static func kerasPlace(_ key: String) -> WeightNaming.KerasPlace {
        let parts = key.split(separator: ".").map(String.init)
        if parts[0].hasSuffix("_shortcut") { return .numbered }
        return .named(parts[0], norm: "\(parts[0])_bn", kernel: parts.last == "pointwise" ? 1 : 0)
    }

    /// timm counts blocks from 1 after the stem, Keras from 2; timm's Sequential `rep` holds ReLU, separable convolution
    /// and normalisation in turn, without the first ReLU in block 1.
    private static func ownKey(_ key: String) -> String {
        let parts = key.split(separator: ".").map(String.init)
        let stem = [
            "conv1": "block1_conv1", "bn1": "block1_conv1_bn", "conv2": "block1_conv2", "bn2": "block1_conv2_bn",
        ]
        if let name = stem[parts[0]], parts.count == 2 { return "\(name).\(parts[1])" }
        var unit: String
        var rest = Array(parts.dropFirst())
        if let end = ["conv3": 1, "bn3": 1, "conv4": 2, "bn4": 2][parts[0]], !rest.isEmpty {
            unit = "block14_sepconv\(end)"
        } else {
            guard parts[0].hasPrefix("block"), let block = Int(parts[0].dropFirst(5)), rest.count >= 2 else {
                return key
            }
            unit = "block\(block + 1)"
            if rest[0] == "skip" { return "\(unit)_shortcut.\(rest[1])" }
            if rest[0] == "skipbn" { return "\(unit)_shortcut_bn.\(rest[1])" }
            guard rest[0] == "rep", let place = Int(rest[1]), rest.count >= 3 else { return key }
            unit += "_sepconv\((place + (block == 1 ? 1 : 0)) / 3 + 1)"
            rest.removeFirst(2)
        }
        switch rest[0] {
        case "conv1": return "\(unit).depthwise.weight"
        case "pointwise": return "\(unit).pointwise.weight"
        default: return "\(unit)_bn.\(rest[0])"
        }
    }
}

extension BackboneName {
    /// Chollet 2017; the paper's network.
    public static let xception = BackboneName("xception")
    /// The same graph with fewer channels and blocks, to be trained from scratch on small pictures.
    public static let xceptionSmall = BackboneName("xception_small")
}
