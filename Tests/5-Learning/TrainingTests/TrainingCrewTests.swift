import Foundation
import Networks
import TestSupport
import Testing
import Torch
import Training
import TrainingSets

/// Ranks that train one network together: threads of one process that meet in real groups.
@Suite(.serialized) struct TrainingCrewTests {
    struct Rank: TrainingCrew {
        let rank: Int
        let count: Int
        let group: ProcessGroup?
        var device: Device { .cpu }
        func meets() {}
    }

    /// How a crew of threads trains.
    struct Job: Sendable, CustomTestStringConvertible {
        var ranks = 1
        var threads = 1
        var reduction = ReductionName.exact
        var backbone = BackboneName.xceptionSmall
        var steps = 5
        var dropout = 0.4
        var testDescription: String { "\(backbone.rawValue), \(reduction), \(ranks) ranks of \(threads) threads" }
    }

    struct Outcome: Sendable, Equatable {
        var weights: [[Float]] = []
        /// Loss, right answers and gradient norm of each step.
        var numbers: [[Double]] = []
    }

    private static let labels = (0..<24).map { [0, 0, 0, 1, 1, 2][$0 % 6] }
    private static let side = 20
    private static let batch = 14

    private static func recipe(_ job: Job) -> Recipe {
        var recipe = Recipe()
        recipe.classes = ["a", "b", "c"]
        recipe.classBalance = .weights
        recipe.network.backbone = job.backbone
        recipe.head = HeadRecipe(hidden: 8, dropout: job.dropout, embedding: 4)
        recipe.ranks.reduction = job.reduction
        recipe.ranks.microBatch = job.reduction == .exact ? 3 : 0
        recipe.stage[0].gradientClip = 0.5
        recipe.stage[0].batch = batch
        recipe.stage[0].averageDecay = 0.9
        return recipe
    }

    /// The same made-up pictures for a galaxy wherever it comes.
    private static func pixels(_ members: [Int]) -> [Float] {
        let values = members.flatMap { HashedValues.uniform("crew.\($0)", count: 3 * side * side).map(Float.init) }
        return MadeUp.channelsLast(values, count: members.count, size: side)
    }

    private static func train(_ job: Job, _ crew: any TrainingCrew) throws -> Outcome {
        let recipe = recipe(job)
        let network = try NetworkMaker.bareNetwork(
            recipe, origin: "", endpoint: job.backbone == .vgg16 ? "block1_conv2" : "block2_sepconv1")
        var values: [String: Tensor] = [:]
        for (name, tensor) in network.store.state() {
            values[name] = try Tensor(HashedValues.tensor(name, shape: tensor.shape), shape: tensor.shape)
        }
        try network.store.load(values)
        let data = TrainingData(
            galaxies: MadeUp.galaxies(labels, classes: 3), split: Split(train: Array(labels.indices), validation: []))
        let run = try StageRun(
            number: 0, network: network, data: data, recipe: recipe, device: .cpu,
            loading: ImageLoading(items: [], cachesImages: false), features: nil,
            plan: StepPlan(isExact: job.reduction == .exact, threads: job.threads), crew: crew)
        let order = (0..<labels.count).map { 5 * $0 % 24 }
        var outcome = Outcome()
        for number in 0..<job.steps {
            let step = number % run.stepsPerEpoch
            let places = run.share.cut.places(of: step)
            let parts = run.share.parts(of: step).map { part, places in
                let members = Array(order[places])
                return StepPart(images: .floats(pixels(members)), size: side, members: members, number: part)
            }
            let result = try run.step(
                StepInput(parts: parts, count: run.share.cut.parts(of: step), total: places.count), rate: 0.01,
                seed: { UInt64(1000 * number + $0) })
            outcome.numbers.append(
                Array(try result.numbers.doubles()[..<2]) + [try result.gradientNorm.item()])
        }
        outcome.weights = try network.store.state().map { try $0.1.floats() }
        outcome.weights += try run.average?.state().map { try $0.1.to(.float32).floats() } ?? []
        return outcome
    }

    /// What each rank of the crew ends with.
    private static func train(_ job: Job) async throws -> [Outcome] {
        try Torch.start(threads: 1)
        guard job.ranks > 1 else { return [try train(job, SingleProcess())] }
        let server = try RendezvousStore(host: "127.0.0.1", port: 0, serves: true, patience: 30)
        let port = server.port
        return try await withThrowingTaskGroup(of: (Int, Outcome).self) { tasks in
            for rank in 0..<job.ranks {
                tasks.addTask {
                    try await withCheckedThrowingContinuation { continuation in
                        Thread.detachNewThread {
                            continuation.resume(
                                with: Result {
                                    let store = try RendezvousStore(
                                        host: "127.0.0.1", port: port, serves: false, patience: 30)
                                    let group = try ProcessGroup(
                                        store, backend: .gloo(host: "127.0.0.1"), rank: rank, count: job.ranks,
                                        patience: 60)
                                    return (rank, try train(job, Rank(rank: rank, count: job.ranks, group: group)))
                                })
                        }
                    }
                }
            }
            var outcomes = [Outcome](repeating: Outcome(), count: job.ranks)
            for try await (rank, outcome) in tasks { outcomes[rank] = outcome }
            withExtendedLifetime(server) {}
            return outcomes
        }
    }

    /// The steps have 5 micro-batches, then 4 of which the last has one galaxy: no even share for any number of ranks.
    @Test(arguments: [
        Job(threads: 2), Job(threads: 3), Job(ranks: 2), Job(ranks: 2, threads: 2), Job(ranks: 3), Job(ranks: 4),
        Job(ranks: 2, backbone: .vgg16), Job(ranks: 6),
    ])
    func exactStepsHaveTheSameBytes(_ job: Job) async throws {
        let alone = try await Self.train(Job(backbone: job.backbone))[0]
        #expect(alone.numbers.count == job.steps)
        #expect(alone.numbers.allSatisfy { $0.allSatisfy(\.isFinite) })
        for outcome in try await Self.train(job) { #expect(outcome == alone) }
    }

    /// Micro-batches of a whole step are the step of one network at once.
    @Test func microBatchesMakeTheStepOfAll() async throws {
        let exact = try await Self.train(Job(backbone: .vgg16, dropout: 0))[0]
        let whole = try await Self.train(Job(reduction: .overlapped, backbone: .vgg16, dropout: 0))[0]
        try close(exact, whole, within: 1e-5)
        #expect(exact.weights != whole.weights)
    }

    @Test(arguments: [2, 4]) func overlappedStepsAreThoseOfOneRank(ranks: Int) async throws {
        let job = Job(ranks: ranks, reduction: .overlapped, backbone: .vgg16, steps: 50, dropout: 0)
        let alone = try await Self.train(Job(reduction: .overlapped, backbone: .vgg16, steps: 50, dropout: 0))[0]
        let outcomes = try await Self.train(job)
        for outcome in outcomes {
            #expect(outcome == outcomes[0])
            try close(outcome, alone, within: 1e-5)
        }
    }

    private func close(_ outcome: Outcome, _ other: Outcome, within bound: Double) throws {
        #expect(outcome.numbers.count == other.numbers.count)
        for (numbers, expected) in zip(outcome.numbers, other.numbers) {
            #expect(numbers[1] == expected[1])
            // Losses and norms of about 1 and 10, in float32.
            #expect(zip(numbers, expected).allSatisfy { abs($0 - $1) < 10 * bound * max(1, abs($1)) })
        }
        for (found, expected) in zip(outcome.weights, other.weights) {
            #expect(zip(found, expected).allSatisfy { abs(Double($0 - $1)) < bound })
        }
    }
}
