import CMachine
import Files
import Foundation
import Maps
import Neighbours
import Process
import Synchronization
import TestSupport
import Testing
import Vectors

@Suite(.serialized) struct TSNETests {
    private func settings(_ dimensions: Int, iterations: Int = 200, early: Int = 100) -> MapSettings {
        var settings = MapSettings()
        (settings.dimensions, settings.perplexities) = (dimensions, [15])
        (settings.iterations, settings.earlyIterations) = (iterations, early)
        return settings
    }

    /// Share of the neighbours on the map that have a point's own label.
    private func agreement(_ places: Places, _ labels: [Int]) throws -> Double {
        let values = (0..<places.count).flatMap { row in (0..<places.dimensions).map { places[row, $0] } }
        let graph = try NeighbourGraph.exact(Matrix(values, columnCount: places.dimensions), count: 10)
        var same = 0
        for row in 0..<places.count {
            same += graph.neighbours(of: row).count { labels[Int($0)] == labels[row] }
        }
        return Double(same) / Double(10 * places.count)
    }

    @Test(arguments: [2, 3]) func groupsStayTogether(dimensions: Int) throws {
        let (matrix, labels) = MapGoldens.groups(800, columns: 70, groups: 5, seed: 1)
        let map = try TSNE(settings(dimensions)).map(matrix)
        #expect(try agreement(map.places, labels) > 0.99)
        #expect(map.divergence > 0 && map.divergence < 2.5)
    }

    /// All the way with all pairs, and with the tree: the same divergence within 2 % (so few points wander by 1 %), and forces
    /// that were right on the way.
    @Test(arguments: [2, 3]) func asGoodAsAllPairs(dimensions: Int) throws {
        let (matrix, _) = MapGoldens.groups(1200, columns: 12, groups: 6, seed: 2)
        let affinities = Affinities(try NeighbourGraph.exact(matrix, count: 45), perplexities: [15])
        let start = Initialisation.principal(matrix, dimensions: dimensions, seed: 0)
        let settings = settings(dimensions, iterations: 300, early: 200)
        let all = TreeRepulsion(count: matrix.rowCount, dimensions: dimensions, angles: (0, 0))
        let tree = TreeRepulsion(count: matrix.rowCount, dimensions: dimensions)
        var exact = Optimiser(affinities, settings, state: .init(start), repulsion: all)
        var near = Optimiser(affinities, settings, state: .init(start), repulsion: tree)
        while !near.isDone {
            exact.step()
            near.step()
            guard near.state.iteration % 100 == 0 else { continue }
            #expect(forceError(near, settings) < 1e-2, "iteration \(near.state.iteration)")
        }
        #expect(abs(near.divergence() / exact.divergence() - 1) < 0.02)
    }

