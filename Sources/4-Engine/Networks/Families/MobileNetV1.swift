// MobileNet v1, width 1.0.
//
// Paper: Howard et al., "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications",
// arXiv:1704.04861, table 1. Layer names and keys are those of github.com/shicai/MobileNet-Caffe.
//
// Weights: timm mobilenetv1_100.ra4_e3600_r224_in1k (Apache-2.0), with ReLU6; github.com/hollance/Forge (MIT), converted
// there from shicai/MobileNet-Caffe, with ReLU and with batch normalisation folded into the convolutions; these end at
// conv6_dw, so that features are taken at conv5_6_sep. Both pad with one zero on every side.
internal import Torch

/// Pairs of a depthwise and a pointwise convolution.
enum MobileNetV1 {
    static let records = [
        BackboneRecord(
            name: .mobilenetV1, paper: "Howard et al. 2017, arXiv:1704.04861", inputSize: 224, smallestInputSize: 32,
            publishers: [
                .init(
                    origin: .torch, convention: .torch(activation: .relu6, input: .symmetric),
                    namings: [WeightNaming("timm mobilenetv1_100", .tensors(ownKey))],
                    sources: [.timm("mobilenet_v1", repository: "mobilenetv1_100.ra4_e3600_r224_in1k")]),
                .init(
                    origin: .folded, convention: Convention(normalization: .folded, input: .caffe017),
                    namings: [WeightNaming("MobileNet v1 with folded normalisation")]),
            ], graph: graph)
    ]

    /// Name, channels of the output and stride of each pair, by timm's stages.
    private static let stages: [[(name: String, outputs: Int, stride: Int)]] = [
        [("conv2_1", 64, 1)],
        [("conv2_2", 128, 2), ("conv3_1", 128, 1)],
        [("conv3_2", 256, 2), ("conv4_1", 256, 1)],
        [("conv4_2", 512, 2)] + (1...5).map { ("conv5_\($0)", 512, 1) },
        [("conv5_6", 1024, 2), ("conv6", 1024, 1)],
    ]

    /// timm's `blocks.1.0.conv_dw.weight` is `conv2_2_dw.weight`.
    private static func ownKey(_ key: String) -> String {
        let parts = key.split(separator: ".").map(String.init)
        let last = parts[parts.count - 1]
        if let stem = ["conv_stem": "conv1", "bn1": "conv1_bn"][parts[0]] { return "\(stem).\(last)" }
        guard parts.count == 5, parts[0] == "blocks", let stage = Int(parts[1]), let block = Int(parts[2]),
            stages.indices.contains(stage), stages[stage].indices.contains(block),
            let part = ["conv_dw": "dw", "bn1": "dw_bn", "conv_pw": "sep", "bn2": "sep_bn"][parts[3]]
        else { return key }
        return "\(stages[stage][block].name)_\(part).\(last)"
    }

    private static func graph(_ convention: Convention) -> Graph {
        var graph = Graph()
        var x = graph.picture
        func unit(_ name: String, _ outputs: Int, size: Int, stride: Int, groups: Int) {
            x = graph.convolution(
                Convolution(
                    name, x.channels, outputs, kernel: (size, size), stride: stride,
                    padding: .pixels(size / 2, size / 2), groups: groups, ending: .norm("\(name)_bn"),
                    activation: convention.activation), x)
            graph.endLayer(name, x)
        }
        unit("conv1", 32, size: 3, stride: 2, groups: 1)
        for (name, outputs, stride) in stages.joined() {
            unit("\(name)_dw", x.channels, size: 3, stride: stride, groups: x.channels)
            unit("\(name)_sep", outputs, size: 1, stride: 1, groups: 1)
        }
        return graph
    }
}

extension BackboneName {
    /// Howard et al. 2017, width 1.0.
    public static let mobilenetV1 = BackboneName("mobilenet_v1")
}
