/// Sérsic's surface brightness profile, cut off smoothly far outside.
///
/// I(r) ∝ exp(−b_n ((r/r_e)^(1/n) − 1)), where b_n makes r_e hold half of the light (Sérsic 1963; b_n after Ciotti and
/// Bertin 1999, their equation 18). Between ``taperStart`` and ``edge`` it goes to zero, as SDSS cuts its own model
/// profiles, so that a picture holds all of the light.
package struct SersicProfile: Sendable, Equatable {
    /// Sérsic index: 1 is an exponential disc, 4 de Vaucouleurs' law.
    package let index: Double
    /// Half-light radius along the major axis, arcseconds.
    package let halfLightRadius: Double

    package init(index: Double, halfLightRadius: Double) {
        self.index = index
        self.halfLightRadius = halfLightRadius
    }

    /// Radii beyond which there is no light, in half-light radii: 4 for a disc, 8 for n = 4, as in SDSS.
    package var edge: Double { 4 + min(max((index - 1) / 3, 0), 1) * 4 }
    var taperStart: Double { 0.75 * edge }

    /// b_n.
    package var b: Double {
        let n = index
        return 2 * n - 1.0 / 3 + 4 / (405 * n) + 46 / (25515 * n * n) + 131 / (1_148_175 * n * n * n)
    }

    /// Brightness relative to that at the half-light radius, at `radius` in half-light radii.
    package func brightness(_ radius: Double) -> Double {
        guard radius < edge else { return 0 }
        return exponential(-b * (power(radius, 1 / index) - 1)) * taper(radius)
    }

    func taper(_ radius: Double) -> Double {
        let t = min(max((radius - taperStart) / (edge - taperStart), 0), 1)
        return (1 - t * t) * (1 - t * t)
    }

    /// Total light of a round profile of brightness 1 at the half-light radius: ∫ 2π r I dr, square arcseconds.
    package var area: Double {
        // In s = r^(1/2n) the integrand is smooth at the centre, whatever n.
        let steps = 400
        let end = power(edge, 1 / (2 * index))
        var sum = 0.0
        for step in 0..<steps {
            let s = (Double(step) + 0.5) / Double(steps) * end
            let r = power(s, 2 * index)
            sum += brightness(r) * r * 2 * index * power(s, 2 * index - 1)
        }
        return 2 * .pi * sum * end / Double(steps) * halfLightRadius * halfLightRadius
    }
}
