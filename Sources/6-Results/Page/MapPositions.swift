internal import Files
internal import Tables

/// Where the galaxies lie on the map, in steps of 1/65,534 of its largest extent, and an order that keeps neighbours
/// together.
struct MapPositions {
    /// 2 or 3.
    let dimensions: Int
    /// Steps of each coordinate, 0…65,534; ``missing`` where a row has no place. Axes (dimension, row).
    let steps: [[UInt16]]
    /// Lowest value of each coordinate.
    let lows: [Double]
    /// Extent of a step, the same in all coordinates.
    let step: Double
    let placedCount: Int
    /// The rows along Morton's curve through the map, those without a place last (`order.js` finds the same).
    let order: [Int]

    static let missing = UInt16.max
    private static let most = 65_534.0

    /// Throws `InputError` when a coordinate is no number or no row has any.
    init(_ table: PageTable) throws {
        let columns = try table.coordinates.map { column -> [Double] in
            let numbers = try Table(columns: [column], path: table.path).doubles(column.name)
            return numbers.map { $0 ?? .nan }
        }
        dimensions = columns.count
        let count = table.rowCount
        let isPlaced = (0..<count).map { row in columns.allSatisfy { $0[row].isFinite } }
        placedCount = isPlaced.count { $0 }
        guard placedCount > 0 else {
            throw InputError(
                file: table.path, column: "map_x", problem: "no row has coordinates",
                remedy: "Rows without a vector have none; make the map from an embedding that has vectors")
        }
        if let row = (0..<count).first(where: { row in !isPlaced[row] && columns.contains { $0[row].isFinite } }) {
            throw InputError(
                file: table.path, row: row + 1, problem: "one coordinate is there and another is missing",
                remedy: "Fill in all of them, or leave all of them empty")
        }
        let placed = (0..<count).filter { isPlaced[$0] }
        let lows = columns.map { column in placed.lazy.map { column[$0] }.min() ?? 0 }
        let highs = columns.map { column in placed.lazy.map { column[$0] }.max() ?? 0 }
        let extent = zip(lows, highs).map { $1 - $0 }.max() ?? 0
        let step = extent > 0 ? extent / Self.most : 1
        let steps = zip(columns, lows).map { column, low in
            (0..<count).map { isPlaced[$0] ? UInt16(((column[$0] - low) / step).rounded()) : Self.missing }
        }
        order = Self.order(steps, isPlaced)
        (self.lows, self.step, self.steps) = (lows, step, steps)
    }

    private static func order(_ steps: [[UInt16]], _ isPlaced: [Bool]) -> [Int] {
        // 15 bits each of two coordinates, 10 of three.
        let bits = steps.count == 2 ? 15 : 10
        let keys = isPlaced.indices.map { row -> UInt64 in
            guard isPlaced[row] else { return 1 << 30 }
            var key: UInt64 = 0
            for bit in 0..<bits {
                for (axis, column) in steps.enumerated() {
                    key |= UInt64(column[row] >> UInt16(16 - bits + bit) & 1) << UInt64(bit * steps.count + axis)
                }
            }
            return key
        }
        return keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    }
}