    /// The forces along a whole run against all pairs, on an embedding of one's own: TUNINGFORK_VECTORS names a `.npy` file.
    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["TUNINGFORK_VECTORS"] != nil,
            "TUNINGFORK_VECTORS names no embedding"), arguments: [2, 3])
    func forcesOfAnEmbedding(dimensions: Int) throws {
        let matrix = try Matrix(mapping: ProcessInfo.processInfo.environment["TUNINGFORK_VECTORS"] ?? "")
        var settings = MapSettings()
        settings.dimensions = dimensions
        let affinities = Affinities(try NeighbourGraph.exact(matrix, count: 90), perplexities: [30])
        let start = Initialisation.principal(matrix, dimensions: dimensions, seed: 0)
        func errors(_ near: inout Optimiser) -> [Double] {
            var found: [Double] = []
            while !near.isDone {
                near.step()
                if near.state.iteration % 100 == 0 { found.append(forceError(near, settings)) }
            }
            return found
        }
        func optimiser(_ repulsion: TreeRepulsion) -> Optimiser {
            Optimiser(affinities, settings, state: .init(start), repulsion: repulsion)
        }
        var near = optimiser(TreeRepulsion(count: matrix.rowCount, dimensions: dimensions))
        let found = errors(&near)
        var exact = optimiser(TreeRepulsion(count: matrix.rowCount, dimensions: dimensions, angles: (0, 0)))
        while !exact.isDone { exact.step() }
        let ratio = near.divergence() / exact.divergence()
        print("\(matrix.rowCount) x \(matrix.columnCount), \(dimensions)-d: errors \(found), KL \(ratio) of all pairs'")
        #expect(found.allSatisfy { $0 < 1e-2 } && abs(ratio - 1) < 0.01)
    }

    /// How far the tree's forces are from those of all pairs, against their size.
    private func forceError(_ optimiser: Optimiser, _ settings: MapSettings) -> Double {
        let places = optimiser.state.places
        func forces(_ repulsion: TreeRepulsion) -> Places {
            var forces = places
            repulsion.forces(
                on: places, isFresh: true, isCrowded: settings.isCrowded(optimiser.state.iteration), into: &forces)
            return forces
        }
        let near = forces(TreeRepulsion(count: places.count, dimensions: places.dimensions))
        let right = forces(TreeRepulsion(count: places.count, dimensions: places.dimensions, angles: (0, 0)))
        var (difference, size) = (0.0, 0.0)
        for row in 0..<places.count {
            for axis in 0..<places.dimensions {
                let step = Double(near[row, axis]) - Double(right[row, axis])
                difference += step * step
                size += Double(right[row, axis]) * Double(right[row, axis])
            }
        }
        return (difference / size).squareRoot()
    }

    @Test func sameBytesForAnyThreadsAndOtherSeedsDiffer() throws {
        let (matrix, _) = MapGoldens.groups(1500, columns: 80, groups: 3, seed: 3)
        var settings = settings(2, iterations: 40, early: 30)
        let one = try TSNE(settings, threads: 1).map(matrix)
        #expect(try TSNE(settings, threads: 3).map(matrix) == one)
        defer { cm_ask_clone(-1) }
        cm_ask_clone(Int32(cm_clones) - 1)
        #expect(try TSNE(settings, threads: 2).map(matrix) == one)
        settings.seed = 1
        #expect(try TSNE(settings).map(matrix).places != one.places)
    }

    @Test func goesOnFromACheckpoint() throws {
        let folder = try TemporaryDirectory()
        let (matrix, _) = MapGoldens.groups(700, columns: 6, groups: 3, seed: 4)
        let settings = settings(3, iterations: 60, early: 40)
        let whole = try TSNE(settings).map(matrix)
        func checkpoint(_ fingerprint: String) -> MapCheckpoint {
            MapCheckpoint(folder: folder.file("m.csv.unfinished"), fingerprint: fingerprint, seconds: 0)
        }
        let lines = Mutex(0)
        let reporter = ProgressReporter { line in
            if line.hasPrefix("map") { StopSignal.request() }
        }
        defer { StopSignal.reset() }
        #expect(throws: Interrupted.goesOn) {
            try TSNE(settings).map(matrix, keeping: checkpoint("a"), progress: reporter)
        }
        StopSignal.reset()
        #expect(try folder.names() == ["m.csv.unfinished"])
        let other = ProgressReporter { line in if line.contains("going on") { lines.withLock { $0 += 1 } } }
        #expect(try TSNE(settings).map(matrix, keeping: checkpoint("a"), progress: other) == whole)
        #expect(lines.withLock { $0 } == 1)
        // What was kept for another map is not taken.
        #expect(try TSNE(settings).map(matrix, keeping: checkpoint("b"), progress: .silent) == whole)
        checkpoint("b").remove()
        #expect(try folder.names() == [])
    }

    @Test(arguments: [2, 3]) func newPointsComeToTheirGroup(dimensions: Int) throws {
        let (matrix, labels) = MapGoldens.groups(900, columns: 20, groups: 4, seed: 5)
        let (old, new) = (Array(0..<700), Array(700..<900))
        let map = try TSNE(settings(dimensions)).map(matrix.gathered(old))
        let extended = MapExtension(of: matrix.gathered(old), on: map.places, threads: 1)
        let places = try extended.place(matrix.gathered(new))
        let again = try MapExtension(of: matrix.gathered(old), on: map.places, threads: 3).place(matrix.gathered(new))
        #expect(places == again)
        var same = 0
        for (place, row) in new.enumerated() {
            func distance(_ other: Int) -> Float {
                (0..<dimensions).reduce(0) { sum, axis in
                    let step = places[place, axis] - map.places[other, axis]
                    return sum + step * step
                }
            }
            let nearest = old.indices.min { distance($0) < distance($1) } ?? 0
            same += labels[old[nearest]] == labels[row] ? 1 : 0
        }
        #expect(same >= 195)
    }

    @Test func wideAndNarrowMatricesBeginAlike() throws {
        let (matrix, _) = MapGoldens.groups(300, columns: 90, groups: 4, seed: 6)
        let start = Initialisation.principal(matrix, dimensions: 2, seed: 0)
        let scores = PCA(matrix, components: 2).transform(matrix)
        let scale = start[0, 0] / scores[0][0]
        for row in 0..<300 {
            for axis in 0..<2 { #expect(abs(abs(start[row, axis]) - abs(scale * scores[row][axis])) < 1e-5) }
        }
    }
}
