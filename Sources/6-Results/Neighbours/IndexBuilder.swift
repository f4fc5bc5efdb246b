internal import CMachine
internal import Process
internal import Synchronization
internal import Vectors
internal import Workers

/// Makes the layers of an index: the same ones whatever the number of threads.
///
/// Rows are put in by batches that double (Manohar et al., ParlayANN, PPoPP 2024; arXiv:2305.04359): each row of a batch
/// looks for its neighbours in the graph as it was before the batch, and the links back to them are sorted and put in node
/// by node, so that no thread sees what another does.
struct IndexBuilder {
    private let matrix: Matrix
    private let metric: NeighbourMetric
    private let settings: IndexSettings
    private let threads: Int
    private let rows: IndexRows
    private let storage: IndexStorage

    /// The largest share of the graph that a batch may be, once there are many.
    private static let largestShare = 50

    /// A batch has no more rows than this, so that progress is seen.
    private static let mostRows = 20_000

    static func build(
        _ matrix: Matrix, _ metric: NeighbourMetric, _ settings: IndexSettings, threads: Int?,
        progress: ProgressReporter
    ) throws -> IndexStorage {
        let builder = IndexBuilder(matrix, metric, settings, threads ?? Workers.cores)
        try builder.putIn(progress)
        return builder.storage
    }

    private init(_ matrix: Matrix, _ metric: NeighbourMetric, _ settings: IndexSettings, _ threads: Int) {
        precondition(settings.links >= 4 && settings.breadth >= 1, "4 links or more")
        (self.matrix, self.metric, self.settings, self.threads) = (matrix, metric, settings, threads)
        rows = IndexRows(matrix, metric, degree: settings.links / 2, seed: settings.seed, threads: threads)
        var layout = IndexLayout()
        (layout.rows, layout.dimension, layout.metric) = (matrix.rowCount, matrix.columnCount, metric)
        (layout.lowestDegree, layout.degree) = (settings.links, settings.links / 2)
        (layout.upper, layout.repeats, layout.nodes) = (rows.upper, rows.repeats.count, rows.order.count)
        (layout.breadth, layout.seed) = (settings.breadth, settings.seed)
        storage = IndexStorage(layout)
        for place in [layout.lowest] + layout.upperLinks { storage.words(place).update(repeating: -1) }
        _ = storage.words(layout.upperRows).update(from: rows.order.prefix(layout.upper.first ?? 0))
        let later = rows.repeats.map { ($0.later, $0.first) }.sorted { $0 < $1 }
        _ = storage.words(layout.repeatsByFirst).update(from: rows.repeats.flatMap { [$0.first, $0.later] })
        _ = storage.words(layout.repeatsByLater).update(from: later.flatMap { [$0.0, $0.1] })
    }

    private func putIn(_ progress: ProgressReporter) throws {
        progress.begin("Index", total: rows.order.count)
        defer { progress.end() }
        try matrix.withValues { values in
            guard let first = values.baseAddress else { return }
            let crew = (0..<threads).map { _ in
                Hand(
                    search: IndexSearch(
                        values: first, rowCount: matrix.rowCount, dimension: matrix.columnCount,
                        metric: metric.kernel, degree: settings.links),
                    chooser: LinkChooser(values: first, dimension: matrix.columnCount, metric: metric.kernel))
            }
            var done = min(1, rows.order.count)
            while done < rows.order.count {
                try StopSignal.check(.goesOn)
                let most = max(min(done, 256), min(done / Self.largestShare, Self.mostRows))
                let level = rows.upper.filter { $0 > done }.count
                let end = rows.upper.last { $0 > done } ?? rows.order.count
                let batch = done..<min(done + most, end)
                put(batch, level, values: first, crew)
                done = batch.upperBound
                progress.advance(to: done)
            }
        }
    }

    /// What a thread works with.
    private struct Hand {
        let search: IndexSearch
        let chooser: LinkChooser
    }

    /// Runs `body` for 0..<count by all hands.
    private func share(_ count: Int, _ crew: [Hand], _ body: (Int, Hand) -> Void) {
        let next = Atomic<Int>(0)
        nonisolated(unsafe) let crew = crew  // each thread has its own
        nonisolated(unsafe) let body = body
        let piece = 16
        Workers.perform(min(threads, (count + piece - 1) / piece)) { hand in
            while true {
                let start = next.add(piece, ordering: .relaxed).oldValue
                guard start < count else { return }
                for item in start..<min(start + piece, count) { body(item, crew[hand]) }
            }
        }
    }

