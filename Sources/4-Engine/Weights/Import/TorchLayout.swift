internal import Networks

/// Layouts of safetensors files: this package's own, timm's and torchvision's, and the folded Inception and MobileNet.
enum TorchLayout {
    /// The entry of a file's metadata that names the backbone.
    static let backboneEntry = "backbone"
    /// The entry of a file's metadata that names the origin.
    static let originEntry = "origin"

    static func detect(_ file: WeightFile) -> WeightLayout? {
        let isRun = file.summaries.contains { $0.name.hasPrefix("backbone.") }
        let kept = file.summaries.compactMap { summary -> (key: String, summary: TensorSummary)? in
            if isRun {
                return summary.name.hasPrefix("backbone.") ? (String(summary.name.dropFirst(9)), summary) : nil
            }
            return WeightLayout.isIgnorable(summary.name) ? nil : (summary.name, summary)
        }
        let names = Set(kept.map(\.key))
        func has(_ name: String) -> Bool { names.contains(name) }
        func layout(
            _ backbone: BackboneName, _ origin: WeightOrigin, _ title: String, rename: (String) -> String = { $0 }
        ) -> WeightLayout {
            WeightLayout(
                backbone: backbone, origin: origin, title: title,
                rules: kept.map { TensorRule(key: rename($0.key), source: .same($0.summary)) })
        }
        if let name = file.metadata[backboneEntry].flatMap(BackboneName.init(rawValue:)),
            let origin = file.metadata[originEntry].flatMap(WeightOrigin.init(rawValue:))
        {
            return layout(name, origin, "TuningFork \(name.rawValue)")
        }
        if has("block14_sepconv2.pointwise.weight") { return layout(.xception, .keras, "TuningFork xception") }
        if has("block12.rep.1.conv1.weight"), has("conv4.pointwise.weight") {
            return layout(.xception, .torch, "timm legacy_xception", rename: xceptionKey)
        }
        if has("Mixed_5b.branch1x1.conv.weight") {
            return has("Conv2d_1a_3x3.conv.bias")
                ? layout(.inceptionV3, .folded, "InceptionV3 with folded normalisation")
                : layout(.inceptionV3, .torch, "torchvision inception_v3")
        }
        if has("layer4.2.conv3.weight"), has("layer3.5.conv3.weight"), !has("layer3.6.conv3.weight") {
            return layout(.resnet50, .torch, "torchvision resnet50")
        }
        if has("features.28.weight"), has("features.0.weight"), !has("features.1.weight") {
            return has("features.34.weight")
                ? layout(.vgg19, .torch, "torchvision vgg19") : layout(.vgg16, .torch, "torchvision vgg16")
        }
        if has("conv2_1_dw.weight") {
            return has("conv1.bias")
                ? layout(.mobilenetV1, .folded, "MobileNet v1 with folded normalisation")
                : layout(.mobilenetV1, .torch, "MobileNet v1")
        }
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
