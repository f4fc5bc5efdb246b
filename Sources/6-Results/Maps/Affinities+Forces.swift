internal import CMachine
internal import Foundation

extension Affinities {
    /// The forces that pull points to those they belong to, without exaggeration.
    ///
    /// - Parameters:
    ///   - places: of the points that have rows.
    ///   - others: of the points that the columns mean.
    package func pulls(on places: Places, from others: Places, threads: Int, into forces: inout Places) {
        precondition(places.count == rowCount, "\(places.count) points for \(rowCount) rows")
        forces.values.withUnsafeMutableBufferPointer { forces in
            let forces = forces
            Shares.pieces(of: rowCount, length: 512, threads: threads) { _, rows in
                cm_attraction(
                    Int32(places.dimensions), places.values, others.values, starts, columns, weights,
                    rows.lowerBound, rows.count, forces.baseAddress)
            }
        }
    }

    /// The sum of p log(1 + d²).
    package func cost(of places: Places, from others: Places, threads: Int) -> Double {
        let length = 512
        var parts = [Double](repeating: 0, count: (rowCount + length - 1) / length)
        parts.withUnsafeMutableBufferPointer { parts in
            let parts = parts
            Shares.pieces(of: rowCount, length: length, threads: threads) { number, rows in
                parts[number] = cm_attraction_cost(
                    Int32(places.dimensions), places.values, others.values, starts, columns, weights,
                    rows.lowerBound, rows.count)
            }
        }
        return parts.reduce(0, +)
    }
}
