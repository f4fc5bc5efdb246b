/// A walk through a ``BoxTree`` for one thread; it may be used while the tree's storage is borrowed.
struct BoxTreeSearch {
    /// The nearest point found so far.
    struct Best {
        /// No pair farther than this counts.
        var squaredChord: Double
        var index: UInt32 = BoxTree.none
        /// Its place in the leaves.
        var place = -1
    }

    private struct Step {
        /// A lower bound of the squared chord to the points below.
        var bound: Float
        /// -1 for a leaf.
        var level: Int32
        /// Number of the node or the leaf within its level.
        var number: UInt32
        /// The lowest index below.
        var lowest: UInt32
    }

    /// Seven boxes wait on each of at most 11 levels, and eight on the last.
    private static let depth = 96

    private let leaves: UnsafePointer<SIMD8<Double>>
    private let indices: UnsafePointer<UInt32>
    private let boxes: UnsafePointer<SIMD8<Float>>
    private let lowest: UnsafePointer<SIMD8<UInt32>>
    private let levels: UnsafePointer<Int>
    private let top: Int32
    private let origin: UnitVector
    private let stack: UnsafeMutablePointer<Step>

    /// Calls `body` with a search through `tree`; nil when the tree is empty.
    static func with<Result>(_ tree: BoxTree, _ body: (BoxTreeSearch) -> Result) -> Result? {
        tree.leaves.withUnsafeBufferPointer { leaves in
            tree.indices.withUnsafeBufferPointer { indices in
                tree.boxes.withUnsafeBufferPointer { boxes in
                    tree.lowest.withUnsafeBufferPointer { lowest in
                        tree.levels.withUnsafeBufferPointer { levels in
                            withUnsafeTemporaryAllocation(of: Step.self, capacity: depth) { stack in
                                guard let leaves = leaves.baseAddress, let indices = indices.baseAddress,
                                    let boxes = boxes.baseAddress, let lowest = lowest.baseAddress,
                                    let first = levels.baseAddress, let stack = stack.baseAddress, !levels.isEmpty
                                else { return nil }
                                return body(
                                    BoxTreeSearch(
                                        leaves: leaves, indices: indices, boxes: boxes, lowest: lowest, levels: first,
                                        top: Int32(levels.count - 1), origin: tree.origin, stack: stack))
                            }
                        }
                    }
                }
            }
        }
    }

    /// The vector of the point at a place in the leaves.
    func vector(at place: Int) -> UnitVector {
        let (leaf, lane) = (place / BoxTree.width, place % BoxTree.width)
        return UnitVector(x: leaves[3 * leaf][lane], y: leaves[3 * leaf + 1][lane], z: leaves[3 * leaf + 2][lane])
    }

    /// Improves `best` to the nearest point; of several at the same distance, the one of lowest index.
    @inline(__always)
    func nearest(to query: UnitVector, _ best: inout Best) {
        let point = (Float(query.x - origin.x), Float(query.y - origin.y), Float(query.z - origin.z))
        var limit = Self.roundedUp(best.squaredChord)
        var count = 1
        stack[0] = Step(bound: 0, level: top, number: 0, lowest: 0)
        while count > 0 {
            count -= 1
            let step = stack[count]
            // At distance 0 only a lower index is better: of many equal positions not all are looked at.
            if step.bound > limit || (best.squaredChord == 0 && step.lowest >= best.index) { continue }
            if step.level < 0 {
                let chords = squaredChords(query, leaf: Int(step.number))
                for lane in 0..<BoxTree.width where chords[lane] <= best.squaredChord {
                    let index = indices[BoxTree.width * Int(step.number) + lane]
                    if chords[lane] < best.squaredChord || index < best.index {
                        best = Best(
                            squaredChord: chords[lane], index: index, place: BoxTree.width * Int(step.number) + lane)
                    }
                }
                limit = Self.roundedUp(best.squaredChord)
                continue
            }
            let node = levels[Int(step.level)] + Int(step.number)
            let bounds = self.bounds(point, node: node)
            let base = count
            for slot in (0..<BoxTree.width).reversed() where bounds[slot] <= limit {
                // Nearest on top.
                var place = count
                while place > base, stack[place - 1].bound < bounds[slot] {
                    stack[place] = stack[place - 1]
                    place -= 1
                }
                stack[place] = Step(
                    bound: bounds[slot], level: step.level - 1,
                    number: step.number &* UInt32(BoxTree.width) &+ UInt32(slot), lowest: lowest[node][slot])
                count += 1
            }
        }
    }

    /// Calls `body` with the index and squared chord of each point whose squared chord is at most `limit`.
    @inline(__always)
    func forEach(within limit: Double, of query: UnitVector, _ body: (UInt32, Double) -> Void) {
        let point = (Float(query.x - origin.x), Float(query.y - origin.y), Float(query.z - origin.z))
        let highest = Self.roundedUp(limit)
        var count = 1
        stack[0] = Step(bound: 0, level: top, number: 0, lowest: 0)
        while count > 0 {
            count -= 1
            let step = stack[count]
            if step.level < 0 {
                let chords = squaredChords(query, leaf: Int(step.number))
                for lane in 0..<BoxTree.width where chords[lane] <= limit {
                    body(indices[BoxTree.width * Int(step.number) + lane], chords[lane])
                }
                continue
            }
            let bounds = self.bounds(point, node: levels[Int(step.level)] + Int(step.number))
            for slot in (0..<BoxTree.width).reversed() where bounds[slot] <= highest {
                stack[count] = Step(
                    bound: 0, level: step.level - 1,
                    number: step.number &* UInt32(BoxTree.width) &+ UInt32(slot), lowest: 0)
                count += 1
            }
        }
    }

    @inline(__always)
    private static func roundedUp(_ value: Double) -> Float { Float(value).nextUp }

    @inline(__always)
    private func squaredChords(_ query: UnitVector, leaf: Int) -> SIMD8<Double> {
        let dx = leaves[3 * leaf] - query.x
        let dy = leaves[3 * leaf + 1] - query.y
        let dz = leaves[3 * leaf + 2] - query.z
        return dx * dx + dy * dy + dz * dz
    }

    /// Lower bounds of the squared chords to the points in a node's eight boxes; infinite where it has fewer.
    @inline(__always)
    private func bounds(_ point: (Float, Float, Float), node: Int) -> SIMD8<Float> {
        let box = boxes + 6 * node
        let dx = Self.gap(box[0], box[3], point.0)
        let dy = Self.gap(box[1], box[4], point.1)
        let dz = Self.gap(box[2], box[5], point.2)
        // A little less than computed, for the rounding on the way.
        return (dx * dx + dy * dy + dz * dz) * (1 - 0x1p-20)
    }

    /// How far a coordinate lies outside of intervals.
    @inline(__always)
    private static func gap(_ low: SIMD8<Float>, _ high: SIMD8<Float>, _ value: Float) -> SIMD8<Float> {
        let zero = SIMD8<Float>(repeating: 0)
        let (under, over) = (low - value, value - high)
        return under.replacing(with: zero, where: under .< zero) + over.replacing(with: zero, where: over .< zero)
    }
}
