internal import Sky

/// One catalogued object of the made-up sky with what is true of it: a galaxy, or a star among them.
struct SimulatedGalaxy: Sendable {
    /// Another galaxy that lies over it: the partner of a merger, or one in front or behind.
    struct Companion: Sendable {
        /// From the object's centre, arcseconds (east, north).
        let offset: SIMD2<Double>
        let model: GalaxyModel
    }

    /// From 0, over the whole sky.
    let number: Int
    let kind: ObjectKind
    let position: SkyCoordinate
    let model: GalaxyModel
    /// What a survey with perfect images would measure, arcseconds; 0 for stars.
    let petrosianRadius: Double
    /// Minor over major axis on the sky.
    let axisRatio: Double
    /// Share of the light in the bulge, 0…1.
    let bulgeFraction: Double
    /// 0 degrees is face-on; nil for what has no disc.
    let inclinationDegrees: Double?
    var companion: Companion?

    /// A stranger's light lies over this one's.
    var isBlend: Bool { kind != .merger && companion != nil }

    /// Share of the disc's local light that is in arms, 0…1.
    var armStrength: Double { kind == .spiral ? model.disc?.arms?.strength ?? 0 : 0 }

    /// The class that the galaxy truly has, by the convention of Galaxy Zoo's votes: discs with arms and discs seen from
    /// the edge are spirals. Lenticulars, discs without visible arms, irregulars, mergers and stars have none.
    var trueClass: String? {
        switch kind {
        case .elliptical: "elliptical"
        case .edgeOn: "spiral"
        case .spiral: armStrength >= SkyDifficulty.leastArms ? "spiral" : nil
        case .lenticular, .irregular, .merger, .star, .artefact, .blank: nil
        }
    }

    /// Nanomaggies in g, r, i of all that the object is; a stranger over it does not count.
    var flux: PerBand {
        guard kind == .merger, let companion else { return model.totalFlux }
        return model.totalFlux + companion.model.totalFlux
    }

    /// AB magnitudes in g, r, i.
    var magnitudes: PerBand { Bands.magnitudes(flux) }
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
