import Files
import Networks
import TestSupport
import Testing
import Torch

/// What every backbone must do, whatever its architecture, with every kind of weights it can carry.
@Suite struct BackboneSuite {
    struct Kind: CustomTestStringConvertible, Sendable {
        let name: BackboneName
        let origin: WeightOrigin
        var testDescription: String { "\(name.rawValue), \(origin.rawValue)" }
    }

    /// zoobot's networks are timm's with another input.
    static let kinds = BackboneName.allCases.flatMap { name in
        name.origins.filter { $0 != .zoobot }.map { Kind(name: name, origin: $0) }
    }
    static let head = HeadConfiguration(hidden: 24, dropout: 0.5, embedding: 16, outputs: 3)

    static func network(_ kind: Kind, seed: UInt64 = 1) throws -> GalaxyNetwork {
        try GalaxyNetwork(backbone: kind.name, head: head, origin: kind.origin, seed: seed)
    }

    /// Two pictures, RGB, 0…1, of the least size at which batch normalisation has more than one value for a channel.
    static func pictures(_ name: BackboneName, seed: UInt64 = 2) throws -> Tensor {
        let side = max(name.record.smallestInputSize, 64)
        return try Tensor.rand([2, 3, side, side], generator: Generator(seed: seed)).contiguous(.channelsLast)
    }

