import Networks
import TestSupport
import Testing
import Torch

/// Whole outputs of Keras, timm and torchvision with the same (hashed) weights; `Goldens/*.py` wrote them.
@Suite struct BackboneGoldenTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let backbone: BackboneName
        let origin: WeightOrigin
        let side: Int
        let golden: String
        var testDescription: String { golden }
    }

    static let cases = [
        Case(backbone: .xception, origin: .keras, side: 71, golden: "xception_keras_71"),
        Case(backbone: .xception, origin: .keras, side: 96, golden: "xception_keras_96"),
        Case(backbone: .xception, origin: .torch, side: 71, golden: "xception_timm_71"),
        Case(backbone: .xception, origin: .torch, side: 96, golden: "xception_timm_96"),
        Case(backbone: .inceptionV3, origin: .torch, side: 139, golden: "inception_v3_139"),
        Case(backbone: .resnet50, origin: .torch, side: 75, golden: "resnet50_75"),
        Case(backbone: .vgg16, origin: .torch, side: 71, golden: "vgg16_71"),
        Case(backbone: .vgg19, origin: .torch, side: 64, golden: "vgg19_64"),
        Case(backbone: .mobilenetV1, origin: .folded, side: 75, golden: "mobilenet_v1_folded_75"),
        Case(backbone: .mobilenetV1, origin: .torch, side: 75, golden: "mobilenetv1_100_75"),
        Case(backbone: .efficientnetLite0, origin: .torch, side: 64, golden: "tf_efficientnet_lite0_64"),
        Case(backbone: .efficientnetLite0, origin: .torch, side: 75, golden: "tf_efficientnet_lite0_75"),
        Case(backbone: .efficientnetLite1, origin: .torch, side: 64, golden: "tf_efficientnet_lite1_64"),
        Case(backbone: .efficientnetLite2, origin: .torch, side: 64, golden: "tf_efficientnet_lite2_64"),
        Case(backbone: .efficientnetLite3, origin: .torch, side: 64, golden: "tf_efficientnet_lite3_64"),
        Case(backbone: .efficientnetLite4, origin: .torch, side: 64, golden: "tf_efficientnet_lite4_64"),
        Case(backbone: .efficientnetB0, origin: .torch, side: 64, golden: "efficientnet_b0_64"),
        Case(backbone: .efficientnetB0, origin: .torch, side: 75, golden: "efficientnet_b0_75"),
        Case(backbone: .convnextPico, origin: .torch, side: 64, golden: "convnext_pico_64"),
        Case(backbone: .convnextNano, origin: .torch, side: 64, golden: "convnext_nano_64"),
        Case(backbone: .convnextNano, origin: .torch, side: 75, golden: "convnext_nano_75"),
        Case(backbone: .convnextTiny, origin: .torch, side: 64, golden: "convnext_tiny_64"),
        Case(backbone: .convnextSmall, origin: .torch, side: 64, golden: "convnext_small_64"),
        Case(backbone: .convnextBase, origin: .torch, side: 64, golden: "convnext_base_64"),
        Case(backbone: .resnet18, origin: .torch, side: 75, golden: "resnet18_75"),
        Case(backbone: .resnet101, origin: .torch, side: 64, golden: "resnet101_64"),
    ]

    @Test(arguments: cases) func `gives the publisher's numbers`(_ test: Case) throws {
        let (backbone, _) = try hashedBackbone(test.backbone, origin: test.origin)
        let features = try backbone.features(hashedImage(test.side), training: false)
        let expected = try golden(test.golden)
        #expect(features.shape == expected.shape)
        let difference = try relativeDifference(features.floats(), expected.values)
        print("golden \(test.golden): \(difference)")
        #expect(difference < 1e-5)
    }

    @Test func `Inception's inner layers give torchvision's means`() throws {
        let (backbone, _) = try hashedBackbone(.inceptionV3, origin: .torch)
        let image = try hashedImage(139)
        var means: [Float] = []
        for layer in ["Mixed_5d", "Mixed_6e"] {
            means += try backbone.features(image, through: layer, training: false).globalAveragePool().floats()
        }
        let expected = try golden("inception_v3_139_means")
        let difference = relativeDifference(means, expected.values)
        print("golden inception_v3_139_means: \(difference)")
        #expect(difference < 1e-5)
    }

    @Test(.enabled(if: SampleData.isPresent, Comment(rawValue: SampleData.absence)))
    func `the ImageNet Inception gives its published means`() throws {
        let folder = "imagenet_inception_v3/"
        let store = ParameterStore()
        let backbone = try Backbone(.inceptionV3, origin: .folded, endpoint: "Mixed_7a", in: store.root)
        let weights = try SampleData.file(folder + "inception_v3_imagenet_to_mixed_7a.safetensors")
        try store.load(try SafeTensors.read(weights))
        let input = try numpyArray(try SampleData.file(folder + "golden_input_uint8_nhwc.npy"))
        let pixels = try Tensor(input.values, shape: input.shape).permute([0, 3, 1, 2]).contiguous(.channelsLast)
        let scaled = try (pixels - 128) / 128
        let expected = try numpyArray(try SampleData.file(folder + "golden_features_6e_768_7a_1280.npy"))
        let middle = try backbone.features(scaled, through: "Mixed_6e", training: false).globalAveragePool()
        let end = try backbone.features(scaled, training: false).globalAveragePool()
        let means = try Tensor.cat([middle, end], axis: 1)
        #expect(means.shape == expected.shape)
        let difference = try relativeDifference(means.floats(), expected.values)
        print("golden imagenet_inception_v3: \(difference)")
        #expect(difference < 1e-4)
    }
}
