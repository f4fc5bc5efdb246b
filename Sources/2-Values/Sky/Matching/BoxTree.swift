internal import Workers

/// A search tree over points of the sphere: boxes around stretches of the HEALPix curve, eight in a node (a linear bounding
/// volume hierarchy).
struct BoxTree: Sendable {
    /// Most points in a leaf.
    static let leafSize = 8
    /// No index.
    static let none = UInt32.max

    /// Boxes count from here, the middle of all points, so that single precision serves small fields too.
    let origin: UnitVector
    /// For each leaf, at 3 times its first place: the x of its points, then their y, then their z.
    let coordinates: [Double]
    /// The points along the curve: their indices …
    let indices: [UInt32]
    /// … and their positions.
    let positions: [SkyCoordinate]
    /// The first is the root; nodes stand behind those that they are parts of.
    let nodes: [BoxNode]

    init(_ positions: [SkyCoordinate], _ order: CurveOrder, threads: Int?) {
        let count = order.indices.count
        let parts = Workers.parts(count: count, threads: threads)
        let extent = Extent(order.vectors)
        var nodes = order.keys.withUnsafeBufferPointer { Self.divide($0) }
        var (coordinates, points): ([Double], [SkyCoordinate]) = ([], [])
        // A search reads eight places from the last leaf's first, three times over.
        coordinates = [Double](unsafeUninitializedCapacity: 3 * (count + Self.leafSize)) { coordinates, initialized in
            points = [SkyCoordinate](unsafeUninitializedCapacity: count) { points, initialized in
                nodes.withUnsafeMutableBufferPointer { nodes in
                    nonisolated(unsafe) let filler = LeafFiller(
                        nodes: nodes, coordinates: coordinates, points: points, positions: positions, order: order,
                        origin: extent.middle, margin: extent.halfWidth * 0x1p-22)
                    Workers.perform(parts) { part in
                        for node in Workers.share(part, of: parts, count: filler.nodes.count) { filler.fill(node) }
                    }
                }
                initialized = count
            }
            for place in (3 * count)..<(3 * (count + Self.leafSize)) { coordinates.initializeElement(at: place, to: 0) }
            initialized = 3 * (count + Self.leafSize)
        }
        for number in nodes.indices.reversed() {
            for slot in 0..<8 where nodes[number].count[slot] == 0 && nodes[number].first[slot] > 0 {
                nodes[number].enclose(nodes[Int(nodes[number].first[slot])], in: slot)
            }
        }
        origin = extent.middle
        indices = order.indices
        (self.nodes, self.coordinates, self.positions) = (nodes, coordinates, points)
    }

    /// The nodes without their boxes.
    private static func divide(_ keys: UnsafeBufferPointer<UInt64>) -> [BoxNode] {
        if keys.isEmpty { return [] }
        var nodes = [BoxNode()]
        var ranges = [0..<keys.count]
        var number = 0
        while number < nodes.count {
            for (slot, range) in CurveParts(of: ranges[number], keys: keys, leafSize: leafSize).ranges.enumerated() {
                if range.count <= leafSize {
                    nodes[number].first[slot] = UInt32(range.lowerBound)
                    nodes[number].count[slot] = UInt32(range.count)
                } else {
                    nodes[number].first[slot] = UInt32(nodes.count)
                    nodes.append(BoxNode())
                    ranges.append(range)
                }
            }
            number += 1
        }
        return nodes
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

    /// Puts the points of leaves in their places, and boxes around them.
    private struct LeafFiller {
        let nodes: UnsafeMutableBufferPointer<BoxNode>
        let coordinates: UnsafeMutableBufferPointer<Double>
        let points: UnsafeMutableBufferPointer<SkyCoordinate>
        let positions: [SkyCoordinate]
        let order: CurveOrder
        let origin: UnitVector
        /// By how much boxes are wider than their points: covers the rounding of box and query to single precision.
        let margin: Double

        func fill(_ number: Int) {
            var node = nodes[number]
            for slot in 0..<8 where node.count[slot] > 0 {
                let (first, count) = (Int(node.first[slot]), Int(node.count[slot]))
                var low = UnitVector(x: 2, y: 2, z: 2)
                var high = UnitVector(x: -2, y: -2, z: -2)
                var lowest = BoxTree.none
                for place in 0..<count {
                    let index = order.indices[first + place]
                    let vector = order.vectors[Int(index)]
                    points.initializeElement(at: first + place, to: positions[Int(index)])
                    coordinates.initializeElement(at: 3 * first + place, to: vector.x)
                    coordinates.initializeElement(at: 3 * first + count + place, to: vector.y)
                    coordinates.initializeElement(at: 3 * first + 2 * count + place, to: vector.z)
                    low = UnitVector(x: min(low.x, vector.x), y: min(low.y, vector.y), z: min(low.z, vector.z))
                    high = UnitVector(x: max(high.x, vector.x), y: max(high.y, vector.y), z: max(high.z, vector.z))
                    lowest = min(lowest, index)
                }
                node.low.x[slot] = Float(low.x - origin.x - margin)
                node.low.y[slot] = Float(low.y - origin.y - margin)
                node.low.z[slot] = Float(low.z - origin.z - margin)
                node.high.x[slot] = Float(high.x - origin.x + margin)
                node.high.y[slot] = Float(high.y - origin.y + margin)
                node.high.z[slot] = Float(high.z - origin.z + margin)
                node.lowest[slot] = lowest
            }
            nodes[number] = node
        }
    }
}
