/// Minimises smooth functions of many variables (limited-memory BFGS; Nocedal 1980, *Mathematics of Computation* 35,
/// 773) with backtracking to Armijo's condition, or near the bottom, where rounding hides how the value falls, to a slope
/// that has become flatter (Hager and Zhang 2005, *SIAM Journal on Optimization* 16, 170).
///
/// ```swift
/// // The bottom of (x − 3)² + (y + 1)².
/// let bottom = LBFGS.minimum(from: [0, 0], iterations: 100, tolerance: 1e-9) { point, gradient in
///     gradient = [2 * (point[0] - 3), 2 * (point[1] + 1)]
///     return (point[0] - 3) * (point[0] - 3) + (point[1] + 1) * (point[1] + 1)
/// }
/// ```
public enum LBFGS {
    /// Part of a value that is lost where it is a sum in single precision.
    private static let rounding = 1e-7

    /// One remembered step: change of the point, change of the gradient, and 1 / their product.
    private struct Step {
        let point, gradient: [Double]
        let inverse: Double
    }

    /// The point reached.
    ///
    /// - Parameters:
    ///   - start: where to begin.
    ///   - iterations: at most this many steps.
    ///   - tolerance: it ends when no component of the gradient is larger.
    ///   - function: value at a point, with its gradient put into the second argument, which has the right length.
    public static func minimum(
        from start: [Double], iterations: Int, tolerance: Double, _ function: ([Double], inout [Double]) -> Double
    ) -> [Double] {
        var point = start
        var gradient = [Double](repeating: 0, count: start.count)
        var value = function(point, &gradient)
        var memory: [Step] = []
        for _ in 0..<iterations where gradient.contains(where: { abs($0) > tolerance }) {
            var direction = descent(gradient, memory)
            var slope = dot(direction, gradient)
            if slope >= 0 {
                memory = []
                direction = gradient.map { -$0 }
                slope = -dot(gradient, gradient)
            }
            var length = memory.isEmpty ? min(1, 1 / (-slope).squareRoot()) : 1.0
            var nextGradient = gradient
            var next = point
            var isLower = false
            for _ in 0..<30 {
                next = zip(point, direction).map { $0 + length * $1 }
                let nextValue = function(next, &nextGradient)
                let isNear = nextValue <= value + rounding * abs(value) && dot(direction, nextGradient) <= -0.8 * slope
                if nextValue <= value + 1e-4 * length * slope || isNear {
                    value = nextValue
                    isLower = true
                    break
                }
                length /= 2
            }
            // Rounding hides any further descent.
            guard isLower else { break }
            let step = zip(next, point).map { $0 - $1 }
            let change = zip(nextGradient, gradient).map { $0 - $1 }
            let curvature = dot(step, change)
            if curvature > 1e-12 {
                memory.append(Step(point: step, gradient: change, inverse: 1 / curvature))
                if memory.count > 10 { memory.removeFirst() }
            }
            (point, gradient) = (next, nextGradient)
        }
        return point
    }

    /// The two-loop recursion: minus the approximate inverse Hessian times the gradient.
    private static func descent(_ gradient: [Double], _ memory: [Step]) -> [Double] {
        var direction = gradient.map { -$0 }
        var factors: [Double] = []
        for step in memory.reversed() {
            let factor = step.inverse * dot(step.point, direction)
            add(-factor, step.gradient, to: &direction)
            factors.append(factor)
        }
        if let last = memory.last {
            let scale = 1 / (last.inverse * dot(last.gradient, last.gradient))
            for index in direction.indices { direction[index] *= scale }
        }
        for (step, factor) in zip(memory, factors.reversed()) {
            add(factor - step.inverse * dot(step.gradient, direction), step.point, to: &direction)
        }
        return direction
    }

    private static func dot(_ left: [Double], _ right: [Double]) -> Double {
        var sum = 0.0
        for index in left.indices { sum += left[index] * right[index] }
        return sum
    }

    private static func add(_ factor: Double, _ vector: [Double], to sum: inout [Double]) {
        for index in sum.indices { sum[index] += factor * vector[index] }
    }
}
