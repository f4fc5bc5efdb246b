internal import Networks

/// Layouts of the 'notop' files of keras.applications. Kernels are (height, width, in, out), depthwise kernels
/// (height, width, channel, 1), and batch normalisation has gamma, beta, moving_mean, moving_variance.
enum KerasLayout {
    /// Where each tensor of the network lies in `layers`, for a form of Keras.
    static func rules(_ layers: [KerasLayer], _ form: WeightForm) -> [TensorRule] {
        guard case .kerasLayers(let place) = form.names else { preconditionFailure("\(form.title) names tensors") }
        let named = Dictionary(layers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var convolutions = numbered(layers, "conv2d")[...]
        var norms = numbered(layers, "batch_normalization")[...]
        return Backbone.convolutions(of: form.backbone, origin: form.origin).flatMap { convolution in
            switch place(convolution.key) {
            case .named(let layer, let norm, let kernel):
                rules(convolution, in: named[layer], kernel, norm: norm.flatMap { named[$0] })
            case .numbered:
                rules(convolution, in: convolutions.popFirst(), 0, norm: norms.popFirst())
            }
        }
    }

    /// Layers whose names Keras made up, in the order of their making.
    private static func numbered(_ layers: [KerasLayer], _ prefix: String) -> [KerasLayer] {
        layers.filter { $0.name.hasPrefix(prefix) }.sorted { $0.number < $1.number }
    }

    private static func rules(
        _ convolution: Convolution, in layer: KerasLayer?, _ kernel: Int, norm: KerasLayer?
    ) -> [TensorRule] {
        var rules: [TensorRule] = []
        if let layer, layer.kernels.indices.contains(kernel) {
            let isDepthwise = convolution.groups > 1
            rules.append(
                TensorRule(
                    key: "\(convolution.key).weight",
                    source: .permuted(
                        layer.kernels[kernel], axes: isDepthwise ? TensorRule.depthwiseAxes : TensorRule.kernelAxes)))
        }
        switch convolution.ending {
        case .norm(let key): rules += norm.map { self.norm($0, key, bias: layer?.bias) } ?? []
        case .bias: rules += layer?.bias.map { [TensorRule(key: "\(convolution.key).bias", source: .same($0))] } ?? []
        case .nothing, .scale: break
        }
        return rules
    }

    /// - Parameter bias: of the convolution before, which the running mean takes up: normalising x + b with mean μ is
    ///   normalising x with mean μ − b.
    private static func norm(_ layer: KerasLayer, _ key: String, bias: TensorSummary?) -> [TensorRule] {
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
}
