/// A walk through a ``BoxTree`` for one thread; it may be used while the tree's storage is borrowed.
struct BoxTreeSearch {
    /// The nearest point found so far.
    struct Best {
        /// No pair farther than this counts.
        var squaredChord: Double
        var index: UInt32 = BoxTree.none
        /// Its place along the curve; -1 before one is found.
        var place = -1
        var vector = UnitVector(x: 0, y: 0, z: 0)
    }

    private struct Step {
        /// A lower bound of the squared chord to the points below.
        var bound: Float
        /// As in ``BoxNode``.
        var first: UInt32
        var count: UInt32
        var lowest: UInt32
    }

    /// Seven parts wait on each level, eight on the last, and a key's 62 bits and 31 halvings of equal keys are levels.
    private static let depth = 7 * 93 + 8

    private let nodes: UnsafePointer<BoxNode>
    private let coordinates: UnsafePointer<Double>
    private let indices: UnsafePointer<UInt32>
    private let positions: UnsafePointer<SkyCoordinate>
    private let origin: UnitVector
    private let stack: UnsafeMutablePointer<Step>

    /// Calls `body` with a search through `tree`; nil when the tree is empty.
    static func with<Result>(_ tree: BoxTree, _ body: (BoxTreeSearch) -> Result) -> Result? {
        if tree.nodes.isEmpty { return nil }
        return tree.nodes.withUnsafeBufferPointer { nodes in
            tree.coordinates.withUnsafeBufferPointer { coordinates in
                tree.indices.withUnsafeBufferPointer { indices in
                    tree.positions.withUnsafeBufferPointer { positions in
                        withUnsafeTemporaryAllocation(of: Step.self, capacity: depth) { stack in
                            guard let nodes = nodes.baseAddress, let coordinates = coordinates.baseAddress,
                                let indices = indices.baseAddress, let positions = positions.baseAddress,
                                let stack = stack.baseAddress
                            else { return nil }
                            return body(
                                BoxTreeSearch(
                                    nodes: nodes, coordinates: coordinates, indices: indices, positions: positions,
                                    origin: tree.origin, stack: stack))
                        }
                    }
                }
            }
        }
    }

    func index(at place: Int) -> UInt32 { indices[place] }

    func position(at place: Int) -> SkyCoordinate { positions[place] }

    /// Improves `best` to the nearest point; of several at the same distance, the one of lowest index.
    @inline(__always)
    func nearest(to query: UnitVector, _ best: inout Best) {
        let point = relative(query)
        var limit = Self.roundedUp(best.squaredChord)
        var waiting = 1
        stack[0] = Step(bound: 0, first: 0, count: 0, lowest: 0)
        while waiting > 0 {
            waiting -= 1
            let step = stack[waiting]
            // At distance 0 only a lower index is better: of many equal positions not all are looked at.
            if step.bound > limit || (best.squaredChord == 0 && step.lowest >= best.index) { continue }
            if step.count > 0 {
                improve(&best, by: query, step)
                limit = Self.roundedUp(best.squaredChord)
                continue
            }
            let node = nodes + Int(step.first)
            let bounds = Self.bounds(point, node)
            let base = waiting
            var slots = Self.bits(bounds .<= limit)
            while slots != 0 {
                let slot = Self.takeHighest(&slots)
                let bound = bounds[slot]
                // Nearest on top.
                var place = waiting
                while place > base, stack[place - 1].bound < bound {
                    stack[place] = stack[place - 1]
                    place -= 1
                }
                stack[place] = Step(
                    bound: bound, first: node.pointee.first[slot], count: node.pointee.count[slot],
                    lowest: node.pointee.lowest[slot])
                waiting += 1
            }
        }
    }

