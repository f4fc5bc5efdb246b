// ResNet50.
//
// Paper: He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", arXiv:1512.03385. Layer names and keys are
// those of torchvision.
//
// Weights: torchvision resnet50, timm resnet50.tv_in1k (BSD-3-Clause), with the stride of a bottleneck on its 3 x 3
// convolution ("v1.5"); keras.applications ResNet50 (from the release of the paper's authors, MIT), with the stride on
// its first 1 x 1 convolution and with biases, which the importer moves into the running means; see Convention.
internal import Torch

/// Describes ResNet50 as torchvision names it.
enum ResNet50 {
    static func layers(_ convention: Convention) -> [Layer] {
        var layers = [
            Layer.chain(
                "conv1",
                [Convolution("conv1", 3, 64, kernel: (7, 7), stride: 2, padding: (3, 3), ending: .norm("bn1"))]),
            Layer("maxpool", channels: 64) { (_, flow, _) throws(TorchError) in
                flow.main = try flow.main.halvingMaxPool(.symmetric)
            },
        ]
        var inputs = 64
        for (stage, blocks) in [3, 4, 6, 3].enumerated() {
            let width = 64 << stage
            for block in 0..<blocks {
                layers.append(
                    bottleneck(
                        "layer\(stage + 1).\(block)", inputs, width, stride: stage > 0 && block == 0 ? 2 : 1,
                        strideFirst: convention.strideOnFirstConvolution))
                inputs = 4 * width
            }
        }
        return layers
    }

    private static func bottleneck(
        _ name: String, _ inputs: Int, _ width: Int, stride: Int, strideFirst: Bool
    ) -> Layer {
        let outputs = 4 * width
        let main = [
            Convolution(
                "\(name).conv1", inputs, width, stride: strideFirst ? stride : 1, ending: .norm("\(name).bn1")),
            Convolution(
                "\(name).conv2", width, width, kernel: (3, 3), stride: strideFirst ? 1 : stride, padding: (1, 1),
                ending: .norm("\(name).bn2")),
            Convolution("\(name).conv3", width, outputs, ending: .norm("\(name).bn3"), relu: false),
        ]
        let shortcut =
            inputs == outputs
            ? nil
            : Convolution(
                "\(name).downsample.0", inputs, outputs, stride: stride, ending: .norm("\(name).downsample.1"),
                relu: false)
        return Layer(name, channels: outputs, main + (shortcut.map { [$0] } ?? [])) {
            (units, flow, training) throws(TorchError) in
            let input = flow.main
            var x = input
            for convolution in main { x = try units[convolution.key](x, training: training) }
            let identity = try shortcut.map { (c) throws(TorchError) in try units[c.key](input, training: training) }
            flow.main = try x.addInPlace(identity ?? input).reluInPlace()
        }
    }
}
