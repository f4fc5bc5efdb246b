internal import Networks

/// Layouts of safetensors files: this package's own, timm's and torchvision's, and the folded Inception and MobileNet.
enum TorchLayout {
    /// The entry of a file's metadata that names the backbone.
    static let backboneEntry = "backbone"
    /// The entry of a file's metadata that names the origin.
    static let originEntry = "origin"

    private typealias Kept = [(key: String, summary: TensorSummary)]

    /// The layout of `file`: by tensors that only one network has; where they are not there, behind a prefix that a wrapper
    /// has put before all names (`module.`, `model.encoder.`); else the network most of whose tensors are there, so that
    /// those that are missing can be named.
    static func detect(_ file: WeightFile) -> WeightLayout? {
        if let name = file.metadata[backboneEntry].flatMap(BackboneName.init(rawValue:)),
            let origin = file.metadata[originEntry].flatMap(WeightOrigin.init(rawValue:))
        {
            let prefix = file.summaries.contains { $0.name.hasPrefix("backbone.") } ? "backbone." : ""
            return layout(Form(name, origin, "TuningFork \(name.rawValue)"), kept(file, behind: prefix), prefix)
        }
        var prefixes = [""]
        while prefixes.count < 4,
            let next = commonStart(of: file.summaries.map(\.name), behind: prefixes[prefixes.count - 1])
        {
            prefixes.append(next)
        }
        // The longest prefix may be a part of the network's own names, such as VGG's "features.".
        for prefix in prefixes {
            let kept = kept(file, behind: prefix)
            if let form = form(Set(kept.map(\.key))) { return layout(form, kept, prefix) }
        }
        let nearest = prefixes.compactMap { prefix in
            Form.all.map { (form: $0, prefix: prefix, share: $0.share(of: kept(file, behind: prefix).map(\.key))) }
                .max { $0.share < $1.share }
        }.max { $0.share < $1.share }
        guard let nearest, nearest.share > 0.5 else { return nil }
        return layout(nearest.form, kept(file, behind: nearest.prefix), nearest.prefix)
    }

    /// The tensors that may be a backbone's, by their names without `prefix`.
    private static func kept(_ file: WeightFile, behind prefix: String) -> Kept {
        file.summaries.compactMap { summary in
            guard summary.name.hasPrefix(prefix) else { return nil }
            let key = String(summary.name.dropFirst(prefix.count))
            return WeightLayout.isIgnorable(key) ? nil : (key, summary)
        }
    }

    /// `prefix` with the first part that nearly all names have in common behind it; nil where there is none.
    private static func commonStart(of names: [String], behind prefix: String) -> String? {
        let rests = names.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
        var counts: [Substring: Int] = [:]
        for rest in rests { if let point = rest.firstIndex(of: ".") { counts[rest[...point], default: 0] += 1 } }
        guard let (start, count) = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
            count * 10 >= rests.count * 9
        else { return nil }
        return prefix + start
    }

    private static func layout(_ form: Form, _ kept: Kept, _ prefix: String) -> WeightLayout {
        WeightLayout(
            backbone: form.backbone, origin: form.origin, title: form.title,
            rules: kept.map { TensorRule(key: form.rename($0.key), source: .same($0.summary)) }, prefix: prefix)
    }

    /// One way in which a network's weights are published.
    private struct Form {
        let backbone: BackboneName
        let origin: WeightOrigin
        let title: String
        let rename: @Sendable (String) -> String

        init(
            _ backbone: BackboneName, _ origin: WeightOrigin, _ title: String,
            rename: @escaping @Sendable (String) -> String = { $0 }
        ) {
            self.backbone = backbone
            self.origin = origin
            self.title = title
            self.rename = rename
        }

        static let ownXception = Form(.xception, .keras, "TuningFork xception")
        static let xception = Form(.xception, .torch, "timm legacy_xception", rename: xceptionKey)
        static let foldedInception = Form(.inceptionV3, .folded, "InceptionV3 with folded normalisation")
        static let inception = Form(.inceptionV3, .torch, "torchvision inception_v3")
        static let resnet = Form(.resnet50, .torch, "torchvision resnet50")
        static let vgg16 = Form(.vgg16, .torch, "torchvision vgg16")
        static let vgg19 = Form(.vgg19, .torch, "torchvision vgg19")
        static let foldedMobilenet = Form(.mobilenetV1, .folded, "MobileNet v1 with folded normalisation")
        static let mobilenet = Form(.mobilenetV1, .torch, "MobileNet v1")
        static let all = [
            ownXception, xception, foldedInception, inception, resnet, vgg16, vgg19, foldedMobilenet, mobilenet,
        ]

        /// How many of the network's tensors and of `names` are in both, as a share of those in either.
        func share(of names: [String]) -> Double {
            let own = Set(Backbone.tensors(of: backbone, origin: origin).flatMap { $0.tensors.map(\.key) })
            let given = Set(names.map(rename))
            return Double(own.intersection(given).count) / Double(max(1, own.union(given).count))
        }
    }

    private static func form(_ names: Set<String>) -> Form? {
        func has(_ name: String) -> Bool { names.contains(name) }
        if has("block14_sepconv2.pointwise.weight") { return .ownXception }
        if has("block12.rep.1.conv1.weight"), has("conv4.pointwise.weight") { return .xception }
        if has("Mixed_5b.branch1x1.conv.weight") {
            return has("Conv2d_1a_3x3.conv.bias") ? .foldedInception : .inception
        }
        if has("layer4.2.conv3.weight"), has("layer3.5.conv3.weight"), !has("layer3.6.conv3.weight") { return .resnet }
        if has("features.28.weight"), has("features.0.weight"), !has("features.1.weight") {
            return ["30", "32", "34"].contains { has("features.\($0).weight") } ? .vgg19 : .vgg16
        }
        if has("conv2_1_dw.weight") { return has("conv1.bias") ? .foldedMobilenet : .mobilenet }
        return nil
    }

    /// timm counts blocks from 1 after the stem, Keras from 2; timm's Sequential `rep` holds ReLU, separable convolution
    /// and normalisation in turn, without the first ReLU in block 1.
    static func xceptionKey(_ key: String) -> String {
        let parts = key.split(separator: ".").map(String.init)
        let stem = [
            "conv1": "block1_conv1", "bn1": "block1_conv1_bn", "conv2": "block1_conv2", "bn2": "block1_conv2_bn",
        ]
        if let name = stem[parts[0]], parts.count == 2 { return "\(name).\(parts[1])" }
        var unit: String
        var rest = Array(parts.dropFirst())
        if let end = ["conv3": 1, "bn3": 1, "conv4": 2, "bn4": 2][parts[0]] {
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
