import Files
import Foundation
import Networks
import TestSupport
import Testing
import Torch
import Weights

/// Safetensors laid out as those of timm and torchvision, and the sample's folded weights.
@Suite(.serialized) struct TorchImportTests {
    static let head = HeadConfiguration(hidden: 4, embedding: 4)

    /// timm's key for one of this package's keys of Xception.
    static func timmKey(_ key: String) -> String {
        let parts = key.split(separator: ".").map(String.init)
        let unit = parts[0]
        let isNorm = unit.hasSuffix("_bn")
        let base = isNorm ? String(unit.dropLast(3)) : unit
        let names = base.split(separator: "_")
        let block = Int(names[0].dropFirst("block".count))! - 1
        let last = parts[parts.count - 1]
        if block == 0 { return "\(isNorm ? "bn" : "conv")\(base.last!).\(last)" }
        if names[1] == "shortcut" { return "block\(block).\(isNorm ? "skipbn" : "skip").\(last)" }
        let number = base.last!.wholeNumberValue!
        let half = parts[1] == "depthwise" ? "conv1" : "pointwise"
        if block == 13 { return isNorm ? "bn\(number + 2).\(last)" : "conv\(number + 2).\(half).weight" }
        let place = 3 * (number - 1) + 1 - (block == 1 ? 1 : 0)
        return isNorm ? "block\(block).rep.\(place + 1).\(last)" : "block\(block).rep.\(place).\(half).weight"
    }

    /// Writes the hashed weights of a backbone under a publisher's keys, with a classifier and counters.
    static func write(
        _ backbone: BackboneName, to path: String, rename: (String) -> String = { $0 }, skipping: String? = nil
    ) throws {
        let store = ParameterStore()
        _ = try Backbone(backbone, origin: .torch, in: store.root)
        var tensors: [(String, Tensor)] = []
        for entry in store.entries where skipping == nil || !entry.name.hasPrefix(skipping!) {
            let shape = entry.tensor.shape
            tensors.append(
                (rename(entry.name), try Tensor(HashedValues.tensor(entry.name, shape: shape), shape: shape)))
        }
        tensors.append(("fc.weight", try Tensor.zeros([10, 4])))
        tensors.append(("bn1.num_batches_tracked", try Tensor([Int64(7)], shape: [1])))
        try SafeTensors.write(tensors, to: path)
    }

