internal import CMachine

/// One thread's walk through the layers: what it has met and what it holds.
///
/// Algorithms 2 and 5 of Malkov and Yashunin, IEEE TPAMI 42, 824 (2020; arXiv:1603.09320).
final class IndexSearch {
    let beam = Beam()
    private let visited = Visited()
    private let values: UnsafePointer<Float>
    private let dimension: Int
    private let metric: cm_metric
    /// Rows of the matrix.
    private let rowCount: Int
    private let fresh: UnsafeMutablePointer<Int32>
    private let rows: UnsafeMutablePointer<Int32>
    private let distances: UnsafeMutablePointer<Float>

    /// A link that leads nowhere.
    struct Damage: Error {}

    /// - Parameters:
    ///   - values: the matrix; must live as long as this.
    ///   - rowCount: its rows.
    ///   - degree: most links of a node.
    init(values: UnsafePointer<Float>, rowCount: Int, dimension: Int, metric: cm_metric, degree: Int) {
        (self.values, self.rowCount, self.dimension, self.metric) = (values, rowCount, dimension, metric)
        fresh = .allocate(capacity: degree)
        rows = .allocate(capacity: degree)
        distances = .allocate(capacity: degree)
    }

    deinit {
        fresh.deallocate()
        rows.deallocate()
        distances.deallocate()
    }

    /// Leaves the node nearest to `query` in the beam, going down from `node` of the highest of some layers to the lowest
    /// of them; in the beam are numbers of nodes of that one.
    ///
    /// - Throws: ``Damage`` where a link leads nowhere.
    func descend(_ layers: some BidirectionalCollection<IndexLayer>, from node: Int32, to query: UnsafePointer<Float>)
        throws(Damage)
    {
        beam.reset(limit: 1)
        visited.reset()
        for (number, layer) in layers.reversed().enumerated() {
            if number == 0 {
                guard Int(node) < layer.count else { throw Damage() }
                _ = visited.insert(node)
                try add(node, of: layer, query)
            }
            beam.renew()
            try walk(layer, query)
        }
    }

    /// Begins a search with one node. Throws ``Damage``.
    func begin(
        _ node: Int32, of layer: IndexLayer, breadth: Int, _ query: UnsafePointer<Float>
    ) throws(Damage) {
        beam.reset(limit: breadth)
        visited.reset()
        _ = visited.insert(node)
        try add(node, of: layer, query)
    }

    /// Begins a search with what the last one has found, as nodes of a layer. Throws ``Damage``.
    func goOn(
        breadth: Int, _ layer: IndexLayer, _ query: UnsafePointer<Float>, named: (Int32) -> Int32
    ) throws(Damage) {
        let nodes = (0..<beam.count).map { named(beam[$0].number) }
        beam.reset(limit: breadth)
        visited.reset()
        for node in nodes where visited.insert(node) { try add(node, of: layer, query) }
    }

    /// Looks into the nearest known node's links until none of the `breadth` nearest is left.
    func walk(_ layer: IndexLayer, _ query: UnsafePointer<Float>) throws(Damage) {
        while let node = beam.next() {
            let links = layer.links + Int(node) * layer.degree
            var count = 0
            for place in 0..<layer.degree {
                let link = links[place]
                if link < 0 { break }
                guard Int(link) < layer.count else { throw Damage() }
                guard visited.insert(link) else { continue }
                fresh[count] = link
                rows[count] = try row(link, of: layer)
                count += 1
            }
            cm_distances(query, values, dimension, rows, count, metric, distances)
            for place in 0..<count { beam.add(fresh[place], distances[place]) }
        }
    }

    private func add(
        _ node: Int32, of layer: IndexLayer, _ query: UnsafePointer<Float>
    ) throws(Damage) {
        guard (0..<layer.count).contains(Int(node)) else { throw Damage() }
        var (row, distance) = (try self.row(node, of: layer), Float.nan)
        cm_distances(query, values, dimension, &row, 1, metric, &distance)
        beam.add(node, distance)
    }

    @inline(__always)
    private func row(_ node: Int32, of layer: IndexLayer) throws(Damage) -> Int32 {
        let row = layer.row(node)
        guard UInt32(bitPattern: row) < UInt32(rowCount) else { throw Damage() }
        return row
    }
}
