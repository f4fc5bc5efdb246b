import Files
import Foundation
import Networks
import TestSupport
import Testing
import Torch
import Weights

/// Files as publishers name their tensors, with hashed weights; the outputs are the publishers' own.
@Suite(.serialized) struct PublisherNamingTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let file: String
        let backbone: BackboneName
        let side: Int
        let title: String
        var testDescription: String { file }
    }

    static let cases = [
        Case(
            file: "torchvision_efficientnet_b0", backbone: .efficientnetB0, side: 64,
            title: "torchvision efficientnet_b0"),
        Case(
            file: "torchvision_convnext_tiny", backbone: .convnextTiny, side: 64, title: "torchvision convnext_tiny"),
        Case(file: "timm_mobilenetv1_100", backbone: .mobilenetV1, side: 64, title: "timm mobilenetv1_100"),
        Case(file: "timm_convnext_tiny", backbone: .convnextTiny, side: 64, title: "timm convnext_tiny"),
        Case(
            file: "package_efficientnet_lite1", backbone: .efficientnetLite1, side: 240,
            title: "efficientnet_lite1_pytorch"),
    ]
    static let head = HeadConfiguration(hidden: 4, embedding: 4)

    /// Writes the listed tensors as safetensors.
    static func write(_ name: String, to path: String) throws {
        let data = try Data(contentsOf: URL(filePath: goldenPath("torch_\(name).json")))
        let list = try #require(try JSONSerialization.jsonObject(with: data) as? [[Any]])
        let tensors = try list.compactMap { line -> (String, Tensor)? in
            let key = try #require(line[0] as? String)
            let shape = try #require(line[1] as? [Int])
            guard !key.hasSuffix("num_batches_tracked") else { return nil }
            return (key, try Tensor(HashedValues.tensor(key, shape: shape), shape: shape))
        }
        try SafeTensors.write(tensors, to: path)
    }

    @Test(arguments: cases) func `a publisher's names give the publisher's numbers`(_ test: Case) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("model.safetensors")
        try Self.write(test.file, to: path)
        let weights = try PretrainedWeights(contentsOf: path)
        #expect(weights.title == test.title)
        #expect(weights.backbone == test.backbone)
        #expect(weights.origin == .torch)
        let network = try GalaxyNetwork(backbone: test.backbone, head: Self.head, origin: weights.origin, seed: 1)
        #expect(try weights.endpoint() == network.backbone.endpoint)
        try weights.load(into: network)
        let expected = try numpyArray(goldenPath("torch_\(test.file)_\(test.side).npy"))
        let image = try Tensor(HashedValues.image(side: test.side), shape: [1, 3, test.side, test.side])
        let features = try network.backbone.features(image.contiguous(.channelsLast), training: false)
        #expect(features.shape == expected.shape)
        let difference = try relativeDifference(features.floats(), expected.values)
        print("golden torch_\(test.file): \(difference)")
        #expect(difference < 1e-5)
    }

    /// zoobot's encoders have timm's names: whose a file is must be said.
    @Test func `an origin that is asked for decides between publishers of one architecture`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("model.safetensors")
        try Self.write("timm_convnext_tiny", to: path)
        #expect(try PretrainedWeights(contentsOf: path).origin == .torch)
        let weights = try PretrainedWeights(contentsOf: path, origin: .zoobot)
        #expect(weights.origin == .zoobot)
        #expect(weights.title == "zoobot convnext_tiny")
        // An origin that the file cannot have changes nothing.
        #expect(try PretrainedWeights(contentsOf: path, origin: .keras).origin == .torch)
    }
}
