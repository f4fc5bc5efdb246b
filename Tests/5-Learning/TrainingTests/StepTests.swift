import Foundation
import Networks
import TestSupport
import Testing
import Torch
import Training
import TrainingSets

/// Twenty whole steps beside PyTorch's, from the same weights and batches; see `Goldens/steps.py`.
@Suite(.serialized) struct StepTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let recipe: Recipe
        var usesShares = false
    }

    private static let steps = 20
    private static let batch = 6
    private static let galaxies = 24
    private static let side = 20

    private static func testCase(_ name: String, shares: Bool = false, _ change: (inout Recipe) -> Void) -> Case {
        var recipe = Recipe()
        recipe.classes = ["a", "b", "c"]
        recipe.network.backbone = .xceptionSmall
        recipe.head = HeadRecipe(hidden: 12, dropout: 0, embedding: 6)
        recipe.stage[0].batch = batch
        recipe.stage[0].epochs = steps * batch / galaxies
        change(&recipe)
        return Case(testDescription: name, recipe: recipe, usesShares: shares)
    }

    static let cases = [
        testCase("adam") { recipe in
            recipe.classBalance = .weights
            recipe.labelSmoothing = 0.1
            recipe.stage[0].learningRate = 4e-3
            recipe.stage[0].backboneMultiplier = 0.25
            recipe.stage[0].schedule = .cosine
            recipe.stage[0].warmupEpochs = 1
            recipe.stage[0].gradientClip = 0.8
        },
        testCase("sgd", shares: true) { recipe in
            recipe.classBalance = .weights
            recipe.stage[0].optimizer = .sgd
            recipe.stage[0].learningRate = 2e-2
            recipe.stage[0].warmupEpochs = 1.5
            recipe.stage[0].weightDecay = 0.02
            recipe.stage[0].freezeThrough = "block1_conv1"
        },
        testCase("adamw") { recipe in
            recipe.stage[0].optimizer = .adamw
            recipe.stage[0].learningRate = 1e-3
            recipe.stage[0].minimumLearningRate = 3e-4
            recipe.stage[0].weightDecay = 0.3
            recipe.stage[0].schedule = .cosine
            recipe.stage[0].averageDecay = 0.6
        },
        testCase("votes") { recipe in
            recipe.head.kind = .votes
            recipe.votes.question = [
                .init("shape", answers: ["a", "b", "c"]), .init("bar", answers: ["yes", "no"], after: ["shape_a"]),
            ]
            recipe.votes.classes = ["shape_a": "a", "shape_b": "b", "shape_c": "c"]
            recipe.stage[0].learningRate = 2e-3
            recipe.stage[0].backboneMultiplier = 0.5
            recipe.stage[0].gradientClip = 2
        },
    ]

    /// The galaxies that are trained on, then one of each class to validate on.
    private func data(_ test: Case) -> TrainingData {
        let labels = (0..<Self.galaxies).map { [0, 0, 0, 1, 1, 2][$0 % 6] } + [0, 1, 2]
        let targets = labels.indices.map { index in
            let drawn = HashedValues.uniform("votes.\(index)", count: 3)
            return drawn.map { Float($0 / drawn.reduce(0, +)) }
        }
        let counts = labels.indices.map { index in
            HashedValues.uniform("counts.\(index)", count: 5).enumerated().map { place, drawn in
                Float(place < 3 ? (12 * drawn).rounded(.down) : index % 3 == 0 ? 0 : 12 * drawn)
            }
        }
        return TrainingData(
            galaxies: MadeUp.galaxies(
                labels, classes: 3, targets: test.usesShares ? targets : nil,
                counts: test.recipe.head.kind == .votes ? counts : nil),
            split: Split(train: Array(0..<Self.galaxies), validation: Array(Self.galaxies..<labels.count)))
    }

    private func network(_ recipe: Recipe) throws -> GalaxyNetwork {
        let network = try NetworkMaker.bareNetwork(recipe, origin: "", endpoint: "block2_sepconv1")
        var values: [String: Tensor] = [:]
        for (name, tensor) in network.store.state() {
            values[name] = try Tensor(HashedValues.tensor(name, shape: tensor.shape), shape: tensor.shape)
        }
        try network.store.load(values)
        return network
    }

    /// Of each tensor, by name: the sum, the sum of magnitudes, four elements.
    private func sample(_ tensors: [(String, Tensor)]) throws -> [Double] {
        var numbers: [Double] = []
        for (_, tensor) in tensors.sorted(by: { $0.0 < $1.0 }) {
            let values = try tensor.doubles()
            numbers.append(values.reduce(0, +))
            numbers.append(values.reduce(0) { $0 + abs($1) })
            for quarter in 0..<4 { numbers.append(values[values.count * quarter / 4]) }
        }
        return numbers
    }

    /// The greatest difference of two samples: of elements as they are, of sums beside the sum of magnitudes.
    private func difference(_ values: [Double], _ expected: some Sequence<Double>) -> Double {
        let expected = Array(expected)
        let parts = zip(values, expected).enumerated().map { place, pair in
            let scale = place % 6 < 2 ? expected[place / 6 * 6 + 1] : 1
            return abs(pair.0 - pair.1) / max(1, scale)
        }
        return parts.max() ?? .infinity
    }

    @Test(arguments: cases) func followPyTorch(_ test: Case) throws {
        let golden = try MadeUp.golden("steps")
        func expected(_ name: String) throws -> [Double] {
            try #require(golden["\(test.testDescription).\(name)"]).doubles()
        }
        let (losses, norms, rates) = (try expected("loss"), try expected("norm"), try expected("rate"))
        let weights = try expected("weights")
        let data = data(test)
        let network = try network(test.recipe)
        let stage = test.recipe.stage[0]
        try network.freeze(through: stage.freezeThrough.isEmpty ? nil : stage.freezeThrough)
        let run = try StageRun(
            number: 0, network: network, data: data, recipe: test.recipe, device: .cpu,
            loading: ImageLoading(items: [], cachesImages: false), features: nil)
        #expect(run.stepsPerEpoch == Self.galaxies / Self.batch)
        let course = LearningRateCourse(stage: stage, stepsPerEpoch: run.stepsPerEpoch)
        for step in 0..<Self.steps {
            let pictures = HashedValues.uniform(
                "pictures.\(step)", count: Self.batch * 3 * Self.side * Self.side
            ).map(Float.init)
            let part = StepPart(
                images: .floats(MadeUp.channelsLast(pictures, count: Self.batch, size: Self.side)), size: Self.side,
                members: (0..<Self.batch).map { (7 * $0 + 6 * step) % Self.galaxies })
            let rate = course.rate(step: step)
            let result = try run.step(
                StepInput(parts: [part], count: 1, total: Self.batch), rate: rate, seed: { _ in 1 })
            #expect(abs(rate - rates[step]) < 1e-12, "rate of step \(step)")
            #expect(abs(try result.numbers.doubles()[0] - losses[step]) < 1e-4, "loss of step \(step)")
            #expect(abs(try result.gradientNorm.item() - norms[step]) < 1e-4, "gradient of step \(step)")
            let found = try sample(network.store.state())
            let own = weights[step * found.count..<(step + 1) * found.count]
            #expect(difference(found, own) < 1e-4, "weights after step \(step)")
        }
        if let average = run.average {
            let found = try sample(average.state().filter { $0.0 != "updates" })
            #expect(difference(found, try expected("average")) < 1e-4)
        }
    }

    /// The first step of SGD without momentum moves each parameter by its gradient times its part's rate.
    @Test func theBackboneMovesAtAShareOfTheHeadsRate() throws {
        var recipe = Self.cases[0].recipe
        recipe.stage[0].optimizer = .sgd
        recipe.stage[0].momentum = 0
        let network = try network(recipe)
        try network.freeze(through: "block1_conv1")
        let optimizer = StageOptimizer(network, stage: recipe.stage[0])
        let before = try network.store.state().map { ($0.0, try $0.1.floats()) }
        let moving = network.store.entries.filter(\.isTrainable)
        #expect(optimizer.parameters.count == moving.count)
        for entry in moving { try entry.tensor.setGrad(entry.tensor.zerosLike().fill(1)) }
        try optimizer.step(rate: 0.5)
        for ((name, values), (_, tensor)) in zip(before, network.store.state()) {
            let isMoving = moving.contains { $0.name == name }
            let rate: Float = !isMoving ? 0 : name.hasPrefix("head.") ? 0.5 : 0.125
            let moved = try zip(values, tensor.floats()).map { $0 - $1 }
            #expect(moved.allSatisfy { abs($0 - rate) < 1e-6 }, "\(name)")
            #expect(!isMoving || !name.contains("block1_conv1"), "\(name)")
        }
    }

    /// Class weights follow from how often the set rules let a class come: 2 · 3 of one, 4 of the other.
    @Test func classWeightsCountTheGalaxiesAsTheyCome() throws {
        var recipe = Self.cases[0].recipe
        recipe.classes = ["a", "b"]
        recipe.labelSmoothing = 0
        recipe.set = [SetRule()]
        recipe.set[0].times = 3
        let galaxies = MadeUp.galaxies([0, 0, 1, 1, 1, 1], rules: [0, 0, nil, nil, nil, nil])
        let run = try StageRun(
            number: 0, network: network(recipe),
            data: TrainingData(galaxies: galaxies, split: Split(train: Array(0..<6), validation: [])), recipe: recipe,
            device: .cpu, loading: ImageLoading(items: [], cachesImages: false), features: nil)
        let logits = try Tensor.zeros([2, 2])
        let loss = try run.objective.loss(logits, members: Tensor([Int64(0), 2], shape: [2]), total: 2).item()
        let expected = log(2.0) * (10.0 / 12 + 10.0 / 8) / 2
        #expect(abs(loss - expected) < 1e-6)
        #expect(run.stepsPerEpoch == 2)
    }
}
