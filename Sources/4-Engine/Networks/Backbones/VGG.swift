// VGG16 and VGG19.
//
// Paper: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition",
// arXiv:1409.1556, configurations D and E. Layer names are Keras' (`block3_conv2`); keys are torchvision's.
//
// Weights: torchvision vgg16 and vgg19, timm vgg16.tv_in1k and vgg19.tv_in1k (BSD-3-Clause), which take RGB normalised
// by ImageNet's mean and deviation; keras.applications (from the release of the paper's authors, CC BY 4.0), which take
// BGR in 0…255 less the mean. The layers are the same.
internal import Torch

/// Describes the convolutional part of VGG: blocks of 3 x 3 convolutions with bias and ReLU, a max pool after each.
enum VGG {
    /// - Parameter convolutions: how many convolutions each of the five blocks has.
    static func layers(_ convolutions: [Int]) -> [Layer] {
        var layers: [Layer] = []
        var inputs = 3
        var place = 0
        for (block, count) in convolutions.enumerated() {
            let outputs = min(64 << block, 512)
            for number in 1...count {
                layers.append(
                    .chain(
                        "block\(block + 1)_conv\(number)",
                        [
                            Convolution(
                                "features.\(place)", inputs, outputs, kernel: (3, 3), padding: (1, 1), ending: .bias)
                        ]))
                inputs = outputs
                place += 2
            }
            layers.append(
                Layer("block\(block + 1)_pool", channels: outputs) { (_, flow, _) throws(TorchError) in
                    flow.main = try flow.main.maxPool2d(kernel: (2, 2))
                })
            place += 1
        }
        return layers
    }
}
