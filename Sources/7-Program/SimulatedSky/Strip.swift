internal import Sky

/// Where the strip of sky lies and which parts the surveys see.
///
/// Positions in it are (east, north) in arcseconds from its middle.
struct Strip {
    let width, height: Double
    let sdss, des: ClosedRange<Double>
    private let centreRA, centreDec: Double

    init(_ configuration: SimulatedSkyConfiguration) {
        // Two SDSS frames high, or as high as wide for a small sky.
        let area = Double(configuration.galaxies) * configuration.spacingArcsec * configuration.spacingArcsec
        height = min(2 * 800, area.squareRoot())
        width = area / height
        let total = configuration.sdssOnly + configuration.both + configuration.desOnly
        precondition(total > 0, "no survey sees any of the strip")
        let left = -width / 2
        // Right ascension grows towards the east; SDSS has the western part.
        sdss = left...(left + width * (configuration.sdssOnly + configuration.both) / total)
        des = (left + width * configuration.sdssOnly / total)...(width / 2)
        centreRA = configuration.centreRA
        centreDec = configuration.centreDec
    }

    func position(east: Double, north: Double) throws -> SkyCoordinate {
        let dec = centreDec + north / 3600
        let ra = centreRA + east / 3600 / cosine(dec * .pi / 180)
        return try SkyCoordinate(ra: Angle(degrees: ra), dec: Angle(degrees: dec))
    }

    /// Right ascensions of a range of the strip, degrees.
    func rightAscensions(of range: ClosedRange<Double>) throws -> ClosedRange<Double> {
        try position(east: range.lowerBound, north: 0).ra
            .degrees...position(east: range.upperBound, north: 0).ra.degrees
    }

    /// Centres of the tiles that cover a range of the strip.
    /// - Returns: (east, north) in arcseconds, column by column from the west.
    func tiles(_ range: ClosedRange<Double>, width tileWidth: Double, height tileHeight: Double, overlap: Double)
        -> [SIMD2<Double>]
    {
        func centres(_ range: ClosedRange<Double>, _ side: Double) -> [Double] {
            let length = range.upperBound - range.lowerBound
            let pitch = side - overlap
            // A tile more only where at least a third of one would be left without; the tiles then reach past the ends.
            let count = max(1, Int(((length - overlap) / pitch + 0.67).rounded(.down)))
            let middle = (range.lowerBound + range.upperBound) / 2
            return (0..<count).map { middle + (Double($0) - Double(count - 1) / 2) * pitch }
        }
        let rows = centres(-height / 2...height / 2, tileHeight)
        return centres(range, tileWidth).flatMap { east in rows.map { SIMD2(east, $0) } }
    }
}
