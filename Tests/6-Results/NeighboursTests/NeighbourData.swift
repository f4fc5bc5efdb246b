import TestSupport
import Vectors

/// Vectors like a network's: clumps on a bent sheet of few dimensions, with noise.
enum NeighbourData {
    static func matrix(_ rows: Int, _ columns: Int = 24, seed: UInt64 = 3, clumps: Int = 9) -> Matrix {
        var random = SplitMix(state: seed)
        func number() -> Float { Float(random.next() >> 40) * 0x1p-23 - 1 }
        let latent = 5
        let sheet = (0..<latent * columns).map { _ in number() }
        let centres = (0..<clumps * latent).map { _ in 3 * number() }
        var values: [Float] = []
        for row in 0..<rows {
            let place = (0..<latent).map { centres[row % clumps * latent + $0] + number() }
            for column in 0..<columns {
                var sum: Float = 0
                for axis in 0..<latent { sum += place[axis] * sheet[axis * columns + column] }
                values.append(max(sum, 0.1 * sum) + 0.05 * number())
            }
        }
        return Matrix(values, columnCount: columns)
    }

    /// The distance in double precision, as its definition says.
    static func distance(_ left: [Float], _ right: [Float], isCosine: Bool) -> Double {
        func sum(_ body: (Double, Double) -> Double) -> Double {
            zip(left, right).reduce(0) { $0 + body(Double($1.0), Double($1.1)) }
        }
        if !isCosine { return sum { ($0 - $1) * ($0 - $1) }.squareRoot() }
        let norms = sum { left, _ in left * left }.squareRoot() * sum { _, right in right * right }.squareRoot()
        return 1 - sum { $0 * $1 } / norms
    }
}