    @Test(arguments: kinds) func `runs forward, and every parameter gets a gradient`(_ kind: Kind) throws {
        let network = try Self.network(kind)
        let (embedding, logits) = try network.forward(Self.pictures(kind.name), training: true)
        #expect(embedding.shape == [2, 16])
        #expect(logits.shape == [2, 3])
        #expect(try logits.isFinite())
        try logits.crossEntropyByRow(Tensor([Int64(0), 2], shape: [2])).mean().backward()
        for entry in network.store.entries {
            let gradient = try entry.tensor.grad
            #expect((gradient == nil) == entry.isBuffer, "\(entry.name)")
            if let gradient { #expect(try gradient.isFinite(), "\(entry.name)") }
        }
        let untrained = try network.forward(Self.pictures(kind.name), training: false).logits
        #expect(try untrained.isFinite())
        #expect(!untrained.requiresGrad)
    }

    @Test(arguments: kinds) func `gives features through each named layer`(_ kind: Kind) throws {
        let network = try Self.network(kind)
        let backbone = network.backbone
        let input = try Self.pictures(kind.name).narrow(0, start: 0, length: 1)
        #expect(Set(backbone.layerNames).count == backbone.layerNames.count)
        #expect(backbone.layerNames.last == backbone.endpoint)
        for layer in backbone.layerNames {
            let features = try backbone.features(input, through: layer, training: false)
            #expect(features.shape[1] == backbone.channels(at: layer), "\(layer)")
            #expect(try features.isFinite(), "\(layer)")
        }
    }

    @Test(arguments: kinds) func `a network cut at a layer is the beginning of the whole`(_ kind: Kind) throws {
        let whole = try Self.network(kind)
        let names = whole.backbone.layerNames
        let layer = names[names.count / 2]
        let cut = try GalaxyNetwork(
            backbone: kind.name, endpoint: layer, head: Self.head, origin: kind.origin, seed: 7)
        let kept = Dictionary(uniqueKeysWithValues: whole.store.state())
        try cut.store.load(kept.filter { !$0.key.hasPrefix("head.") }, ignoringUnexpected: true) {
            $0.hasPrefix("head.")
        }
        let input = try Self.pictures(kind.name)
        let expected = try whole.backbone.features(input, through: layer, training: false)
        #expect(try cut.backbone.features(input, training: false).isEqual(expected))
        #expect(cut.backbone.channels() == whole.backbone.channels(at: layer))
    }

    @Test(arguments: kinds) func `another head keeps the backbone`(_ kind: Kind) throws {
        let network = try Self.network(kind)
        let other = try network.withHead(HeadConfiguration(hidden: 8, embedding: 6, outputs: 5), seed: 3)
        let input = try Self.pictures(kind.name)
        #expect(try other.pooled(input).isEqual(network.pooled(input)))
        let (embedding, logits) = try other.forward(input, training: false)
        #expect(embedding.shape == [2, 6])
        #expect(logits.shape == [2, 5])
    }

    @Test(arguments: kinds) func `a checkpoint brings back the same numbers`(_ kind: Kind) throws {
        let directory = try TemporaryDirectory()
        let network = try Self.network(kind)
        let input = try Self.pictures(kind.name)
        // One training pass moves the running statistics away from their first values.
        _ = try network.forward(input, training: true)
        try SafeTensors.write(network.store.state(), to: directory.file("weights.safetensors"))
        let other = try Self.network(kind, seed: 9)
        try other.store.load(try SafeTensors.read(directory.file("weights.safetensors")))
        let expected = try network.forward(input, training: false).logits
        #expect(try other.forward(input, training: false).logits.isEqual(expected))
    }

    @Test(arguments: kinds) func `a frozen beginning gets no gradient and keeps its statistics`(_ kind: Kind) throws {
        let network = try Self.network(kind)
        let names = network.backbone.layerNames
        let last = names[names.count / 3]
        try network.freeze(through: last)
        let before = try network.store.state().map { ($0.0, try $0.1.detach().clone()) }
        let (_, logits) = try network.forward(Self.pictures(kind.name), training: true)
        try logits.crossEntropyByRow(Tensor([Int64(0), 2], shape: [2])).mean().backward()
        let input = try Self.pictures(kind.name)
        let features = try network.backbone.features(input, through: last, training: true)
        #expect(!features.requiresGrad)
        var frozen = 0
        var moved = 0
        for (entry, old) in zip(network.store.entries, before) {
            let same = try entry.tensor.isEqual(old.1)
            if entry.isBuffer {
                if !same { moved += 1 }
            } else {
                let gradient = try entry.tensor.grad
                #expect((gradient == nil) == !entry.isTrainable, "\(entry.name)")
                if !entry.isTrainable { frozen += 1 }
            }
        }
        #expect(frozen > 0)
        let isNormalised = network.store.entries.contains { $0.isBuffer }
        #expect((moved > 0) == isNormalised)
        try network.freeze(through: GalaxyNetwork.all)
        let after = try network.store.state().map { ($0.0, try $0.1.detach().clone()) }
        let pooled = try network.pooled(input, training: true)
        #expect(!pooled.requiresGrad)
        for ((name, now), then) in zip(network.store.state(), after) {
            let same = try now.isEqual(then.1)
            #expect(same, "\(name)")
        }
        try network.freeze(through: nil)
        #expect(network.store.entries.allSatisfy { $0.isTrainable != $0.isBuffer })
    }

    @Test(arguments: kinds) func `folded weights follow the statistics they were made from`(_ kind: Kind) throws {
        let (backbone, store) = try hashedBackbone(kind.name, origin: kind.origin)
        let input = try Self.pictures(kind.name)
        let folded = try backbone.features(input, training: false)
        for entry in store.entries where entry.isBuffer {
            let isMean = entry.name.hasSuffix("mean")
            _ = try withoutGradient { () throws(TorchError) in try entry.tensor.fill(isMean ? 0 : 1) }
        }
        let changed = try backbone.features(input, training: false)
        let isNormalised = store.entries.contains { $0.isBuffer }
        #expect(try changed.isEqual(folded) == !isNormalised)
        #expect(try backbone.features(input, training: false).isEqual(changed))
    }

    @Test(arguments: kinds) func `in autocast inference is narrower, and pooled features are float32`(
        _ kind: Kind
    ) throws {
        let network = try Self.network(kind)
        let input = try Self.pictures(kind.name)
        let expected = try network.pooled(input).floats()
        let narrow = try withAutocast(.bfloat16) { () throws(TorchError) in try network.pooled(input) }
        #expect(narrow.dtype == .float32)
        let difference = try relativeDifference(narrow.floats(), expected)
        #expect(difference > 0)
        #expect(difference < 0.15)
        #expect(try network.pooled(input).floats() == expected)
    }

    @Test func `unknown layers and origins are named with what there is`() throws {
        let network = try Self.network(Kind(name: .xceptionSmall, origin: .keras))
        let unknown = #expect(throws: InputError.self) { try network.freeze(through: "block99") }
        #expect(
            unknown?.description.contains("xception_small has no layer 'block99'. Its layers are: block1_conv1") == true
        )
        let endpoint = #expect(throws: InputError.self) {
            _ = try GalaxyNetwork(backbone: .resnet50, endpoint: "layer9", seed: 1)
        }
        #expect(endpoint?.description.contains("layer4.2") == true)
        let origin = #expect(throws: InputError.self) {
            _ = try GalaxyNetwork(backbone: .vgg16, origin: .folded, seed: 1)
        }
        #expect(origin?.description.contains("Choose one of: torch, keras") == true)
    }

    @Test func `the same seed gives the same network`() throws {
        let kind = Kind(name: .xceptionSmall, origin: .keras)
        let first = try Self.network(kind, seed: 5)
        let second = try Self.network(kind, seed: 5)
        let third = try Self.network(kind, seed: 6)
        let same = try zip(first.store.entries, second.store.entries).allSatisfy { try $0.tensor.isEqual($1.tensor) }
        #expect(same)
        let key = "backbone.block1_conv1.weight"
        let a = try #require(first.store[key])
        let b = try #require(third.store[key])
        #expect(try !a.isEqual(b))
    }
}
