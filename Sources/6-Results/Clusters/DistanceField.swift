internal import CMachine
internal import Neighbours
internal import Workers

/// The squared distance of each row from the nearest of the centres there are, for k-means++.
struct DistanceField {
    /// What the field would be with each of several candidates.
    struct Candidates {
        /// Axes (candidate, place).
        let distances: [Float]
        /// Sums by item of work, axes (candidate, item).
        let parts: [Double]
        let totals: [Double]
    }

    private let rowCount: Int
    private let placeCount: Int
    private var distances: [Float]
    /// Sums of the distances by item of work.
    private var parts: [Double]
    private(set) var total = 0.0

    private static let places = CentredRows.blocks * PackedRows.blockSize

    init(_ rows: CentredRows) {
        rowCount = rows.rowCount
        placeCount = rows.placeCount
        distances = [Float](repeating: .infinity, count: rows.placeCount)
        parts = [Double](repeating: 0, count: (rows.placeCount + Self.places - 1) / Self.places)
    }

    /// - Parameter centres: axes (candidate, column), around the mean.
    func candidates(_ centres: [Float], _ rows: CentredRows, threads: Int?) -> Candidates {
        let halves = rows.halves(centres)
        let (count, items) = (halves.count, parts.count)
        var fields = [Float](repeating: 0, count: count * placeCount)
        var sums = [Double](repeating: 0, count: count * items)
        fields.withUnsafeMutableBufferPointer { fields in
            sums.withUnsafeMutableBufferPointer { sums in
                distances.withUnsafeBufferPointer { distances in
                    rows.lengths.withUnsafeBufferPointer { lengths in
                        nonisolated(unsafe) let (fields, sums) = (fields, sums)
                        Workers.each(items, threads: threads) { item in
                            let first = item * CentredRows.blocks
                            let last = min(rows.packed.blockCount, first + CentredRows.blocks)
                            let size = PackedRows.blockSize
                            withUnsafeTemporaryAllocation(of: Float.self, capacity: (last - first) * count * size) {
                                scores in
                                cm_centre_scores(
                                    rows.packed.values, rows.columnCount, first, last, centres, halves, count,
                                    scores.baseAddress!)
                                for block in first..<last {
                                    for candidate in 0..<count {
                                        let score = scores.baseAddress! + ((block - first) * count + candidate) * size
                                        let target = fields.baseAddress! + candidate * placeCount + block * size
                                        var sum = 0.0
                                        for place in 0..<min(size, rowCount - block * size) {
                                            let row = block * size + place
                                            let own = max(0, lengths[row] + 2 * score[place])
                                            // rounding leaves a rest where the row is the centre
                                            let apart = own < 1e-6 * lengths[row] ? 0 : own
                                            let least = min(apart, distances[row])
                                            target[place] = least
                                            sum += Double(least)
                                        }
                                        sums[candidate * items + item] += sum
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        return Candidates(
            distances: fields, parts: sums,
            totals: (0..<count).map { sums[($0 * items)..<(($0 + 1) * items)].reduce(0, +) })
    }

    mutating func take(_ fields: Candidates, _ number: Int) {
        distances = Array(fields.distances[(number * placeCount)..<((number + 1) * placeCount)])
        parts = Array(fields.parts[(number * parts.count)..<((number + 1) * parts.count)])
        total = fields.totals[number]
    }

    /// The row at a share of the whole, 0 ..< 1, where each row takes as much as its distance.
    func draw(_ share: Double) -> Int {
        var rest = share * total
        var item = 0
        while item < parts.count - 1, rest >= parts[item] {
            rest -= parts[item]
            item += 1
        }
        var last = -1
        for row in item * Self.places..<min(rowCount, (item + 1) * Self.places) where distances[row] > 0 {
            last = row
            rest -= Double(distances[row])
            if rest < 0 { break }
        }
        // by rounding the share may lie behind an item's last row
        return last >= 0 ? last : (0..<rowCount).first { distances[$0] > 0 } ?? 0
    }
}