    /// Puts rows in whose highest layer is `level`.
    private func put(_ batch: Range<Int>, _ level: Int, values: UnsafePointer<Float>, _ crew: [Hand]) {
        let layers = storage.layers
        // Axes (layer, row of the batch, link).
        let most = settings.links
        let forward = UnsafeMutablePointer<Int32>.allocate(capacity: (level + 1) * batch.count * most)
        defer { forward.deallocate() }
        forward.update(repeating: -1, count: (level + 1) * batch.count * most)
        share(batch.count, crew) { item, hand in
            let row = Int(rows.order[batch.lowerBound + item])
            let query = values + row * matrix.columnCount
            do {
                try hand.search.descend(layers[max(1, level + 1)...], from: 0, to: query)
                if level + 1 >= layers.count {
                    try hand.search.begin(0, of: layers[layers.count - 1], breadth: 1, query)
                }
                for number in stride(from: level, through: 0, by: -1) {
                    let layer = layers[number]
                    let isLowest = number == 0
                    try hand.search.goOn(breadth: settings.breadth, layer, query) {
                        isLowest ? rows.order[Int($0)] : $0
                    }
                    try hand.search.walk(layer, query)
                    let beam = hand.search.beam
                    let links = hand.chooser.choose(
                        beam.count, of: layer, most: settings.links / 2, fills: false
                    ) { beam[$0] }
                    let room = forward + (number * batch.count + item) * most
                    for (place, link) in links.enumerated() { room[place] = link }
                }
            } catch {
                preconditionFailure("a link leads nowhere")
            }
        }
        for number in 0...level {
            link(batch, layers[number], number, forward + number * batch.count * most, values, crew)
        }
    }

    /// Writes the links of a batch's rows in one layer, and those back to them.
    private func link(
        _ batch: Range<Int>, _ layer: IndexLayer, _ number: Int, _ forward: UnsafeMutablePointer<Int32>,
        _ values: UnsafePointer<Float>, _ crew: [Hand]
    ) {
        var back: [UInt64] = []
        for item in 0..<batch.count {
            let place = batch.lowerBound + item
            let node = number == 0 ? rows.order[place] : Int32(place)
            for link in 0..<min(settings.links, layer.degree) {
                let target = forward[item * settings.links + link]
                if target < 0 { break }
                layer.links[Int(node) * layer.degree + link] = target
                back.append(UInt64(target) << 32 | UInt64(node))
            }
        }
        back.sort()
        var starts = back.indices.filter { $0 == 0 || back[$0] >> 32 != back[$0 - 1] >> 32 }
        starts.append(back.count)
        share(starts.count - 1, crew) { item, hand in
            let sources = back[starts[item]..<starts[item + 1]]
            let target = Int32(back[starts[item]] >> 32)
            let links = layer.links + Int(target) * layer.degree
            var known = (0..<layer.degree).prefix { links[$0] >= 0 }.map { links[$0] }
            let fresh = sources.map { Int32(truncatingIfNeeded: $0) }
            known += fresh
            if known.count > layer.degree {
                let query = values + Int(layer.row(target)) * matrix.columnCount
                let sorted = ranked(known, layer, query, values)
                known = hand.chooser.choose(sorted.count, of: layer, most: layer.degree, fills: true) {
                    Beam.parts(sorted[$0])
                }
            }
            for place in 0..<layer.degree { links[place] = place < known.count ? known[place] : -1 }
        }
    }

    /// Nodes by distance from a vector.
    private func ranked(
        _ nodes: [Int32], _ layer: IndexLayer, _ query: UnsafePointer<Float>, _ values: UnsafePointer<Float>
    ) -> [UInt64] {
        let distances = [Float](unsafeUninitializedCapacity: nodes.count) { buffer, count in
            let rows = nodes.map(layer.row)
            cm_distances(query, values, matrix.columnCount, rows, nodes.count, metric.kernel, buffer.baseAddress!)
            count = nodes.count
        }
        return zip(nodes, distances).map { Beam.entry($0, $1) }.sorted()
    }
}
