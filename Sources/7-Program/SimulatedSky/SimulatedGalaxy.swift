internal import Sky

/// One galaxy of the made-up sky with what is true of it.
struct SimulatedGalaxy: Sendable {
    /// From 0, over the whole sky.
    let number: Int
    let kind: GalaxyKind
    let position: SkyCoordinate
    let model: GalaxyModel
    /// What a survey with perfect images would measure, arcseconds.
    let petrosianRadius: Double
    /// Minor over major axis on the sky.
    let axisRatio: Double
    /// Share of the light in the bulge, 0…1.
    let bulgeFraction: Double
    /// 0 degrees is face-on; nil for ellipticals.
    let inclinationDegrees: Double?

    /// AB magnitudes in g, r, i.
    var magnitudes: PerBand {
        let flux = model.totalFlux
        return PerBand(magnitude(flux: flux.x), magnitude(flux: flux.y), magnitude(flux: flux.z))
    }
}

/// A star: position and fluxes in g, r, i, nanomaggies.
struct SimulatedStar: Sendable {
    let position: SkyCoordinate
    let flux: PerBand
}

/// A small galaxy in the background, too faint for the catalogues.
struct SimulatedNeighbour: Sendable {
    let position: SkyCoordinate
    let model: GalaxyModel
}
