import Files
import Networks
import TestSupport
import Testing
import Torch
import Weights

/// Files laid out as those of keras.applications, with hashed weights; the outputs are Keras' own.
@Suite(.serialized) struct KerasImportTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let backbone: BackboneName
        let side: Int
        var testDescription: String { backbone.rawValue }
    }

    static let cases = [
        Case(backbone: .xception, side: 71), Case(backbone: .inceptionV3, side: 107),
        Case(backbone: .resnet50, side: 64), Case(backbone: .vgg16, side: 48), Case(backbone: .vgg19, side: 48),
    ]
    static let head = HeadConfiguration(hidden: 4, embedding: 4)

    @Test(arguments: cases) func `imported weights give Keras' numbers`(_ test: Case) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("notop.h5")
        let name = "keras_\(test.backbone.rawValue)"
        try KerasListing(name).write(to: path)
        let weights = try PretrainedWeights(contentsOf: path)
        #expect(weights.backbone == test.backbone)
        #expect(weights.origin == .keras)
        let network = try GalaxyNetwork(backbone: test.backbone, head: Self.head, origin: weights.origin, seed: 1)
        #expect(weights.completeThrough == network.backbone.endpoint)
        try weights.load(into: network)
        let expected = try numpyArray(goldenPath("\(name)_\(test.side).npy"))
        let image = try Tensor(HashedValues.image(side: test.side), shape: [1, 3, test.side, test.side])
        let features = try network.backbone.features(image.contiguous(.channelsLast), training: false)
        #expect(features.shape == expected.shape)
        let difference = try relativeDifference(features.floats(), expected.values)
        print("golden \(name)_\(test.side): \(difference)")
        #expect(difference < 1e-5)

        // What `import` writes is the same network.
        let imported = directory.file("imported.safetensors")
        try weights.write(to: imported)
        let again = try PretrainedWeights(contentsOf: imported)
        #expect(again.backbone == test.backbone)
        #expect(again.origin == .keras)
        let other = try GalaxyNetwork(backbone: test.backbone, head: Self.head, origin: .keras, seed: 2)
        try again.load(into: other)
        let same = try other.backbone.features(image.contiguous(.channelsLast), training: false).isEqual(features)
        #expect(same)
    }

    @Test func `what is wrong with a file is said tensor by tensor`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("notop.h5")
        var listing = try KerasListing("keras_xception")
        let gone = try #require(listing.layers.firstIndex { $0.name == "block5_sepconv1_bn" })
        listing.layers.remove(at: gone)
        let narrow = try #require(listing.layers.firstIndex { $0.name == "block1_conv2" })
        listing.layers[narrow].weights[0].shape = [3, 3, 32, 60]
        listing.layers.append(("block99_conv", [.init(name: "block99_conv/kernel:0", shape: [1, 1, 2, 2])]))
        try listing.write(to: path)
        let weights = try PretrainedWeights(contentsOf: path)
        let network = try GalaxyNetwork(backbone: .xception, head: Self.head, origin: .keras, seed: 1)
        let before = try #require(network.store["backbone.block1_conv1.weight"]).detach().clone()
        let error = try #require(throws: InputError.self) { try weights.load(into: network) }
        #expect(error.file == path)
        let text = error.description
        #expect(text.contains("4 tensors missing: block5_sepconv1_bn.weight, block5_sepconv1_bn.bias"))
        #expect(text.contains("1 tensor unexpected: /block99_conv/block99_conv/kernel:0"))
        #expect(
            text.contains("1 tensor of another shape: block1_conv2.weight is [60, 32, 3, 3], needed [64, 32, 3, 3]"))
        let after = try #require(network.store["backbone.block1_conv1.weight"])
        #expect(try after.isEqual(before))
        // Up to where the file is complete it can be used.
        #expect(weights.completeThrough == "block1_conv1")
    }

    @Test func `weights of another network are refused, with what differs`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("notop.h5")
        try KerasListing("keras_vgg16").write(to: path)
        let weights = try PretrainedWeights(contentsOf: path)
        let network = try GalaxyNetwork(backbone: .xceptionSmall, head: Self.head, seed: 1)
        let error = try #require(throws: InputError.self) { try weights.load(into: network) }
        let text = error.description
        #expect(text.contains("This file holds Keras VGG16 (vgg16, origin keras); the network is xception_small"))
        #expect(text.contains("missing: block1_conv1.weight"))
        #expect(text.contains("26 tensors unexpected"))
        #expect(text.contains(" more"))
        #expect(text.contains("Choose the backbone vgg16, or other weights"))
        let inTorch = try GalaxyNetwork(backbone: .vgg16, head: Self.head, origin: .torch, seed: 1)
        let origin = try #require(throws: InputError.self) { try weights.load(into: inTorch) }
        #expect(origin.description.contains("Build the network with the origin keras"))
    }
}
