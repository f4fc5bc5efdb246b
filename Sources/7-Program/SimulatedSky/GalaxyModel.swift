/// A made-up galaxy: the light of its parts on the sky, before any telescope.
struct GalaxyModel: Sendable {
    /// A Sérsic bulge, or a whole elliptical.
    struct Bulge: Sendable {
        var profile: SersicProfile
        /// Minor over major axis on the sky, 0…1.
        var axisRatio: Double
        var flux: PerBand
    }

    /// An exponential disc with or without arms.
    struct Disc: Sendable {
        var profile: SersicProfile
        /// Minor over major axis on the sky, from the inclination.
        var axisRatio: Double
        /// The evenly spread part.
        var smoothFlux: PerBand
        /// The part in the arms; zero without arms.
        var armFlux: PerBand
        var arms: SpiralArms?
    }

    /// A bar in the plane of the disc: a Sérsic profile of index 0.5, drawn out.
    struct Bar: Sendable {
        var profile: SersicProfile
        /// Width over length in the disc's plane.
        var axisRatio: Double
        /// From the disc's major axis, in its plane, radians.
        var angle: Double
        var flux: PerBand
    }

    /// A bright star-forming region: a small Gaussian.
    struct Knot: Sendable {
        /// Offset in the disc's plane: along the line of nodes, and across it before inclination; arcseconds.
        var along, across: Double
        /// Standard deviation, arcseconds.
        var sigma: Double
        var flux: PerBand
    }

    /// Direction of the major axis, from north towards east, radians.
    var positionAngle: Double
    var bulge: Bulge?
    var disc: Disc?
    var bar: Bar?
    var knots: [Knot] = []
    /// Light that no telescope resolves: a star.
    var point: PerBand?

    /// Light of all parts, nanomaggies.
    var totalFlux: PerBand {
        var sum = bulge?.flux ?? .zero
        if let disc { sum += disc.smoothFlux + disc.armFlux }
        if let bar { sum += bar.flux }
        if let point { sum += point }
        return knots.reduce(into: sum) { $0 += $1.flux }
    }

    /// Half the width and height of the box around all light, as (major axis, minor axis), arcseconds.
    var extent: SIMD2<Double> {
        var result = SIMD2(1.0, 1.0)
        func include(_ profile: SersicProfile, _ ratio: Double) {
            let major = profile.edge * profile.halfLightRadius
            result = pointwiseMax(result, SIMD2(major, major * ratio))
        }
        if let bulge { include(bulge.profile, bulge.axisRatio) }
        if let disc { include(disc.profile, disc.axisRatio) }
        return result
    }
}