    @Test(arguments: [BackboneName.xception, .inceptionV3, .resnet50, .vgg16, .vgg19])
    func `imported weights give the publisher's numbers`(_ name: BackboneName) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("model.safetensors")
        try Self.write(name, to: path, rename: name == .xception ? Self.timmKey : { $0 })
        let weights = try PretrainedWeights(contentsOf: path)
        #expect(weights.backbone == name)
        #expect(weights.origin == .torch)
        let network = try GalaxyNetwork(backbone: name, head: Self.head, origin: weights.origin, seed: 1)
        try weights.load(into: network)
        for entry in network.store.entries where entry.name.hasPrefix("backbone.") {
            let values = try entry.tensor.floats()
            let key = String(entry.name.dropFirst("backbone.".count))
            let same = values == HashedValues.tensor(key, shape: entry.tensor.shape)
            #expect(same, "\(entry.name)")
        }
    }

    @Test func `a file that ends early serves the layers it has`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("model.safetensors")
        try Self.write(.resnet50, to: path, skipping: "layer4.2.bn3")
        let weights = try PretrainedWeights(contentsOf: path)
        #expect(weights.completeThrough == "layer4.1")
        let whole = try GalaxyNetwork(backbone: .resnet50, head: Self.head, seed: 1)
        let error = try #require(throws: InputError.self) { try weights.load(into: whole) }
        #expect(error.description.contains("4 tensors missing: layer4.2.bn3.weight"))
        #expect(error.description.contains("complete through layer4.1: choose that endpoint"))
        let cut = try GalaxyNetwork(backbone: .resnet50, endpoint: "layer4.1", head: Self.head, seed: 1)
        try weights.load(into: cut)
    }

    @Test func `a run's weights serve as weights of a backbone`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("weights.safetensors")
        let network = try GalaxyNetwork(backbone: .xceptionSmall, head: Self.head, seed: 4)
        try SafeTensors.write(
            network.store.state(), metadata: ["backbone": "xception_small", "origin": "keras"], to: path)
        let other = try GalaxyNetwork(backbone: .xceptionSmall, head: .paper, seed: 5)
        try PretrainedWeights(contentsOf: path).load(into: other)
        let key = "backbone.block7_sepconv2.pointwise.weight"
        let first = try #require(network.store[key])
        let second = try #require(other.store[key])
        #expect(try first.isEqual(second))
    }

    @Test(.enabled(if: SampleData.isPresent, Comment(rawValue: SampleData.absence)))
    func `the folded ImageNet weights are recognised`() throws {
        let inception = try PretrainedWeights(
            contentsOf: SampleData.file("imagenet_inception_v3/inception_v3_imagenet_to_mixed_7a.safetensors"))
        #expect(inception.backbone == .inceptionV3)
        #expect(inception.origin == .folded)
        #expect(inception.completeThrough == "Mixed_7a")
        let network = try GalaxyNetwork(
            backbone: .inceptionV3, endpoint: inception.completeThrough, head: Self.head, origin: .folded, seed: 1)
        try inception.load(into: network)
        let mobile = try PretrainedWeights(
            contentsOf: SampleData.file("imagenet_mobilenet_v1/mobilenet_v1_imagenet_to_conv5_6.safetensors"))
        #expect(mobile.backbone == .mobilenetV1)
        #expect(mobile.origin == .folded)
        #expect(mobile.completeThrough == "conv6_dw")
        let small = try GalaxyNetwork(
            backbone: .mobilenetV1, endpoint: "conv5_6_sep", head: Self.head, origin: .folded, seed: 1)
        try mobile.load(into: small)
        let logits = try small.forward(Tensor.rand([2, 3, 224, 224]), training: false).logits
        #expect(try logits.isFinite())
    }

    /// Writes weights that are all 0.5, which costs no time, under a publisher's keys.
    private static func writeHalves(
        _ backbone: BackboneName, to path: String, prefix: String = "", skipping: String? = nil,
        odd: (String, Float)? = nil
    ) throws {
        var tensors: [(String, Tensor)] = []
        for (key, shape) in Backbone.tensors(of: backbone, origin: .torch).flatMap({
            $0.tensors.map { ($0.key, $0.shape) }
        })
        where key != skipping {
            var tensor = try Tensor.ones(shape) * 0.5
            if let odd, odd.0 == key {
                let count = shape.reduce(1, *)
                tensor = try Tensor([Float](repeating: 0, count: count - 1) + [odd.1], shape: shape)
            }
            tensors.append((prefix + key, tensor))
        }
        tensors.append((prefix + "fc.weight", try Tensor.zeros([10, 4])))
        if !prefix.isEmpty { tensors.append(("decoder.weight", try Tensor.zeros([10, 4]))) }
        try SafeTensors.write(tensors, to: path)
    }

    /// Wrapped by DataParallel, or as the part of a larger model, with tensors of its other parts.
    @Test(arguments: ["module.", "model.encoder."])
    func prefixesAreSeenThrough(_ prefix: String) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("model.safetensors")
        try Self.writeHalves(.mobilenetV1, to: path, prefix: prefix)
        let weights = try PretrainedWeights(contentsOf: path)
        #expect(try weights.endpoint() == weights.completeThrough)
        let network = try GalaxyNetwork(backbone: .mobilenetV1, head: Self.head, origin: weights.origin, seed: 1)
        try weights.load(into: network)
        let tensor = try #require(network.store["backbone.conv1.weight"])
        #expect(try tensor.floats().allSatisfy { $0 == 0.5 })
    }

    @Test(arguments: [
        (BackboneName.resnet50, "layer4.2.conv3.weight"), (.resnet50, "layer2.1.conv1.weight"),
        (.vgg19, "features.34.weight"), (.vgg16, "features.28.weight"), (.mobilenetV1, "conv2_1_dw.weight"),
    ])
    func oneMissingTensorIsNamed(_ backbone: BackboneName, _ name: String) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("model.safetensors")
        try Self.writeHalves(backbone, to: path, skipping: name)
        let weights = try PretrainedWeights(contentsOf: path)
        #expect(weights.backbone == backbone)
        let error = #expect(throws: InputError.self) { try weights.endpoint() }
        #expect(
            error?.problem.contains("1 tensor missing or of another shape: \(name)") == true, "\(error?.problem ?? "")")
        #expect(try WeightReport(contentsOf: path).missing == [name])
    }

    @Test(arguments: [Float.nan, .infinity])
    func numbersThatAreNoneAreRefused(_ value: Float) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("model.safetensors")
        try Self.writeHalves(.mobilenetV1, to: path, odd: ("conv1.weight", value))
        let network = try GalaxyNetwork(backbone: .mobilenetV1, head: Self.head, origin: .torch, seed: 1)
        let error = #expect(throws: InputError.self) { try PretrainedWeights(contentsOf: path).load(into: network) }
        #expect(error?.file == path && error?.problem.contains("'conv1.weight' holds NaN or infinity") == true)
        #expect(throws: InputError.self) { try PretrainedWeights(contentsOf: path).write(to: directory.file("own")) }
    }

    @Test(arguments: [
        ("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", "Git LFS"),
        ("{\"metadata\": {\"total_size\": 9}, \"weight_map\": {\"a\": \"b\"}}", "shards"),
        ("{\"classes\": [\"a\", \"b\"]}", "JSON"), ("\u{8}\u{8}\u{12}\u{7}pytorch\u{1A}\u{3}2.1", "ONNX"),
        ("PK\u{3}\u{4}aaaaaaaaaaaaaaaaaaaaaa\u{10}\u{0}\u{0}\u{0}archive/data.pkl", "cut short"),
        ("\u{8}\u{1}\u{12}\u{80}\u{80}aaaaaaa", "TensorFlow"), ("GGUF\u{3}\u{0}\u{0}\u{0}aaaaaaaa", "GGUF"),
        ("\u{1C}\u{0}\u{0}\u{0}TFL3aaaaaaaa", "TensorFlow Lite"), ("\u{1F}\u{8B}\u{8}\u{0}aaaaaaaa", "gzip"),
        ("<html><body>Not found</body></html>", "web page"),
    ])
    func otherFilesAreCalledWhatTheyAre(_ text: String, _ name: String) throws {
        let directory = try TemporaryDirectory()
        let bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        let path = try directory.write("model.bin", Data(bytes))
        let error = #expect(throws: InputError.self) { try PretrainedWeights(contentsOf: path) }
        #expect(error?.problem.contains(name) == true, "\(error?.problem ?? "")")
        #expect(error?.remedy != nil)
    }

    @Test(arguments: [
        ("a/serialized_exported_program.json", "torch.export"), ("a/archive_format", "torch.export"),
        ("a/saved_model.pb", "TensorFlow"), ("arr_0.npy", "NumPy"),
        ("thesis.pdf", "weights of neither PyTorch nor Keras"),
    ])
    func otherArchivesAreCalledWhatTheyAre(_ member: String, _ name: String) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("model.pt", Data(Zip.archive([(member, [1, 2, 3])])))
        let error = #expect(throws: InputError.self) { try PretrainedWeights(contentsOf: path) }
        #expect(error?.file == path && error?.problem.contains(name) == true, "\(error?.problem ?? "")")
    }

    @Test func aFolderOfTensorFlowsIsCalledWhatItIs() throws {
        let directory = try TemporaryDirectory()
        try directory.write("saved_model.pb", "x")
        let error = #expect(throws: InputError.self) { try PretrainedWeights(contentsOf: directory.path) }
        #expect(error?.file == directory.path && error?.problem.contains("SavedModel of TensorFlow") == true)
    }
}
