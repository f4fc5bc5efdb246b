/// One number for each band, in the order g, r, i.
typealias PerBand = SIMD3<Double>

/// The bands of the simulated surveys.
enum Bands {
    static let names = ["g", "r", "i"]

    /// Fluxes in nanomaggies from the r magnitude and two colours.
    static func fluxes(r: Double, gMinusR: Double, rMinusI: Double) -> PerBand {
        PerBand(flux(magnitude: r + gMinusR), flux(magnitude: r), flux(magnitude: r - rMinusI))
    }

    /// AB magnitudes of fluxes in nanomaggies, above 0.
    static func magnitudes(_ flux: PerBand) -> PerBand {
        PerBand(magnitude(flux: flux.x), magnitude(flux: flux.y), magnitude(flux: flux.z))
    }
}
