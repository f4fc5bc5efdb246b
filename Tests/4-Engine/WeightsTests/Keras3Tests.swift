import Files
import Networks
import TestSupport
import Testing
import Torch
import Weights

/// What Keras 3 writes, against the same model in Keras 2's HDF5; `Goldens/keras3_files.py` made both.
@Suite struct Keras3Tests {
    /// Layer and kind of an array, the last two parts of its name.
    private static func arrays(_ name: String) throws -> [String: [Float]] {
        let file = try WeightFile(goldenPath("keras3/\(name)"))
        return try Dictionary(
            uniqueKeysWithValues: file.summaries.map { summary in
                let kind = summary.name.split(separator: "/").suffix(2).joined(separator: "/")
                return (kind, try file.tensor(summary).floats())
            })
    }

    @Test(arguments: ["named.keras", "unnamed.keras", "named.weights.h5"])
    func layersAndArraysAreThoseOfKeras2(_ name: String) throws {
        let expected = try Self.arrays("legacy.h5")
        var found = try Self.arrays(name)
        #expect(expected.count == 20)
        if name.hasSuffix(".weights.h5") {
            // Nothing in this file says that the layer has no beta.
            found["only_gamma/gamma"] = found.removeValue(forKey: "only_gamma/beta")
        }
        #expect(found.keys.sorted() == expected.keys.sorted())
        for (kind, values) in expected {
            #expect(found[kind] == values, "\(kind)")
            #expect(values == HashedValues.uniform(kind, count: values.count).map(Float.init), "\(kind)")
        }
        #expect(
            try WeightReport(contentsOf: goldenPath("keras3/\(name)")).format
                == (name.hasSuffix(".h5") ? "hdf5" : "keras"))
    }

    /// A model as a layer of another is the layers that it has.
    @Test func aNestedModelIsItsLayers() throws {
        let directory = try TemporaryDirectory()
        var listing = try KerasListing("keras_vgg16")
        let weights = listing.layers.flatMap { layer in
            layer.weights.map { weight in
                KerasListing.Weight(
                    name: "\(layer.name)/\(weight.shape.count == 1 ? "bias" : "kernel"):0", shape: weight.shape)
            }
        }
        listing.layers = [("vgg16", weights)]
        let path = directory.file("nested.h5")
        try listing.write(to: path)
        let found = try PretrainedWeights(contentsOf: path)
        #expect(found.backbone == .vgg16 && found.completeThrough == "block5_pool")
    }

    @Test func aFileWithoutNamesIsRefused() throws {
        let path = goldenPath("keras3/unnamed.weights.h5")
        let error = try #require(throws: InputError.self) { _ = try WeightFile(path) }
        #expect(error.file == path && error.description.contains("model.save('NAME.keras')"), "\(error)")
    }
}
