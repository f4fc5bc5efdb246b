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

/// Describes Xception: entry flow, middle flow, exit flow.
enum Xception {
    static func layers(_ configuration: XceptionConfiguration, _ convention: Convention) -> [Layer] {
        let stem = configuration.stem
        var layers = [
            Layer.chain(
                "block1_conv1",
                [
                    Convolution(
                        "block1_conv1", 3, stem.0, kernel: (3, 3), stride: 2, ending: .norm("block1_conv1_bn"))
                ]),
            Layer.chain(
                "block1_conv2",
                [Convolution("block1_conv2", stem.0, stem.1, kernel: (3, 3), ending: .norm("block1_conv2_bn"))]),
        ]
        var channels = stem.1
        var number = 2
        for outputs in configuration.entry {
            layers += halving(
                "block\(number)", channels, (outputs, outputs), startsWithReLU: number > 2, convention.poolPadding)
            channels = outputs
            number += 1
        }
        for _ in 0..<configuration.middleBlocks {
            layers += middle("block\(number)", channels)
            number += 1
        }
        layers += halving(
            "block\(number)", channels, (channels, configuration.exit), startsWithReLU: true, convention.poolPadding)
        number += 1
        let first = "block\(number)_sepconv1"
        let second = "block\(number)_sepconv2"
        layers.append(.chain(first, Convolution.separable(first, configuration.exit, configuration.end.0, relu: true)))
        layers.append(
            .chain(second, Convolution.separable(second, configuration.end.0, configuration.end.1, relu: true)))
        return layers
    }

    /// Two separable convolutions and a max pool beside a 1 x 1 convolution with stride 2.
    private static func halving(
        _ block: String, _ inputs: Int, _ outputs: (Int, Int), startsWithReLU: Bool, _ padding: Convention.PoolPadding
    ) -> [Layer] {
        let shortcut = "\(block)_shortcut"
        return [
            separable("\(block)_sepconv1", inputs, outputs.0, startsBlock: true, startsWithReLU: startsWithReLU),
            separable("\(block)_sepconv2", outputs.0, outputs.1),
            Layer(
                block, channels: outputs.1,
                [Convolution(shortcut, inputs, outputs.1, stride: 2, ending: .norm("\(shortcut)_bn"), relu: false)]
            ) { (units, flow, training) throws(TorchError) in
                let pooled = try flow.main.halvingMaxPool(padding)
                flow.main = try units[shortcut](flow.takeSkip(), training: training).addInPlace(pooled)
            },
        ]
    }

    /// Three separable convolutions, added to the block's input.
    private static func middle(_ block: String, _ channels: Int) -> [Layer] {
        [
            separable("\(block)_sepconv1", channels, channels, startsBlock: true, startsWithReLU: true),
            separable("\(block)_sepconv2", channels, channels, relu: true),
            separable("\(block)_sepconv3", channels, channels),
            Layer(block, channels: channels) { (_, flow, _) throws(TorchError) in
                flow.main = try flow.main.addInPlace(flow.takeSkip())
            },
        ]
    }

    /// One separable convolution of a block. The first one keeps the block's input for the sum and runs on its ReLU; the
    /// last one of a block has no ReLU after it.
    private static func separable(
        _ name: String, _ inputs: Int, _ outputs: Int, startsBlock: Bool = false, startsWithReLU: Bool = false,
        relu: Bool? = nil
    ) -> Layer {
        let halves = Convolution.separable(name, inputs, outputs, relu: relu ?? startsBlock)
        return Layer(name, channels: outputs, halves) { (units, flow, training) throws(TorchError) in
            if startsBlock { flow.startBlock() }
            if startsWithReLU { flow.main = try flow.main.relu() }
            flow.main = try units[halves[0].key](flow.main, training: training)
            flow.main = try units[halves[1].key](flow.main, training: training)
        }
    }
}
