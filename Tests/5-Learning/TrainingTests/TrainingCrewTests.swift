import Foundation
import Networks
import Synchronization
import TestSupport
import Testing
import Torch
import Training
import TrainingSets

/// Two processes, played by two threads, that train one network.
@Suite struct TrainingCrewTests {
    /// What the two threads meet at: each leaves its numbers and takes both.
    private final class Meeting: Sendable {
        private struct State {
            var left: [[Double]?] = [nil, nil]
            var taken = 0
        }
        private let state = Mutex(State())

        func sum(_ values: [Double], rank: Int) -> [Double] {
            while !state.withLock({ state in
                guard state.left[rank] == nil, state.taken == 0 else { return false }
                state.left[rank] = values
                return true
            }) { usleep(50) }
            while true {
                let sums: [Double]? = state.withLock { state in
                    guard let first = state.left[0], let second = state.left[1] else { return nil }
                    state.taken += 1
                    if state.taken == 2 { state = State() }
                    return zip(first, second).map { $0 + $1 }
                }
                if let sums {
                    while state.withLock({ $0.taken > 0 }) { usleep(50) }
                    return sums
                }
                usleep(50)
            }
        }
    }

    private struct Pair: TrainingCrew {
        let rank: Int
        let meeting: Meeting
        var count: Int { 2 }

        func sum(_ values: [Double]) -> [Double] { meeting.sum(values, rank: rank) }

        func sumGradients(of parameters: [Tensor]) throws {
            for parameter in parameters {
                guard let gradient = try parameter.grad else { continue }
                let sums = try sum(gradient.doubles())
                try parameter.setGrad(Tensor(doubles: sums, shape: gradient.shape).to(.float32))
            }
        }
    }

    @Test func eachStepIsPartedWhole() {
        let order = Array(0..<21)
        let alone = SingleProcess().share(of: order, batch: 6)
        #expect(alone.items == order)
        #expect(alone.sizes == [6, 6, 6, 3])
        let meeting = Meeting()
        let shares = (0..<2).map { Pair(rank: $0, meeting: meeting).share(of: order, batch: 6) }
        #expect(shares[0].items == [0, 1, 2, 6, 7, 8, 12, 13, 14, 18])
        #expect(shares[1].items == [3, 4, 5, 9, 10, 11, 15, 16, 17, 19, 20])
        #expect(shares.allSatisfy { $0.sizes == [6, 6, 6, 3] && $0.batch == 3 })
        // One galaxy is no step for two.
        let odd = Pair(rank: 1, meeting: meeting).share(of: Array(0..<13), batch: 6)
        #expect(odd.items == [3, 4, 5, 9, 10, 11])
        #expect(odd.sizes == [6, 6])
    }

    private static let labels = (0..<24).map { [0, 0, 0, 1, 1, 2][$0 % 6] }
    private static let side = 8

    private static func recipe() -> Recipe {
        var recipe = Recipe()
        recipe.classes = ["a", "b", "c"]
        recipe.classBalance = .weights
        recipe.network.backbone = .vgg16
        recipe.head = HeadRecipe(hidden: 8, dropout: 0, embedding: 4)
        recipe.stage[0].optimizer = .sgd
        recipe.stage[0].gradientClip = 0.5
        recipe.stage[0].batch = 6
        return recipe
    }

    /// Five steps of the galaxies that `share` gives: the weights at the end, and each step's summed loss and norm.
    private static func train(_ crew: any TrainingCrew) throws -> (weights: [[Float]], numbers: [[Double]]) {
        let recipe = recipe()
        let network = try NetworkMaker.bareNetwork(recipe, origin: "", endpoint: "block1_conv2")
        var values: [String: Tensor] = [:]
        for (name, tensor) in network.store.state() {
            values[name] = try Tensor(HashedValues.tensor(name, shape: tensor.shape), shape: tensor.shape)
        }
        try network.store.load(values)
        let data = TrainingData(
            galaxies: MadeUp.galaxies(labels, classes: 3), split: Split(train: Array(labels.indices), validation: []))
        let run = try StageRun(
            number: 0, network: network, data: data, recipe: recipe, device: .cpu,
            loading: ImageLoading(items: [], cachesImages: false), features: nil, crew: crew)
        let share = crew.share(of: (0..<27).map { 5 * $0 % 24 }, batch: 6)
        var position = 0
        var numbers: [[Double]] = []
        for total in share.sizes {
            // The last step has three galaxies: one for the first process and two for the second.
            let own = total * (crew.rank + 1) / crew.count - total * crew.rank / crew.count
            let members = Array(share.items[position..<position + own])
            position += own
            let pixels = members.flatMap { HashedValues.uniform("crew.\($0)", count: 3 * side * side).map(Float.init) }
            let images = try Tensor(pixels, shape: [own, 3, side, side]).contiguous(.channelsLast)
            let result = try run.step(StepInput(input: images, members: members, total: total), rate: 0.05, seed: 1)
            let loss = try crew.sum([result.loss.item()])[0]
            numbers.append([loss, try result.gradientNorm?.item() ?? .nan])
        }
        return (try network.store.state().map { try $0.1.floats() }, numbers)
    }

    @Test func twoMakeTheStepsOfOne() async throws {
        let alone = try Self.train(SingleProcess())
        #expect(alone.numbers.count == 5)
        let meeting = Meeting()
        let pair = try await withThrowingTaskGroup(of: (weights: [[Float]], numbers: [[Double]]).self) { group in
            for rank in 0..<2 {
                group.addTask {
                    try await withCheckedThrowingContinuation { continuation in
                        Thread.detachNewThread {
                            continuation.resume(with: Result { try Self.train(Pair(rank: rank, meeting: meeting)) })
                        }
                    }
                }
            }
            var results: [(weights: [[Float]], numbers: [[Double]])] = []
            for try await result in group { results.append(result) }
            return results
        }
        #expect(pair[0].weights == pair[1].weights)
        for result in pair {
            for (numbers, expected) in zip(result.numbers, alone.numbers) {
                #expect(zip(numbers, expected).allSatisfy { abs($0 - $1) < 1e-5 })
            }
            for (found, expected) in zip(result.weights, alone.weights) {
                #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 })
            }
        }
    }
}
