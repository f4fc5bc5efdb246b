internal import Glibc

/// Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to three diagonals, then implicit QL steps
/// (Bowdler, Martin, Reinsch and Wilkinson 1968, *Numerische Mathematik* 11, 293; the procedures tred2 and tql2 of EISPACK).
///
/// The same matrix gives the same bits. Takes about 7 n³ operations, and memory for the matrix.
struct SymmetricEigen {
    /// Eigenvalues, falling.
    let values: [Double]
    /// Eigenvectors of length 1, axes (eigenvalue, component), row-major.
    let vectors: [Double]

    /// - Parameters:
    ///   - matrix: axes (row, column), symmetric, finite; only the part up to the diagonal is looked at.
    ///   - count: rows, and columns.
    init(_ matrix: [Double], count: Int) {
        precondition(matrix.count == count * count, "\(matrix.count) numbers are no matrix of \(count) rows")
        let work = Work(matrix, count)
        if count > 0 {
            work.reduce()
            work.iterate()
        }
        let order = (0..<count).sorted { (work.diagonal[$1], $0) < (work.diagonal[$0], $1) }
        values = order.map { work.diagonal[$0] }
        vectors = order.flatMap { UnsafeBufferPointer(start: work.rows + $0 * count, count: count) }
    }

    /// The matrix while it is worked on.
    private final class Work {
        let count: Int
        /// First the matrix; at the end row i is the eigenvector i.
        let rows: UnsafeMutablePointer<Double>
        let diagonal: UnsafeMutablePointer<Double>
        /// Beside the diagonal.
        let beside: UnsafeMutablePointer<Double>

        init(_ matrix: [Double], _ count: Int) {
            self.count = count
            rows = .allocate(capacity: count * count)
            rows.initialize(from: matrix, count: count * count)
            diagonal = .allocate(capacity: count)
            diagonal.initialize(repeating: 0, count: count)
            beside = .allocate(capacity: count)
            beside.initialize(repeating: 0, count: count)
        }

        deinit {
            rows.deallocate()
            diagonal.deallocate()
            beside.deallocate()
        }

        /// To three diagonals. The transformation is gathered in `rows`, transposed: row i belongs to component i of the
        /// small problem.
        func reduce() {
            let n = count
            for i in stride(from: n - 1, to: 0, by: -1) {
                let own = rows + i * n
                var scale = 0.0
                for k in 0..<i { scale += abs(own[k]) }
                guard i > 1, scale > 0 else {
                    beside[i] = own[i - 1]
                    diagonal[i] = 0
                    continue
                }
                var h = 0.0
                for k in 0..<i {
                    own[k] /= scale
                    h += own[k] * own[k]
                }
                let last = own[i - 1]
                let root = last >= 0 ? -h.squareRoot() : h.squareRoot()
                beside[i] = scale * root
                h -= last * root
                own[i - 1] = last - root
                // The product of the part above with the vector, from its lower half.
                for k in 0..<i { beside[k] = 0 }
                for j in 0..<i {
                    let row = rows + j * n
                    let factor = own[j]
                    var sum = row[j] * factor
                    for k in 0..<j {
                        sum += row[k] * own[k]
                        beside[k] += row[k] * factor
                    }
                    beside[j] += sum
                }
                var product = 0.0
                for j in 0..<i {
                    beside[j] /= h
                    product += beside[j] * own[j]
                }
                let half = product / (h + h)
                for j in 0..<i { beside[j] -= half * own[j] }
                for j in 0..<i {
                    let row = rows + j * n
                    let (first, second) = (own[j], beside[j])
                    for k in 0...j { row[k] -= first * beside[k] + second * own[k] }
                }
                diagonal[i] = h
            }
            accumulate()
            beside[0] = 0
        }

        /// Multiplies the reflections, whose vectors stand in the rows, out; the diagonal comes in its place.
        private func accumulate() {
            let n = count
            let product = UnsafeMutablePointer<Double>.allocate(capacity: n * n)
            defer { product.deallocate() }
            product.initialize(repeating: 0, count: n * n)
            for i in 0..<n { product[i * n + i] = 1 }
            // Reflection i acts on the components before i; those of smaller i come first.
            for i in 1..<max(1, n) where diagonal[i] != 0 {
                let vector = rows + i * n
                for j in 0..<i {
                    let row = product + j * n
                    var sum = 0.0
                    for k in 0..<i { sum += row[k] * vector[k] }
                    let factor = sum / diagonal[i]
                    for k in 0..<i { row[k] -= factor * vector[k] }
                }
            }
            for i in 0..<n { diagonal[i] = rows[i * n + i] }
            rows.update(from: product, count: n * n)
        }

        /// QL steps with implicit shifts; rows of `rows` are turned along.
        func iterate() {
            let n = count
            for i in 1..<max(1, n) { beside[i - 1] = beside[i] }
            beside[n - 1] = 0
            for l in 0..<n {
                // 60 steps are far more than any eigenvalue takes.
                for _ in 0..<60 {
                    var m = l
                    while m < n - 1 {
                        let size = abs(diagonal[m]) + abs(diagonal[m + 1])
                        if abs(beside[m]) <= .ulpOfOne * size { break }
                        m += 1
                    }
                    if m == l { break }
                    var g = (diagonal[l + 1] - diagonal[l]) / (2 * beside[l])
                    var r = hypot(g, 1)
                    g = diagonal[m] - diagonal[l] + beside[l] / (g + (g >= 0 ? r : -r))
                    var (s, c, p) = (1.0, 1.0, 0.0)
                    var isSplit = false
                    for i in stride(from: m - 1, through: l, by: -1) {
                        let f = s * beside[i]
                        let b = c * beside[i]
                        r = hypot(f, g)
                        beside[i + 1] = r
                        if r == 0 {
                            diagonal[i + 1] -= p
                            beside[m] = 0
                            isSplit = true
                            break
                        }
                        (s, c) = (f / r, g / r)
                        g = diagonal[i + 1] - p
                        r = (diagonal[i] - g) * s + 2 * c * b
                        p = s * r
                        diagonal[i + 1] = g + p
                        g = c * r - b
                        let (lower, upper) = (rows + i * n, rows + (i + 1) * n)
                        for k in 0..<n {
                            let high = upper[k]
                            upper[k] = s * lower[k] + c * high
                            lower[k] = c * lower[k] - s * high
                        }
                    }
                    if isSplit { continue }
                    diagonal[l] -= p
                    beside[l] = g
                    beside[m] = 0
                }
            }
        }
    }
}
