internal import CMachine
internal import Foundation
internal import Workers

/// Moves points until the map's divergence from the affinities is small: gradient descent with momentum and gains, as
/// openTSNE 1.0.4 does it (van der Maaten and Hinton 2008; learning rate n / exaggeration by Belkina et al., Nature Comm. 10,
/// 5415, 2019).
package struct Optimiser {
    /// What the next iteration begins with, and a checkpoint keeps.
    package struct State: Sendable, Equatable {
        /// Iterations done.
        package var iteration = 0
        package var places: Places
        package var updates: Places
        package var gains: Places

        package init(_ places: Places) {
            self.places = places
            updates = Places(count: places.count, dimensions: places.dimensions)
            gains = updates
            for index in gains.values.indices { gains.values[index] = 1 }
        }
    }

    package private(set) var state: State
    /// The divergence before the last iteration that measured it; nil before one did.
    package private(set) var lastDivergence: Double?

    private let affinities: Affinities
    private let settings: MapSettings
    private let repulsion: any Repulsion
    private let threads: Int
    private var pulls: Places
    private var pushes: Places
    private let negativeEntropy: Double
    private let sum: Double

    /// Iterations after which everything is made anew: a run that is taken up again at a multiple of it is the same run.
    package static let period = 10
    private static let momentum: Float = 0.8
    /// Longest step: far leaps would tear the map.
    private static let mostStep: Float = 5
    /// Points of a piece of work.
    private static let pieceLength = 512

    package init(
        _ affinities: Affinities, _ settings: MapSettings, state: State, repulsion: any Repulsion, threads: Int? = nil
    ) {
        (self.affinities, self.settings, self.state, self.repulsion) = (affinities, settings, state, repulsion)
        self.threads = threads ?? Workers.cores
        pulls = Places(count: state.places.count, dimensions: state.places.dimensions)
        pushes = pulls
        negativeEntropy = affinities.negativeEntropy
        sum = affinities.sum
    }

    /// Whether all iterations are done.
    package var isDone: Bool { state.iteration >= settings.total }

    /// One iteration.
    ///
    /// - Parameter measuring: whether ``lastDivergence`` is computed.
    package mutating func step(measuring: Bool = false) {
        let exaggeration = settings.exaggeration(at: state.iteration)
        push(isFresh: state.iteration % Self.period == 0)
        pull()
        let normaliser = max(.leastNormalMagnitude, pushes.sumOfFourths - Double(state.places.count))
        if measuring { lastDivergence = divergence(normaliser) }
        let rates = cm_map_rates(
            attraction: Float(exaggeration), repulsion: Float(1 / normaliser),
            rate: Float(Double(state.places.count) / exaggeration), momentum: Self.momentum, most_slope: 0,
            most_step: Self.mostStep, one_repulsion_each: false)
        move(rates)
        state.iteration += 1
    }

    /// The Kullback–Leibler divergence of the map as it is from the affinities.
    package mutating func divergence() -> Double {
        push(isFresh: true)
        return divergence(pushes.sumOfFourths - Double(state.places.count))
    }

    private func divergence(_ normaliser: Double) -> Double {
        negativeEntropy + affinities.cost(of: state.places, from: state.places, threads: threads)
            + sum * log(normaliser)
    }

    private mutating func push(isFresh: Bool) {
        repulsion.forces(
            on: state.places, isFresh: isFresh, isCrowded: settings.isCrowded(state.iteration), into: &pushes)
    }

    private mutating func pull() {
        affinities.pulls(on: state.places, from: state.places, threads: threads, into: &pulls)
    }

    private mutating func move(_ rates: cm_map_rates) {
        let count = state.places.count
        let dimensions = state.places.dimensions
        let pieces = (count + Self.pieceLength - 1) / Self.pieceLength
        var sums = [Double](repeating: 0, count: 3 * pieces)
        sums.withUnsafeMutableBufferPointer { sums in
            guard let sums = sums.baseAddress else { return }
            for piece in 0..<pieces {
                let first = piece * Self.pieceLength
                cm_map_step(
                    Int32(dimensions), rates, pulls.values, pushes.values, &state.places.values,
                    &state.updates.values, &state.gains.values, first, min(Self.pieceLength, count - first),
                    sums + 3 * piece)
            }
        }
        // The middle stays at the origin.
        for axis in 0..<dimensions {
            let mean = Float((0..<pieces).reduce(0) { $0 + sums[3 * $1 + axis] } / Double(count))
            state.places.values.withUnsafeMutableBufferPointer { values in
                for point in 0..<count { values[4 * point + axis] -= mean }
            }
        }
    }
}
