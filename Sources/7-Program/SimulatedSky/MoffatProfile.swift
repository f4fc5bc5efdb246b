/// The image of a star: Moffat 1969, (1 + (r/α)²)^−β, of unit flux.
package struct MoffatProfile {
    let alpha, beta: Double

    package init(fullWidth: Double, beta: Double) {
        self.beta = beta
        alpha = fullWidth / (2 * (power(2, 1 / beta) - 1).squareRoot())
    }

    /// Brightness at a squared radius, in the inverse square of the width's unit.
    package func brightness(square: Double) -> Double {
        (beta - 1) / (.pi * alpha * alpha) * power(1 + square / (alpha * alpha), -beta)
    }
}
