/// A rectangle of one tile with what is wrong with its pixels; it may reach beyond the tile's edge.
struct TileWindow {
    /// Tile pixel of the first one; may be negative.
    let x, y: Int
    let width, height: Int
    /// In the tile's unit; not a number outside the tile.
    var values: [Float]
    /// Why pixels cannot be used; nil when all can.
    var flags: [PixelFlags]?

    /// How far from a sound pixel an unsound one is still drawn from its neighbours, in pixels.
    static let fillDistance = 8

    /// The pixels with those that cannot be used drawn from their neighbours, as far as ``fillDistance`` reaches.
    /// - Returns: pixels, 0 where there is nothing, and for each 1 or 0 whether there is; nil when all are.
    func filled() -> (values: [Float], isThere: [Float]?) {
        guard let flags else { return (values, nil) }
        var values = values
        var isThere = flags.map { $0.isEmpty ? Float(1) : 0 }
        var open = flags.indices.filter { !flags[$0].isEmpty && !flags[$0].contains(.outside) }
        for _ in 0..<TileWindow.fillDistance where !open.isEmpty {
            var found: [(Int, Float)] = []
            open.removeAll { index in
                let (column, row) = (index % width, index / width)
                var sum: Float = 0
                var weight: Float = 0
                for dy in max(row - 1, 0)...min(row + 1, height - 1) {
                    for dx in max(column - 1, 0)...min(column + 1, width - 1) where isThere[dy * width + dx] > 0 {
                        // A neighbour at the side counts twice one at the corner.
                        let share: Float = dx == column || dy == row ? 2 : 1
                        sum += share * values[dy * width + dx]
                        weight += share
                    }
                }
                if weight > 0 { found.append((index, sum / weight)) }
                return weight > 0
            }
            if found.isEmpty { break }
            for (index, value) in found {
                values[index] = value
                isThere[index] = 1
            }
        }
        var isWhole = true
        for index in isThere.indices where isThere[index] == 0 {
            values[index] = 0
            isWhole = false
        }
        return (values, isWhole ? nil : isThere)
    }
}
