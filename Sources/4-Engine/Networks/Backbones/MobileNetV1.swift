// MobileNet v1, width 1.0.
//
// Paper: Howard et al., "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications",
// arXiv:1704.04861, table 1. Layer names and keys are those of github.com/shicai/MobileNet-Caffe: zero padding 1, ReLU
// after every convolution.
//
// Weights: github.com/hollance/Forge (MIT), converted there from shicai/MobileNet-Caffe, with batch normalisation folded
// into the convolutions; they end at conv6_dw, so that features are taken at conv5_6_sep.
internal import Torch

/// Describes MobileNet v1: pairs of a depthwise and a pointwise convolution.
enum MobileNetV1 {
    static func layers() -> [Layer] {
        var layers = [unit("conv1", 3, 32, size: 3, stride: 2, groups: 1)]
        var pairs = [
            ("conv2_1", 32, 64, 1), ("conv2_2", 64, 128, 2), ("conv3_1", 128, 128, 1), ("conv3_2", 128, 256, 2),
            ("conv4_1", 256, 256, 1), ("conv4_2", 256, 512, 2),
        ]
        for number in 1...5 { pairs.append(("conv5_\(number)", 512, 512, 1)) }
        pairs += [("conv5_6", 512, 1024, 2), ("conv6", 1024, 1024, 1)]
        for (name, inputs, outputs, stride) in pairs {
            layers.append(unit("\(name)_dw", inputs, inputs, size: 3, stride: stride, groups: inputs))
            layers.append(unit("\(name)_sep", inputs, outputs, size: 1, stride: 1, groups: 1))
        }
        return layers
    }

    private static func unit(
        _ name: String, _ inputs: Int, _ outputs: Int, size: Int, stride: Int, groups: Int
    ) -> Layer {
        .chain(
            name,
            [
                Convolution(
                    name, inputs, outputs, kernel: (size, size), stride: stride, padding: (size / 2, size / 2),
                    groups: groups, ending: .norm("\(name)_bn"))
            ])
    }
}
