/// Logarithmic spiral arms: how a disc's light is gathered around their crests.
///
/// The crest of arm k lies at θ = phase + winding · ln(r / r_e) / tan(pitch) + 2π k / count, with a slow wobble. Around
/// it the light follows exp(sharpness · (cos(count · Δθ) − 1)), divided by its mean, so arms move light along each circle
/// and add none.
struct SpiralArms: Sendable {
    /// How many arms, 1…6.
    var count: Int
    /// Angle between arm and circle, radians; 10 to 30 degrees in real galaxies.
    var pitch: Double
    /// +1 or −1: which way they open.
    var winding: Double
    /// Where the first arm crosses the half-light radius, radians.
    var phase: Double
    /// Share of the local light that is gathered in arms, outside of ``innerRadius``, 0…1.
    var strength: Double
    /// How narrow the arms are; 1 is broad, 6 narrow.
    var sharpness: Double
    /// Where the arms begin, in the disc's half-light radii.
    var innerRadius: Double
    /// Amplitude (radians) and phase of the wobble.
    var wobble: Double
    var wobblePhase: Double

    /// Share of the light in arms at a radius in half-light radii.
    func share(_ radius: Double) -> Double {
        let t = min(max(radius / innerRadius - 0.5, 0), 1)
        return strength * t * t * (3 - 2 * t)
    }

    /// Angle of the first crest at a radius in half-light radii, radians.
    func crest(_ radius: Double) -> Double {
        let turns = logarithm(radius)
        return phase + winding * turns / tangent(pitch) + wobble * sine(3 * turns + wobblePhase)
    }

    /// Mean of exp(sharpness · (cos x − 1)) over a turn.
    var mean: Double {
        let steps = 64
        let sum = (0..<steps).reduce(0.0) { sum, step in
            sum + exponential(sharpness * (cosine(2 * .pi * Double(step) / Double(steps)) - 1))
        }
        return sum / Double(steps)
    }

    /// Share of a disc's whole light that lies in the arms.
    func totalShare(of profile: SersicProfile) -> Double {
        let steps = 400
        var (inArms, all) = (0.0, 0.0)
        for step in 0..<steps {
            let radius = (Double(step) + 0.5) / Double(steps) * profile.edge
            let light = profile.brightness(radius) * radius
            all += light
            inArms += light * share(radius)
        }
        return inArms / all
    }
}
