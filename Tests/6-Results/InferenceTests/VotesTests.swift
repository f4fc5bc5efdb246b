import Confidence
import Engines
import Evaluation
import Files
import Foundation
import Inference
import Networks
import Tables
import TestSupport
import Testing
import Training
import TrainingSets

/// A network that answers questions, from training to its catalogue.
@Suite(.serialized) struct VotesTests {
    private static let questions: [QuestionTree.Question] = [
        .init("shape", answers: ["smooth", "featured", "artifact"]),
        .init("arms", answers: ["yes", "no"], after: ["shape_featured"]),
    ]

    private static func scheme() throws -> VoteScheme {
        try VoteScheme(
            tree: QuestionTree(questions), classOfAnswer: ["shape_featured": "spiral", "shape_smooth": "elliptical"],
            classes: .standard)
    }

    /// Concentrations of 51 and 101 · 1 of two views: by hand 51, and the mean of 51 and 101.
    @Test func viewsAverageTheirConcentrations() throws {
        let logits: [Float] = [0, 0, 0, 0, 0, 0, 800, 0, 0, -800]
        let plain = ViewAverage(.arithmetic, classes: 2, votes: try Self.scheme()).outcome(of: logits, reason: nil)
        let votes = try #require(plain.votes)
        #expect(votes.concentrations == [51, 76, 51, 51, 26])
        let thirds = [51.0, 76, 51].map { $0 / 178 }
        let halves = [51.0, 26].map { $0 / 77 }
        #expect(votes.fractions == thirds + halves)
        let spiral = try #require(plain.probabilities)[0]
        #expect(abs(spiral - 76.0 / 127) < 1e-12 && plain.predicted == 0)
        #expect(plain.logits == [0, 400, 0, 0, -400])
        let geometric = ViewAverage(.geometric, classes: 2, votes: try Self.scheme()).outcome(of: logits, reason: nil)
        let expected = [51, (51.0 * 101).squareRoot(), 51, 51, 51.0.squareRoot()]
        #expect(zip(geometric.votes?.concentrations ?? [], expected).allSatisfy { abs($0 - $1) < 1e-9 })
        let calibrated = ViewAverage(.arithmetic, classes: 2, votes: try Self.scheme(), calibrator: .temperature(2))
            .outcome(of: logits, reason: nil)
        #expect(calibrated.votes == plain.votes)
        let (a, b) = (76.0.squareRoot(), 51.0.squareRoot())
        #expect(abs((calibrated.probabilities?[0] ?? 0) - a / (a + b)) < 1e-12)
        let torn = ViewAverage(.arithmetic, classes: 2, votes: try Self.scheme()).outcome(of: logits, reason: "torn")
        #expect(torn.votes == nil && torn.probabilities == nil)
    }

    private static func run(_ small: SmallRun, _ manifest: String) throws -> RunDirectory {
        var recipe = try RecipeFile.read(small.run.recipe)
        recipe.classBalance = .none
        recipe.labelSmoothing = 0
        recipe.head.kind = .votes
        recipe.votes.tree = "own"
        recipe.votes.question = questions
        recipe.votes.classes = ["shape_featured": "spiral", "shape_smooth": "elliptical"]
        recipe.stage[0].epochs = 3
        let run = RunDirectory(small.directory.file("votes"))
        _ = try TrainingRun.perform(
            TrainingRequest(manifests: [manifest], recipe: recipe, run: run), progress: SmallRun.quiet)
        return run
    }

    private static func manifest(_ small: SmallRun, _ name: String = "votes.csv", labels: Bool = true) throws -> String
    {
        try small.directory.write(
            name,
            "id,file,\(labels ? "label," : "")shape_smooth,shape_featured,shape_artifact,arms_yes,arms_no\n"
                + (0..<12).map { number in
                    let isSpiral = number % 2 == 0
                    let label = labels ? (number < 10 ? (isSpiral ? "spiral," : "elliptical,") : ",") : ""
                    return "\(number),\(number).png,\(label)\(isSpiral ? "3,36,1,30,6" : "35,5,0,,")\n"
                }.joined())
    }

