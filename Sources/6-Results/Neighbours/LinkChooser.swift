internal import CMachine

/// Which of a node's nearest ones it is linked with: those that no other of them is nearer to (algorithm 4 of Malkov and
/// Yashunin), so that the links lead everywhere around it; then, where links are left, the nearest of the others.
final class LinkChooser {
    private let values: UnsafePointer<Float>
    private let dimension: Int
    private let metric: cm_metric
    private var kept: [Int32] = []
    private var keptRows: [Int32] = []
    private var passedOver: [Int32] = []
    private let distances: UnsafeMutablePointer<Float>

    /// Kept ones that a candidate is compared with at a time.
    private static let step = 4

    init(values: UnsafePointer<Float>, dimension: Int, metric: cm_metric) {
        (self.values, self.dimension, self.metric) = (values, dimension, metric)
        distances = .allocate(capacity: Self.step)
    }

    deinit { distances.deallocate() }

    /// Chooses among candidates that are ascending by distance.
    ///
    /// - Parameters:
    ///   - count: number of candidates.
    ///   - candidate: a candidate, and its distance from the node.
    ///   - most: most links.
    /// - Returns: the links; valid until the next call.
    func choose(
        _ count: Int, of layer: IndexLayer, most: Int, fills: Bool,
        _ candidate: (Int) -> (number: Int32, distance: Float)
    ) -> [Int32] {
        kept.removeAll(keepingCapacity: true)
        keptRows.removeAll(keepingCapacity: true)
        passedOver.removeAll(keepingCapacity: true)
        for place in 0..<count where kept.count < most {
            let (number, distance) = candidate(place)
            let row = layer.row(number)
            if isNearer(row, than: distance) {
                passedOver.append(number)
            } else {
                kept.append(number)
                keptRows.append(row)
            }
        }
        if fills { kept += passedOver.prefix(most - kept.count) }
        return kept
    }

    /// Whether a kept one is nearer to a candidate than the node is.
    private func isNearer(_ row: Int32, than distance: Float) -> Bool {
        keptRows.withUnsafeBufferPointer { rows in
            for start in stride(from: 0, to: rows.count, by: Self.step) {
                let count = min(Self.step, rows.count - start)
                cm_distances(
                    values + Int(row) * dimension, values, dimension, rows.baseAddress! + start, count, metric,
                    distances)
                for place in 0..<count where distances[place] < distance { return true }
            }
            return false
        }
    }
}
