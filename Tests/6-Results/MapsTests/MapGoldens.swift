import Foundation
import Maps
import Neighbours
import Randomness
import Vectors

/// What openTSNE and scikit-learn make of the same numbers.
enum MapGoldens {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/Goldens/maps/"

    static func matrix(_ name: String) throws -> Matrix { try Matrix(mapping: folder + name + ".npy") }

    static func places(_ matrix: Matrix) -> Places {
        var places = Places(count: matrix.rowCount, dimensions: matrix.columnCount)
        for row in 0..<matrix.rowCount {
            for (axis, value) in matrix[row].enumerated() { places[row, axis] = value }
        }
        return places
    }

    static func divergences() throws -> [String: Double] {
        try JSONDecoder().decode(
            [String: Double].self, from: Data(contentsOf: URL(filePath: folder + "divergences.json")))
    }

    /// Vectors in groups, one random direction each.
    static func groups(_ rows: Int, columns: Int, groups: Int, seed: UInt64) -> (matrix: Matrix, labels: [Int]) {
        var generator = SeededGenerator(seed)
        let centres = (0..<(groups * columns)).map { _ in Float(generator.uniform()) * 6 }
        var values: [Float] = []
        var labels: [Int] = []
        for _ in 0..<rows {
            let label = generator.index(below: groups)
            labels.append(label)
            for column in 0..<columns {
                let noise = (0..<4).reduce(0) { sum, _ in sum + Float(generator.uniform()) } - 2
                values.append(centres[label * columns + column] + noise)
            }
        }
        return (Matrix(values, columnCount: columns), labels)
    }
}
