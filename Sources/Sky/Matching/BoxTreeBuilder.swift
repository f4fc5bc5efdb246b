/// Writes the boxes of a ``BoxTree`` from the leaves upward.
struct BoxTreeBuilder {
    let boxes: UnsafeMutableBufferPointer<SIMD8<Float>>
    let lowest: UnsafeMutableBufferPointer<SIMD8<UInt32>>
    let origin: UnitVector
    /// By how much boxes are wider than their points: covers the rounding of box and query to single precision.
    let margin: Double

    /// Fills a node of level 0 with the boxes of its leaves.
    func encloseLeaves(_ node: Int, _ leaves: [SIMD8<Double>], _ indices: [UInt32]) {
        let width = BoxTree.width
        for slot in 0..<width where width * node + slot < leaves.count / 3 {
            let leaf = width * node + slot
            for (axis, center) in [origin.x, origin.y, origin.z].enumerated() {
                var (low, high) = (Double.infinity, -Double.infinity)
                for lane in 0..<width where indices[width * leaf + lane] != BoxTree.none {
                    let value = leaves[3 * leaf + axis][lane] - center
                    low = min(low, value)
                    high = max(high, value)
                    lowest[node][slot] = min(lowest[node][slot], indices[width * leaf + lane])
                }
                boxes[6 * node + axis][slot] = Float(low - margin)
                boxes[6 * node + 3 + axis][slot] = Float(high + margin)
            }
        }
    }

    /// Fills a node with the boxes around up to eight nodes of the level below.
    /// - Parameters:
    ///   - below: number of the first of these.
    ///   - end: one beyond the last node of that level.
    func encloseNodes(_ node: Int, below: Int, end: Int) {
        for slot in 0..<BoxTree.width where below + slot < end {
            let child = below + slot
            for axis in 0..<3 {
                boxes[6 * node + axis][slot] = boxes[6 * child + axis].min()
                boxes[6 * node + 3 + axis][slot] =
                    (0..<BoxTree.width).lazy
                    .map { boxes[6 * child + 3 + axis][$0] }.filter { $0.isFinite }.max() ?? -.infinity
            }
            lowest[node][slot] = lowest[child].min()
        }
    }
}
