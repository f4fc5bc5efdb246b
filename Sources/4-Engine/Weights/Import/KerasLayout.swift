internal import Networks

/// Layouts of the 'notop' files of keras.applications. Kernels are (height, width, in, out), depthwise kernels
/// (height, width, channel, 1), and batch normalisation has gamma, beta, moving_mean, moving_variance.
enum KerasLayout {
    static func detect(_ layers: [KerasLayer]) -> WeightLayout? {
        let names = Set(layers.map(\.name))
        func has(_ name: String) -> Bool { names.contains(name) }
        if has("block14_sepconv2") {
            return layout(.xception, "Keras Xception", xception(layers))
        }
        if has("conv5_block3_3_conv"), has("conv4_block6_3_conv"), !has("conv4_block7_1_conv") {
            return layout(.resnet50, "Keras ResNet50", resnet50(layers))
        }
        if has("block5_conv3"), has("block1_conv1") {
            let isLonger = has("block5_conv4")
            return layout(
                isLonger ? .vgg19 : .vgg16, isLonger ? "Keras VGG19" : "Keras VGG16",
                vgg(layers, isLonger ? [2, 2, 4, 4, 4] : [2, 2, 3, 3, 3]))
        }
        if layers.filter({ $0.name.hasPrefix("conv2d") }).count == 94 {
            return layout(.inceptionV3, "Keras InceptionV3", inceptionV3(layers))
        }
        return nil
    }

    private static func layout(_ backbone: BackboneName, _ title: String, _ rules: [TensorRule]) -> WeightLayout {
        WeightLayout(backbone: backbone, origin: .keras, title: title, rules: rules)
    }

    /// Layers whose names Keras made up, in the order of their making.
    private static func numbered(_ layers: [KerasLayer], _ prefix: String) -> [KerasLayer] {
        layers.filter { $0.name.hasPrefix(prefix) }.sorted { $0.number < $1.number }
    }

    private static func kernel(_ layer: KerasLayer, _ key: String) -> [TensorRule] {
        layer.kernels.prefix(1).map { rule("\(key).weight", $0, TensorRule.kernelAxes) }
    }

    private static func rule(_ key: String, _ summary: TensorSummary, _ axes: [Int]) -> TensorRule {
        TensorRule(key: key, source: .permuted(summary, axes: axes))
    }

    /// - Parameter bias: of the convolution before, which the running mean takes up: normalising x + b with mean μ is
    ///   normalising x with mean μ − b.
    private static func norm(_ layer: KerasLayer, _ key: String, bias: TensorSummary? = nil) -> [TensorRule] {
        var rules: [TensorRule] = []
        if let gamma = layer.statistic("gamma") {
            rules.append(TensorRule(key: "\(key).weight", source: .same(gamma)))
        } else if let beta = layer.statistic("beta"), let count = beta.shape.first {
            rules.append(TensorRule(key: "\(key).weight", source: .ones(count: count)))
        }
        if let beta = layer.statistic("beta") {
            rules.append(TensorRule(key: "\(key).bias", source: .same(beta)))
        }
        if let mean = layer.statistic("mean") {
            let source = bias.map { TensorRule.Source.difference(mean, $0) } ?? .same(mean)
            rules.append(TensorRule(key: "\(key).running_mean", source: source))
        }
        if let variance = layer.statistic("var") {
            rules.append(TensorRule(key: "\(key).running_var", source: .same(variance)))
        }
        return rules
    }

    private static func xception(_ layers: [KerasLayer]) -> [TensorRule] {
        let shortcuts = ["block2", "block3", "block4", "block13"].map { "\($0)_shortcut" }
        var rules: [TensorRule] = []
        for layer in layers where layer.name.hasPrefix("block") {
            if layer.isNorm {
                rules += norm(layer, layer.name)
            } else if layer.name.contains("_sepconv"), layer.kernels.count == 2 {
                rules.append(rule("\(layer.name).depthwise.weight", layer.kernels[0], TensorRule.depthwiseAxes))
                rules.append(rule("\(layer.name).pointwise.weight", layer.kernels[1], TensorRule.kernelAxes))
            } else {
                rules += kernel(layer, layer.name)
            }
        }
        for (layer, key) in zip(numbered(layers, "conv2d"), shortcuts) { rules += kernel(layer, key) }
        for (layer, key) in zip(numbered(layers, "batch_normalization"), shortcuts) {
            rules += norm(layer, "\(key)_bn")
        }
        return rules
    }

    /// Keras numbers the convolutions in the order in which this package describes them.
    private static func inceptionV3(_ layers: [KerasLayer]) -> [TensorRule] {
        let units = Backbone.tensors(of: .inceptionV3, origin: .keras).flatMap(\.tensors).map(\.key)
            .filter { $0.hasSuffix(".conv.weight") }.map { String($0.dropLast(".conv.weight".count)) }
        var rules: [TensorRule] = []
        for (layer, unit) in zip(numbered(layers, "conv2d"), units) { rules += kernel(layer, "\(unit).conv") }
        for (layer, unit) in zip(numbered(layers, "batch_normalization"), units) { rules += norm(layer, "\(unit).bn") }
        return rules
    }

    /// `conv3_block2_1_conv` is `layer2.1.conv1`; part 0 of a block is its shortcut.
    private static func resnet50(_ layers: [KerasLayer]) -> [TensorRule] {
        let biases = Dictionary(
            layers.compactMap { layer in layer.isNorm ? nil : layer.bias.map { (layer.name, $0) } },
            uniquingKeysWith: { first, _ in first })
        var rules: [TensorRule] = []
        for layer in layers {
            let parts = layer.name.split(separator: "_")
            guard parts.count >= 2, let stage = parts[0].last?.wholeNumberValue, parts[0].hasPrefix("conv") else {
                continue
            }
            let place: (convolution: String, norm: String)
            if stage == 1 {
                place = ("conv1", "bn1")
            } else if parts.count == 4, let block = Int(parts[1].dropFirst("block".count)), let part = Int(parts[2]) {
                let name = "layer\(stage - 1).\(block - 1)"
                place =
                    part == 0
                    ? ("\(name).downsample.0", "\(name).downsample.1") : ("\(name).conv\(part)", "\(name).bn\(part)")
            } else {
                continue
            }
            if layer.isNorm {
                let convolution = layer.name.dropLast("bn".count) + "conv"
                rules += norm(layer, place.norm, bias: biases[String(convolution)])
            } else {
                rules += kernel(layer, place.convolution)
            }
        }
        return rules
    }

    private static func vgg(_ layers: [KerasLayer], _ convolutions: [Int]) -> [TensorRule] {
        var keys: [String: String] = [:]
        var place = 0
        for (block, count) in convolutions.enumerated() {
            for number in 1...count {
                keys["block\(block + 1)_conv\(number)"] = "features.\(place)"
                place += 2
            }
            place += 1
        }
        var rules: [TensorRule] = []
        for layer in layers {
            guard let key = keys[layer.name] else { continue }
            rules += kernel(layer, key)
            if let bias = layer.bias { rules.append(TensorRule(key: "\(key).bias", source: .same(bias))) }
        }
        return rules
    }
}
