/// The simplex method of Nelder & Mead (1965, Comput. J. 7, 308) for functions of a few variables without derivatives.
enum NelderMead {
    /// A point near which `function` is lowest.
    ///
    /// - Parameters:
    ///   - start: where to begin.
    ///   - steps: how far the other corners of the first simplex lie, one a variable.
    ///   - evaluations: at most about this many.
    ///   - tolerance: it ends when the corners' values differ by less.
    static func minimum(
        from start: [Double], steps: [Double], evaluations: Int = 200, tolerance: Double = 1e-3,
        of function: ([Double]) -> Double
    ) -> (point: [Double], value: Double) {
        let size = start.count
        var corners = [(point: start, value: function(start))]
        for index in 0..<size {
            var point = start
            point[index] += steps[index]
            corners.append((point, function(point)))
        }
        var done = size + 1
        while done < evaluations {
            corners.sort { $0.value < $1.value }
            guard corners[size].value - corners[0].value > tolerance else { break }
            let centre = (0..<size).map { index in
                corners[..<size].reduce(0) { $0 + $1.point[index] } / Double(size)
            }
            func along(_ factor: Double) -> (point: [Double], value: Double) {
                let point = (0..<size).map { centre[$0] + factor * (corners[size].point[$0] - centre[$0]) }
                done += 1
                return (point, function(point))
            }
            let reflected = along(-1)
            if reflected.value < corners[0].value {
                let expanded = along(-2)
                corners[size] = expanded.value < reflected.value ? expanded : reflected
            } else if reflected.value < corners[size - 1].value {
                corners[size] = reflected
            } else {
                let contracted = along(reflected.value < corners[size].value ? -0.5 : 0.5)
                if contracted.value < min(reflected.value, corners[size].value) {
                    corners[size] = contracted
                } else {
                    for corner in 1...size {
                        let point = (0..<size).map { (corners[corner].point[$0] + corners[0].point[$0]) / 2 }
                        corners[corner] = (point, function(point))
                        done += 1
                    }
                }
            }
        }
        return corners.min { $0.value < $1.value } ?? corners[0]
    }
}
