import CMachine
import Foundation
import Maps
import Neighbours
import Randomness
import Testing
import Vectors

@Suite(.serialized) struct RepulsionTests {
    /// The sums as they are defined.
    private func byDefinition(_ places: Places) -> [[Double]] {
        (0..<places.count).map { own in
            var sums = [0.0, 0, 0, 0]
            for other in 0..<places.count {
                let steps = (0..<places.dimensions).map { Double(places[own, $0]) - Double(places[other, $0]) }
                let near = 1 / (1 + steps.reduce(0) { $0 + $1 * $1 })
                for (axis, step) in steps.enumerated() { sums[axis] += step * near * near }
                sums[3] += near
            }
            return sums
        }
    }

    private func random(_ count: Int, dimensions: Int, size: Double, seed: UInt64) -> Places {
        var generator = SeededGenerator(seed)
        var places = Places(count: count, dimensions: dimensions)
        for row in 0..<count {
            for axis in 0..<dimensions { places[row, axis] = Float((generator.uniform() - 0.5) * size) }
        }
        return places
    }

    /// The sums over all pairs, which are as defined (see the first test).
    private func allPairs(_ places: Places) -> Places {
        var forces = places
        TreeRepulsion(count: places.count, dimensions: places.dimensions, angles: (0, 0)).forces(
            on: places, isFresh: true, isCrowded: false, into: &forces)
        return forces
    }

    private func error(_ forces: Places, _ exact: Places) -> (force: Double, sum: Double) {
        var (difference, size, sum, sums) = (0.0, 0.0, 0.0, 0.0)
        for row in 0..<forces.count {
            for axis in 0..<forces.dimensions {
                difference += pow(Double(forces[row, axis]) - Double(exact[row, axis]), 2)
                size += pow(Double(exact[row, axis]), 2)
            }
            sum += Double(forces[row, 3])
            sums += Double(exact[row, 3])
        }
        return ((difference / size).squareRoot(), abs(sum - sums) / sums)
    }

    @Test(arguments: [2, 3], [1, 15, 16, 17, 100])
    func allPairsAsDefined(dimensions: Int, count: Int) {
        let places = random(count, dimensions: dimensions, size: 20, seed: 1)
        var forces = places
        TreeRepulsion(count: count, dimensions: dimensions, angles: (0, 0)).forces(
            on: places, isFresh: true, isCrowded: false, into: &forces)
        let exact = byDefinition(places)
        for row in 0..<count {
            for axis in 0..<dimensions { #expect(abs(Double(forces[row, axis]) - exact[row][axis]) < 1e-4) }
            #expect(abs(Double(forces[row, 3]) - exact[row][3]) < 1e-4 * exact[row][3])
        }
    }

    @Test(arguments: [2, 3], [0.0001, 1, 10, 100])
    func treeNearlyAsAllPairs(dimensions: Int, size: Double) {
        let places = random(3000, dimensions: dimensions, size: size, seed: 2)
        let exact = allPairs(places)
        var forces = places
        let repulsion = TreeRepulsion(count: 3000, dimensions: dimensions)
        for isCrowded in [false, true] {
            repulsion.forces(on: places, isFresh: true, isCrowded: isCrowded, into: &forces)
            let error = error(forces, exact)
            #expect(error.force < 1e-2 && error.sum < 2e-3, "\(error)")
        }
    }

    /// Points that have moved since they were sorted.
    @Test func staleBoxesAreStillRight() {
        let places = random(2000, dimensions: 3, size: 30, seed: 3)
        var moved = places
        let shifts = random(2000, dimensions: 3, size: 4, seed: 4)
        for row in 0..<2000 { for axis in 0..<3 { moved[row, axis] += shifts[row, axis] } }
        let repulsion = TreeRepulsion(count: 2000, dimensions: 3)
        var forces = places
        repulsion.forces(on: places, isFresh: true, isCrowded: false, into: &forces)
        repulsion.forces(on: moved, isFresh: false, isCrowded: false, into: &forces)
        #expect(error(forces, allPairs(moved)).force < 1e-2)
    }

    @Test(arguments: [2, 3]) func threadsAndMachinesChangeNothing(dimensions: Int) {
        let places = random(5000, dimensions: dimensions, size: 40, seed: 5)
        func forces(threads: Int) -> Places {
            var forces = places
            TreeRepulsion(count: 5000, dimensions: dimensions, threads: threads).forces(
                on: places, isFresh: true, isCrowded: false, into: &forces)
            return forces
        }
        let one = forces(threads: 1)
        #expect(forces(threads: 3) == one)
        defer { cm_ask_clone(-1) }
        for clone in 0..<Int32(cm_clones) {
            cm_ask_clone(clone)
            #expect(forces(threads: 2) == one)
        }
    }

    /// The whole gradient and the divergence, with all pairs, as scikit-learn computes them.
    @Test(arguments: [2, 3]) func gradientAsScikitLearn(dimensions: Int) throws {
        let vectors = try MapGoldens.matrix("vectors")
        let affinities = Affinities(try NeighbourGraph.exact(vectors, count: 30), perplexities: [10])
        let places = MapGoldens.places(try MapGoldens.matrix("places_\(dimensions)"))
        let golden = try MapGoldens.matrix("gradient_\(dimensions)")
        var (pulls, pushes) = (places, places)
        affinities.pulls(on: places, from: places, threads: 2, into: &pulls)
        let repulsion = TreeRepulsion(count: places.count, dimensions: dimensions, angles: (0, 0))
        repulsion.forces(on: places, isFresh: true, isCrowded: false, into: &pushes)
        let sum = Float(pushes.sumOfFourths - Double(places.count))
        for row in 0..<places.count {
            for axis in 0..<dimensions {
                let value = pulls[row, axis] - pushes[row, axis] / sum
                #expect(abs(value - golden[row][axis]) < 1e-7 + 1e-4 * abs(golden[row][axis]))
            }
        }
        var settings = MapSettings()
        settings.dimensions = dimensions
        var optimiser = Optimiser(affinities, settings, state: .init(places), repulsion: repulsion)
        let divergence = try #require(MapGoldens.divergences()["\(dimensions)"])
        #expect(abs(optimiser.divergence() - divergence) < 1e-4 * divergence)
    }
}
