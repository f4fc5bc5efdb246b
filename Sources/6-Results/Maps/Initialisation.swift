internal import CMachine
internal import Foundation
public import Neighbours
internal import Randomness
public import Vectors
internal import Workers

/// Where points stand on a map before they are moved.
public enum Initialisation {
    /// Along the first principal components, scaled to a standard deviation of 1e-4 along the first one, with a little
    /// randomness so that equal rows do not stay one point (Kobak and Berens, Nature Comm. 10, 5416, 2019).
    ///
    /// - Parameter matrix: all finite; two rows or more.
    public static func principal(_ matrix: Matrix, dimensions: Int, seed: UInt64, threads: Int? = nil) -> Places {
        let width = 64
        let narrow = matrix.columnCount <= width ? matrix : LeadingAxes(matrix, threads: threads).transform(matrix)
        let components = min(dimensions, narrow.columnCount)
        let pca = PCA(narrow, components: components, threads: threads)
        let scores = pca.transform(narrow, threads: threads)
        var places = Places(count: matrix.rowCount, dimensions: dimensions)
        let deviation = (pca.explainedVariance.first ?? 0).squareRoot()
        let scale = deviation > 0 ? 1e-4 / Float(deviation) : 0
        var generator = SeededGenerator(seed, 1)
        scores.withValues { scores in
            for row in 0..<matrix.rowCount {
                for axis in 0..<dimensions {
                    let score = axis < components ? scores[row * components + axis] * scale : 0
                    places[row, axis] = score + 1e-6 * Float(normal(&generator))
                }
            }
        }
        return places
    }

    /// Normally distributed around the origin, with a standard deviation of 1e-4.
    public static func random(count: Int, dimensions: Int, seed: UInt64) -> Places {
        var generator = SeededGenerator(seed, 1)
        var places = Places(count: count, dimensions: dimensions)
        for row in 0..<count {
            for axis in 0..<dimensions { places[row, axis] = 1e-4 * Float(normal(&generator)) }
        }
        return places
    }

    /// New points at the median, axis by axis, of their nearest neighbours' places on a map.
    ///
    /// - Parameters:
    ///   - graph: neighbours of the new points among those of the map.
    ///   - count: how many of them count, at most.
    public static func median(of graph: NeighbourGraph, on map: Places, count: Int) -> Places {
        var places = Places(count: graph.rowCount, dimensions: map.dimensions)
        for row in 0..<graph.rowCount {
            let neighbours = graph.neighbours(of: row).prefix(count)
            for axis in 0..<map.dimensions {
                let values = neighbours.map { map[Int($0), axis] }.sorted()
                let middle = values.count / 2
                places[row, axis] =
                    values.count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2
            }
        }
        return places
    }

    /// A normally distributed number (Box and Muller, Ann. Math. Stat. 29, 610, 1958).
    private static func normal(_ generator: inout SeededGenerator) -> Double {
        let (first, second) = (1 - generator.uniform(), generator.uniform())
        return (-2 * log(first)).squareRoot() * cos(2 * .pi * second)
    }
}
