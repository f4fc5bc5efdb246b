/// Surface brightness of a galaxy at eight places at once.
///
/// Places are (u, v): arcseconds along the major axis and along the minor axis. All numbers that do not depend on the
/// place are worked out once.
struct GalaxyShader {
    /// A Sérsic profile ready for use: exp(b − b · (r²/r_e²)^(1/2n)), tapered.
    struct Profile {
        let logScale, exponent, b: Float
        let taperStart, taperRange: Float
        /// Fluxes a unit of brightness, per band, for one square arcsecond.
        let weight: SIMD3<Float>

        init(_ profile: SersicProfile, flux: PerBand, areaFactor: Double) {
            logScale = Float(2 * logarithm(profile.halfLightRadius))
            exponent = Float(0.5 / profile.index)
            b = Float(profile.b)
            taperStart = Float(profile.taperStart)
            taperRange = Float(profile.edge - profile.taperStart)
            weight = SIMD3<Float>(flux / (profile.area * areaFactor))
        }

        /// - Parameter logSquare: ln of the squared elliptical radius in square arcseconds.
        @inline(__always) func brightness(logSquare: Lanes) -> Lanes {
            let scaled = logSquare - logScale
            let light = (b - (scaled * exponent).exponential() * b).exponential()
            let radius = (scaled * 0.5).exponential()
            var t = (radius - taperStart) / taperRange
            t.replace(with: 0, where: t .< 0)
            t.replace(with: 1, where: t .> 1)
            let taper = 1 - t * t
            return light * taper * taper
        }
    }

    struct Arms {
        let count: Int
        /// The crest's angle times the number of arms: phase + turns · ln r + wobble · sin(3 ln r + wobblePhase).
        let phase, turns, wobble, wobblePhase: Float
        let strength, sharpness, inverseMean, inverseInner: Float
        let weight: SIMD3<Float>
    }

    private var bulge: Profile?
    private var inverseBulgeRatio: Float = 1
    private var disc: Profile?
    private var inverseDiscRatio: Float = 1
    private var arms: Arms?
    private var bar: Profile?
    private var inverseBarRatio: Float = 1
    private var barCosine: Float = 1
    private var barSine: Float = 0

    init(_ model: GalaxyModel) {
        if let part = model.bulge {
            bulge = Profile(part.profile, flux: part.flux, areaFactor: part.axisRatio)
            inverseBulgeRatio = Float(1 / part.axisRatio)
        }
        if let part = model.disc {
            inverseDiscRatio = Float(1 / part.axisRatio)
            if let arms = part.arms {
                let share = arms.totalShare(of: part.profile)
                // The smooth part's brightness is D(r) (1 − share(r)), the arms' D(r) share(r) w(θ).
                disc = Profile(part.profile, flux: part.smoothFlux, areaFactor: part.axisRatio * (1 - share))
                let count = Float(arms.count)
                self.arms = Arms(
                    count: arms.count, phase: count * Float(arms.phase),
                    turns: count * Float(arms.winding / tangent(arms.pitch)), wobble: count * Float(arms.wobble),
                    wobblePhase: Float(arms.wobblePhase), strength: Float(arms.strength),
                    sharpness: Float(arms.sharpness), inverseMean: Float(1 / arms.mean),
                    inverseInner: Float(1 / arms.innerRadius),
                    weight: SIMD3<Float>(part.armFlux / (part.profile.area * part.axisRatio * share)))
            } else {
                disc = Profile(part.profile, flux: part.smoothFlux, areaFactor: part.axisRatio)
            }
        }
        if let part = model.bar {
            let discRatio = model.disc?.axisRatio ?? 1
            bar = Profile(part.profile, flux: part.flux, areaFactor: part.axisRatio * discRatio)
            inverseBarRatio = Float(1 / part.axisRatio)
            (barCosine, barSine) = (Float(cosine(part.angle)), Float(sine(part.angle)))
        }
    }

    /// Adds nanomaggies a square arcsecond at (u, v) to the three bands.
    @inline(__always) func add(u: Lanes, v: Lanes, to sums: inout (Lanes, Lanes, Lanes)) {
        let floor = Lanes(repeating: 1e-12)
        if let bulge {
            let across = v * inverseBulgeRatio
            let light = bulge.brightness(logSquare: (u * u + across * across + floor).logarithm())
            GalaxyShader.accumulate(light, bulge.weight, &sums)
        }
        guard let disc else { return }
        let across = v * inverseDiscRatio
        let square = u * u + across * across + floor
        let logSquare = square.logarithm()
        let light = disc.brightness(logSquare: logSquare)
        if let arms {
            let logRadius = (logSquare - disc.logScale) * 0.5
            let radius = logRadius.exponential()
            var t = radius * arms.inverseInner - 0.5
            t.replace(with: 0, where: t .< 0)
            t.replace(with: 1, where: t .> 1)
            let share = t * t * (3 - 2 * t) * arms.strength
            // cos and sin of count · θ by powers of the unit vector.
            let inverse = 1 / square.squareRoot()
            let (x, y) = (u * inverse, across * inverse)
            var (cosine, sine) = (x, y)
            for _ in 1..<max(arms.count, 1) { (cosine, sine) = (cosine * x - sine * y, sine * x + cosine * y) }
            let wobble = (logRadius * 3 + arms.wobblePhase).sineAndCosine().sine * arms.wobble
            let crest = (logRadius * arms.turns + arms.phase + wobble).sineAndCosine()
            let nearness = cosine * crest.cosine + sine * crest.sine
            let gathered = ((nearness - 1) * arms.sharpness).exponential() * arms.inverseMean
            GalaxyShader.accumulate(light * (1 - share), disc.weight, &sums)
            GalaxyShader.accumulate(light * share * gathered, arms.weight, &sums)
        } else {
            GalaxyShader.accumulate(light, disc.weight, &sums)
        }
        if let bar {
            let along = u * barCosine + across * barSine
            let aside = (across * barCosine - u * barSine) * inverseBarRatio
            let light = bar.brightness(logSquare: (along * along + aside * aside + floor).logarithm())
            GalaxyShader.accumulate(light, bar.weight, &sums)
        }
    }

    @inline(__always) private static func accumulate(
        _ light: Lanes, _ weight: SIMD3<Float>, _ sums: inout (Lanes, Lanes, Lanes)
    ) {
        sums.0 += light * weight.x
        sums.1 += light * weight.y
        sums.2 += light * weight.z
    }
}
