import Sky

/// A square of the sky that holds all galaxies of sets, where these are too close together to be told apart on a map of
/// the whole sky.
struct SmallField: Sendable {
    /// The plane that it is drawn on, with its middle.
    let plane: TangentPlane
    /// Degrees across.
    let side: Double

    /// - Returns: nil when there are no galaxies, or some lie 10 degrees apart and more.
    init?(_ layers: [FootprintMap.Layer]) {
        guard !layers.contains(where: \.fine.isWide) else { return nil }
        let places = layers.flatMap { layer in layer.fine.counts.keys.map { layer.fine.grid.center(of: $0) } }
        // The same galaxies give the same field, whatever the order of the cells.
        let smallest = layers.lazy.compactMap { layer in
            layer.fine.counts.keys.min().map { layer.fine.grid.center(of: $0) }
        }
        guard let first = smallest.first else { return nil }
        var plane = TangentPlane(center: first)
        var box = Self.box(places, on: plane)
        let middle = plane.position(east: (box.east.0 + box.east.1) / 2, north: (box.north.0 + box.north.1) / 2)
        plane = TangentPlane(center: middle ?? first)
        box = Self.box(places, on: plane)
        let extent = 2 * max(-box.east.0, box.east.1, -box.north.0, box.north.1)
        guard extent < FineCells.widest.degrees else { return nil }
        self.plane = plane
        side = max(1.16 * extent, 0.02)
    }

    private static func box(
        _ places: [SkyCoordinate], on plane: TangentPlane
    ) -> (east: (Double, Double), north: (Double, Double)) {
        var (east, north) = ((0.0, 0.0), (0.0, 0.0))
        for place in places {
            // Farther than 90 degrees is far too wide.
            let point = plane.point(of: place) ?? (90, 90)
            east = (min(east.0, point.east), max(east.1, point.east))
            north = (min(north.0, point.north), max(north.1, point.north))
        }
        return (east, north)
    }

    /// Degrees from one line of the grid to the next: right ascension and declination.
    var steps: (ra: Double, dec: Double) {
        let fine = [5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005]
        func step(_ span: Double) -> Double { ([30, 20, 10] + fine).first { $0 <= span / 3 } ?? 0.005 }
        let nearest = abs(plane.center.dec.degrees) + side / 2
        let span = nearest >= 89 ? 90 : side / plane.center.dec.cosine
        return (step(span), min(5, step(side)))
    }
}
