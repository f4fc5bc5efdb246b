import Engines
import Evaluation
import Files
import Foundation
import Images
import Inference
import Manifests
import Networks
import Tables
import TestSupport
import Testing
import Torch
import Training
import TrainingSets
import Vectors

/// Vectors and figures against PyTorch and scikit-learn; `Goldens/*.py` wrote them.
@Suite(.serialized) struct GoldenTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens").path

    private static func golden(_ name: String) throws -> [Float] {
        guard case .float32(let values) = try Npy.read("\(folder)/\(name).npy").values else { return [] }
        return values
    }

    /// The pictures of `vectors.py` with their manifest.
    private static func pictures(_ directory: TemporaryDirectory) throws -> String {
        for number in 0..<3 {
            var image = RGBImage(width: 64, height: 64)
            for place in image.pixels.indices {
                let (channel, x, y) = (place % 3, place / 3 % 64, place / 192)
                image.pixels[place] = UInt8((x * (3 + number) + y * (5 + channel) + number * 40 + channel * 31) % 256)
            }
            try image.writePNG(to: directory.file("\(number).png"))
        }
        return try directory.write("m.csv", "id,file\n" + (0..<3).map { "\($0),\($0).png\n" }.joined())
    }

    private static func recipe() -> Recipe {
        var recipe = Recipe()
        recipe.network.backbone = .mobilenetV1
        recipe.network.origin = WeightOrigin.folded.rawValue
        recipe.head = HeadRecipe(hidden: 16, dropout: 0.5, embedding: 8)
        recipe.input = InputFrame(size: 64)
        return recipe
    }

    /// Weights hashed from their names, those of the backbone without its scope.
    private static func weights(_ network: GalaxyNetwork) throws -> [(String, Tensor)] {
        try network.store.entries.map { entry in
            let name = entry.name.hasPrefix("backbone.") ? String(entry.name.dropFirst(9)) : entry.name
            let shape = entry.tensor.shape
            return (entry.name, try Tensor(HashedValues.tensor(name, shape: shape), shape: shape))
        }
    }

    private static func difference(_ values: [Float], _ reference: [Float]) -> Float {
        guard values.count == reference.count else { return .infinity }
        let scale = reference.reduce(0) { max($0, abs($1)) }
        return zip(values, reference).reduce(0) { max($0, abs($1.0 - $1.1)) } / scale
    }

    private static func embed(_ engine: any Engine, _ directory: TemporaryDirectory) throws -> [Float] {
        let request = InferenceRequest(
            manifest: try pictures(directory), output: directory.file("vectors.npy"), batch: 2)
        try Embedding.perform(request, engine: engine, progress: SmallRun.quiet)
        guard case .float32(let values) = try Npy.read(request.output).values else { return [] }
        return values
    }

    /// The record of a run whose program kept no digests of the other files: such a run still loads.
    private static let oldRecord = """
        {"backbone": "mobilenet_v1", "classes": ["spiral", "elliptical"], "device": "cpu", "endpoint": "conv6_sep",
         "fingerprint": "", "finished": "2026-01-01T00:01:00Z", "firstWeights": "", "manifests": [], "origin": "folded",
         "program": "0.1.0", "seconds": 60, "seed": 1, "skipsUnreadable": false, "started": "2026-01-01T00:00:00Z",
         "threads": 1, "torch": "2.11.0"}
        """

    /// A finished run's folder, as training left it, with the goldens' weights.
    private static func run(_ directory: TemporaryDirectory) throws -> RunDirectory {
        try Torch.start(threads: 1)
        let recipe = recipe()
        let network = try NetworkMaker.bareNetwork(recipe, origin: recipe.network.origin, endpoint: "")
        let run = RunDirectory(directory.file("run"))
        try Directory.create(run.path)
        try AtomicFile.write(run.recipe, string: RecipeFile.text(of: recipe))
        try SafeTensors.write(weights(network), metadata: [:], to: run.weights)
        try directory.write("run/run.json", oldRecord)
        return run
    }

    @Test func `a trained head's embedding is PyTorch's`() throws {
        let directory = try TemporaryDirectory()
        let engine = LibtorchEngine(try TrainedNetwork(try Self.run(directory), threads: 1))
        #expect(engine.model.dimension == 8)
        #expect(try Self.difference(Self.embed(engine, directory), Self.golden("embedding")) < 1e-4)
    }

    @Test func `a bare backbone's vector is PyTorch's pooled features`() throws {
        let directory = try TemporaryDirectory()
        try Torch.start(threads: 1)
        var recipe = Self.recipe()
        let network = try NetworkMaker.bareNetwork(recipe, origin: recipe.network.origin, endpoint: "")
        recipe.network.weights = directory.file("backbone.safetensors")
        let own = try Self.weights(network).filter { $0.0.hasPrefix("backbone.") }
            .map { (String($0.0.dropFirst(9)), $0.1) }
        try SafeTensors.write(own, metadata: [:], to: recipe.network.weights)
        let engine = try LibtorchEngine(recipe: recipe, threads: 1)
        #expect(engine.model.dimension == 1024)
        #expect(try Self.difference(Self.embed(engine, directory), Self.golden("pooled")) < 1e-4)
    }

    @Test func `logits and embedding of one pass are PyTorch's`() throws {
        let directory = try TemporaryDirectory()
        let engine = LibtorchEngine(try TrainedNetwork(try Self.run(directory), threads: 1))
        _ = try Self.pictures(directory)
        var files = (0..<3).map { directory.file("\($0).png") }[...]
        var (logits, embedding): ([Float], [Float]) = ([], [])
        try engine.run([.logits, .embedding], batch: 2) { count in
            defer { files = files.dropFirst(count) }
            return Array(files.prefix(count))
        } _: { batch in
            logits += batch.logits
            embedding += batch.embedding
        }
        #expect(try Self.difference(logits, Self.golden("logits")) < 1e-4)
        #expect(try Self.difference(embedding, Self.golden("embedding")) < 1e-4)
    }

    private struct Figures: Decodable {
        let n, unlabelled: Int
        let accuracy, balancedAccuracy, precision, recall, f1, rocAUC: Double
        let probabilities: [Double]
        let truth: [Int]
    }

    @Test func `the figures of a set are scikit-learn's`() throws {
        let file = URL(filePath: Self.folder + "/evaluation.json")
        let golden = try JSONDecoder().decode(Figures.self, from: Data(contentsOf: file))
        let directory = try TemporaryDirectory()
        var truth = golden.truth[...]
        let rows = (0..<300).map { number in
            let label = number % 11 == 0 ? "" : truth.removeFirst() == 1 ? "spiral" : "elliptical"
            return "id\(number),g\(number).png,\(label)\n"
        }
        let manifest = try directory.write("m.csv", "id,file,label\n" + rows.joined())
        let run = RunDirectory(directory.file("run"))
        try Directory.create(run.path)
        try directory.write("run/run.json", Self.oldRecord)
        try directory.write("run/galaxies.csv", "id,file,survey,ra,dec,label,set\nid5,/other.png,,,,spiral,training\n")
        var views = TestTimeViews()
        views.mirror = true
        let evaluation = try SetEvaluation(
            of: StubEngine(classes: ["spiral", "elliptical"], views: views), run: run, on: manifest, batch: 7,
            progress: SmallRun.quiet)
        let metrics = try #require(evaluation.metrics)
        #expect(metrics.n == golden.n && evaluation.unlabelled == golden.unlabelled)
        #expect(abs(metrics.accuracy.value - golden.accuracy) < 1e-12)
        #expect(abs((metrics.balancedAccuracy?.value ?? 0) - golden.balancedAccuracy) < 1e-12)
        #expect(abs((metrics.precision?.value ?? 0) - golden.precision) < 1e-12)
        #expect(abs((metrics.recall?.value ?? 0) - golden.recall) < 1e-12)
        #expect(abs((metrics.f1?.value ?? 0) - golden.f1) < 1e-12)
        #expect(abs((metrics.auc?.value ?? 0) - golden.rocAUC) < 1e-12)
        for (prediction, expected) in zip(evaluation.predictions, golden.probabilities) {
            #expect(abs(prediction.probabilities[0] - expected) < 1e-10)
        }
        #expect(evaluation.leaks.map(\.test.id) == ["id5"])
    }
}