    @Test func fromTrainingToTheCatalogue() throws {
        let small = try SmallRun()
        let manifest = try Self.manifest(small)
        let run = try Self.run(small, manifest)
        let log = try String(contentsOfFile: run.log, encoding: .utf8)
        #expect(log.contains("accuracy is that of the first question's most voted answer"))

        let engine = LibtorchEngine(try TrainedNetwork(run, threads: 1))
        #expect(engine.model.outputs == 5 && engine.model.classes == ["spiral", "elliptical"])
        let request = InferenceRequest(manifest: manifest, output: small.directory.file("catalogue.csv"))
        try Classification.perform(request, engine: engine, progress: SmallRun.quiet)
        let table = try TableFile.read(request.output)
        #expect(
            table.columns.map(\.name).prefix(12) == [
                "id", "file", "p_spiral", "p_elliptical", "class", "flag", "reason", "model", "shape_smooth_fraction",
                "shape_smooth_dirichlet", "shape_featured_fraction", "shape_featured_dirichlet",
            ])
        #expect(table.columns.last?.name == "arms_no" && table.columns.count == 8 + 10 + 6)
        let (smooth, featured) = (
            try table.doubles("shape_smooth_dirichlet"), try table.doubles("shape_featured_dirichlet")
        )
        let spiral = try table.doubles("p_spiral")
        let artifact = try table.doubles("shape_artifact_dirichlet")
        let fraction = try table.doubles("shape_smooth_fraction")
        for row in 0..<12 {
            let (s, f) = (try #require(smooth[row]), try #require(featured[row]))
            let a = try #require(artifact[row])
            #expect(abs((spiral[row] ?? 0) - f / (s + f)) < 1e-5)
            #expect(abs((fraction[row] ?? 0) - s / (s + f + a)) < 1e-5)
        }
    }

    @Test func votesAndLabelsAreMeasured() throws {
        let small = try SmallRun()
        let run = try Self.run(small, Self.manifest(small))
        let engine = LibtorchEngine(try TrainedNetwork(run, threads: 1))
        func evaluate(_ manifest: String, _ engine: any Engine) throws -> SetEvaluation {
            try SetEvaluation(of: engine, run: run, on: manifest, progress: SmallRun.quiet)
        }
        let both = try evaluate(Self.manifest(small, "both.csv"), engine)
        #expect(both.metrics?.n == 10 && both.unlabelled == 2 && both.measured == 12)
        #expect(both.votes?.questions.map(\.n) == [12, 6])
        let text = "votes of 12 galaxies, by question, with 95 % intervals;\nthey are numbers of votes:"
        #expect(both.table().contains(text))
        #expect(both.warnings.first?.contains("12 of 12 test galaxies") == true)
        let votes = try evaluate(Self.manifest(small, "alone.csv", labels: false), engine)
        #expect(votes.metrics == nil && votes.votes == both.votes)
        let labels = try evaluate(small.manifest, engine)
        #expect(labels.metrics?.n == 12 && labels.votes == nil)
        let nothing = try small.table("nothing.csv", [("1", "1.png")])
        let error = #expect(throws: InputError.self) { try evaluate(nothing, engine) }
        #expect(error?.remedy?.contains("shape_smooth") == true)
        let some = try small.directory.write("some.csv", "id,file,shape_smooth\n1,1.png,3\n")
        #expect(throws: InputError.self) { try evaluate(some, engine) }

        // The stub stands for such a run, too.
        let stub = try StubEngine(run)
        #expect(stub.model.votes == engine.model.votes)
        #expect(try evaluate(Self.manifest(small, "stub.csv"), stub).votes?.n == 12)
    }

    /// A run of before there were kinds of heads: neither its recipe nor its record names one.
    @Test func anOlderRunIsRead() throws {
        let small = try SmallRun()
        var record = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: small.run.info))) as? [String: Any])
        var recipe = try #require(record["recipe"] as? [String: Any])
        recipe["votes"] = nil
        var head = try #require(recipe["head"] as? [String: Any])
        head["kind"] = nil
        recipe["head"] = head
        record["recipe"] = recipe
        var text = try String(contentsOfFile: small.run.recipe, encoding: .utf8)
        text = text.replacing("kind = \"classes\"\n", with: "")
        let start = try #require(text.range(of: "[votes]"))
        text = String(text[..<start.lowerBound])
        #expect(!text.contains("kind"))
        try text.write(toFile: small.run.recipe, atomically: true, encoding: .utf8)
        var digests = try #require(record["digests"] as? [String: Any])
        digests["recipe.toml"] = try Checksum.hexadecimal(.sha256, ofFile: small.run.recipe)
        record["digests"] = digests
        try JSONSerialization.data(withJSONObject: record).write(to: URL(filePath: small.run.info))
        #expect(try TrainedNetwork(small.run, threads: 1).votes == nil)
    }
}
