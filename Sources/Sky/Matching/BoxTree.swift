/// A search tree over points of the sphere: blocks of eight points along the HEALPix curve, and boxes around them, eight
/// of one level in one of the next (a linear bounding volume hierarchy, after Lauterbach et al. 2009).
struct BoxTree: Sendable {
    /// Points in a leaf and boxes in a node.
    static let width = 8
    /// Stands where the last leaf has no point.
    static let none = UInt32.max

    /// The boxes' coordinates count from here, the middle of all points, so that single precision serves small fields too.
    let origin: UnitVector
    /// For each leaf the x, y and z of its points.
    let leaves: [SIMD8<Double>]
    /// For each leaf the indices of its points.
    let indices: [UInt32]
    /// For each node the least x, y, z of its eight boxes, then the greatest.
    let boxes: [SIMD8<Float>]
    /// For each node the lowest index in each of its boxes.
    let lowest: [SIMD8<UInt32>]
    /// The first node of each level. The boxes of level 0 hold one leaf each; the last level is one node.
    let levels: [Int]

    init(_ order: CurveOrder, threads: Int?) {
        let count = order.indices.count
        let leafCount = (count + Self.width - 1) / Self.width
        let parts = Parallel.parts(count: count, threads: threads)
        indices = order.indices + [UInt32](repeating: Self.none, count: leafCount * Self.width - count)
        let indices = indices
        leaves = [SIMD8<Double>](unsafeUninitializedCapacity: 3 * leafCount) { buffer, initialized in
            nonisolated(unsafe) let leaves = buffer
            Parallel.run(parts: parts) { part in
                for leaf in Parallel.share(part, of: parts, count: leafCount) {
                    // Places without a point lie where no search comes.
                    var (x, y, z) = (SIMD8(repeating: 1e3), SIMD8(repeating: 1e3), SIMD8(repeating: 1e3))
                    for lane in 0..<Self.width where Self.width * leaf + lane < count {
                        let vector = order.vectors[Int(order.indices[Self.width * leaf + lane])]
                        x[lane] = vector.x
                        y[lane] = vector.y
                        z[lane] = vector.z
                    }
                    leaves.initializeElement(at: 3 * leaf, to: x)
                    leaves.initializeElement(at: 3 * leaf + 1, to: y)
                    leaves.initializeElement(at: 3 * leaf + 2, to: z)
                }
            }
            initialized = 3 * leafCount
        }
        let extent = Extent(order.vectors)
        origin = extent.middle

        var levels: [Int] = []
        var nodeCount = 0
        var below = leafCount
        while below > 0 {
            levels.append(nodeCount)
            below = (below + Self.width - 1) / Self.width
            nodeCount += below
            if below == 1 { break }
        }
        self.levels = levels
        var boxes = [SIMD8<Float>](repeating: SIMD8(repeating: .infinity), count: 6 * nodeCount)
        var lowest = [SIMD8<UInt32>](repeating: SIMD8(repeating: Self.none), count: nodeCount)
        guard leafCount > 0 else {
            (self.boxes, self.lowest) = (boxes, lowest)
            return
        }
        let (leaves, origin) = (leaves, origin)
        boxes.withUnsafeMutableBufferPointer { boxes in
            lowest.withUnsafeMutableBufferPointer { lowest in
                nonisolated(unsafe) let builder = BoxTreeBuilder(
                    boxes: boxes, lowest: lowest, origin: origin, margin: extent.halfWidth * 0x1p-22)
                let first = (leafCount + Self.width - 1) / Self.width
                Parallel.run(parts: parts) { part in
                    for node in Parallel.share(part, of: parts, count: first) {
                        builder.encloseLeaves(node, leaves, indices)
                    }
                }
                for level in levels.indices.dropFirst() {
                    let end = level + 1 < levels.count ? levels[level + 1] : nodeCount
                    for node in levels[level]..<end {
                        builder.encloseNodes(
                            node, below: levels[level - 1] + Self.width * (node - levels[level]), end: levels[level])
                    }
                }
            }
        }
        (self.boxes, self.lowest) = (boxes, lowest)
    }

    /// The box around all points.
    private struct Extent {
        let middle: UnitVector
        /// Half of its longest edge.
        let halfWidth: Double

        init(_ vectors: [UnitVector]) {
            var low = SIMD4<Double>(repeating: 2)
            var high = SIMD4<Double>(repeating: -2)
            for vector in vectors {
                let point = SIMD4(vector.x, vector.y, vector.z, 0)
                low.replace(with: point, where: point .< low)
                high.replace(with: point, where: point .> high)
            }
            let center = (low + high) / 2
            middle = UnitVector(x: center.x, y: center.y, z: center.z)
            halfWidth = max(0, (high - low).max() / 2)
        }
    }
}