    /// Calls `body` with the place along the curve and the squared chord of each point whose squared chord is at most
    /// `limit`.
    @inline(__always)
    func forEach(
        within limit: Double, of query: UnitVector, _ body: (_ place: Int, _ squaredChord: Double) -> Void
    ) {
        let point = relative(query)
        let highest = Self.roundedUp(limit)
        var waiting = 1
        stack[0] = Step(bound: 0, first: 0, count: 0, lowest: 0)
        while waiting > 0 {
            waiting -= 1
            let step = stack[waiting]
            if step.count > 0 {
                let chords = squaredChords(query, step)
                for lane in 0..<Int(step.count) where chords[lane] <= limit {
                    body(Int(step.first) + lane, chords[lane])
                }
                continue
            }
            let node = nodes + Int(step.first)
            var slots = Self.bits(Self.bounds(point, node) .<= highest)
            while slots != 0 {
                let slot = Self.takeHighest(&slots)
                stack[waiting] = Step(
                    bound: 0, first: node.pointee.first[slot], count: node.pointee.count[slot], lowest: 0)
                waiting += 1
            }
        }
    }

    /// Takes a leaf's nearest point where that is better.
    @inline(__always)
    private func improve(_ best: inout Best, by query: UnitVector, _ leaf: Step) {
        let chords = squaredChords(query, leaf)
        for lane in 0..<Int(leaf.count) where chords[lane] <= best.squaredChord {
            let place = Int(leaf.first) + lane
            if chords[lane] < best.squaredChord || indices[place] < best.index {
                let x = coordinates + 3 * Int(leaf.first) + lane
                best = Best(
                    squaredChord: chords[lane], index: indices[place], place: place,
                    vector: UnitVector(x: x[0], y: x[Int(leaf.count)], z: x[2 * Int(leaf.count)]))
            }
        }
    }

    /// The squared chords to a leaf's points; lanes beyond their number mean nothing.
    @inline(__always)
    private func squaredChords(_ query: UnitVector, _ leaf: Step) -> SIMD8<Double> {
        let x = UnsafeRawPointer(coordinates + 3 * Int(leaf.first))
        let stride = MemoryLayout<Double>.stride * Int(leaf.count)
        let dx = x.loadUnaligned(as: SIMD8<Double>.self) - query.x
        let dy = (x + stride).loadUnaligned(as: SIMD8<Double>.self) - query.y
        let dz = (x + 2 * stride).loadUnaligned(as: SIMD8<Double>.self) - query.z
        return dx * dx + dy * dy + dz * dz
    }

    @inline(__always)
    private func relative(_ query: UnitVector) -> SIMD4<Float> {
        SIMD4(Float(query.x - origin.x), Float(query.y - origin.y), Float(query.z - origin.z), 0)
    }

    /// Lower bounds of the squared chords to the points in a node's parts; infinite where it has fewer than eight.
    @inline(__always)
    private static func bounds(_ point: SIMD4<Float>, _ node: UnsafePointer<BoxNode>) -> SIMD8<Float> {
        let dx = gap(node.pointee.low.x, node.pointee.high.x, point.x)
        let dy = gap(node.pointee.low.y, node.pointee.high.y, point.y)
        let dz = gap(node.pointee.low.z, node.pointee.high.z, point.z)
        return dx * dx + dy * dy + dz * dz
    }

    /// How far a coordinate lies outside of intervals.
    @inline(__always)
    private static func gap(_ low: SIMD8<Float>, _ high: SIMD8<Float>, _ value: Float) -> SIMD8<Float> {
        let (under, over) = (low - value, value - high)
        let outside = under.replacing(with: over, where: under .< over)
        return outside.replacing(with: SIMD8(repeating: 0), where: outside .< 0)
    }

    /// A limit for bounds: more than `value` by what rounding may add to them.
    @inline(__always)
    private static func roundedUp(_ value: Double) -> Float { Float(value * (1 + 0x1p-20)).nextUp }

    /// The lanes of a mask as bits.
    @inline(__always)
    private static func bits(_ mask: SIMDMask<SIMD8<Int32>>) -> UInt32 {
        let bits = SIMD8<UInt32>(1, 2, 4, 8, 16, 32, 64, 128)
        return SIMD8<UInt32>(repeating: 0).replacing(with: bits, where: mask).wrappedSum()
    }

    @inline(__always)
    private static func takeHighest(_ slots: inout UInt32) -> Int {
        let slot = 31 - slots.leadingZeroBitCount
        slots &= ~(1 << UInt32(slot))
        return slot
    }
}
