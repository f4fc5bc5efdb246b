internal import Images
import Randomness
internal import Sky

/// What a survey's catalogue lists: which objects of the sky, where they lie on its tiles and what is amiss there, and
/// what it takes for galaxies by mistake.
struct SurveyListing: Sendable {
    /// An object of the sky that is listed.
    struct Entry: Sendable {
        /// The tile that shows it best, where it lies farthest from the edge.
        let tile: Tile
        let pixel: WCS.Pixel
        /// The fault of the image within the object's Petrosian radius.
        let artefact: Artefact?
        /// Some of the square of twice the Petrosian radius around it has no data.
        let isAtEdge: Bool
    }

    /// Something listed that is no object.
    struct FalseDetection: Sendable {
        /// Goes on where the objects' numbers end.
        let number: Int
        /// What lies there; nil: only sky.
        let artefact: Artefact?
        let position: SkyCoordinate
        let tile: Tile
        let pixel: WCS.Pixel
        let petrosianRadius: Double
        let magnitudes: PerBand
        let votes: Volunteers.Votes

        var kind: ObjectKind { artefact == nil ? .blank : .artefact }
    }

    /// A tile and its faults.
    struct Field: Sendable {
        let tile: Tile
        let artefacts: TileArtefacts
    }

    let survey: SurveyModel
    let fields: [Field]
    /// Right ascensions that the survey looks at, degrees.
    let range: ClosedRange<Double>
    /// One an object of the sky; nil where it is not listed.
    let entries: [Entry?]
    let detections: [FalseDetection]

    /// - Parameters:
    ///   - range: right ascensions that the survey looks at, degrees.
    ///   - firstNumber: of the false detections.
    init(
        _ survey: SurveyModel, fields: [Field], range: ClosedRange<Double>, sky: SkyContents,
        rates: SkyDifficulty.Artefacts, firstNumber: Int, seed: UInt64
    ) throws {
        self.survey = survey
        self.fields = fields
        self.range = range
        let isKept = SurveyListing.thinned(survey, sky: sky, seed: seed)
        entries = try zip(sky.galaxies, isKept).map { galaxy, isKept in
            guard isKept, range.contains(galaxy.position.ra.degrees),
                magnitude(flux: survey.observed(galaxy.flux).y) <= survey.faintest
            else { return nil }
            return try SurveyListing.entry(galaxy, survey: survey, fields: fields)
        }
        detections = try FalseDetections(
            fields: fields, range: range, sky: sky, rates: rates, seed: seed
        ).found(firstNumber: firstNumber)
    }

    /// Which objects the survey's own share of spirals leaves.
    private static func thinned(_ survey: SurveyModel, sky: SkyContents, seed: UInt64) -> [Bool] {
        guard let share = survey.spiralShare else { return sky.galaxies.map { _ in true } }
        var generator = SeededGenerator(seed, survey.style == .sdss ? 31 : 32)
        let classes = sky.galaxies.map(\.trueClass)
        let spirals = Double(classes.count { $0 == "spiral" })
        let ellipticals = Double(classes.count { $0 == "elliptical" })
        // As many as the other class allows: share : 1 − share.
        let spiralsKept = share < 1 ? ellipticals * share / (1 - share) / max(spirals, 1) : 1
        let ellipticalsKept = share > 0 ? spirals * (1 - share) / share / max(ellipticals, 1) : 1
        return classes.map { name in
            let draw = generator.uniform()
            return switch name {
            case "spiral": draw < spiralsKept
            case "elliptical": draw < ellipticalsKept
            default: true
            }
        }
    }

    private static func entry(
        _ galaxy: SimulatedGalaxy, survey: SurveyModel, fields: [Field]
    ) throws -> Entry? {
        guard let (field, pixel, margin) = SurveyListing.field(of: galaxy.position, among: fields),
            !field.tile.gap.contains(Int(pixel.x.rounded()))
        else { return nil }
        let scale = survey.pixelScaleArcsec
        let radius = survey.measuredRadius(galaxy.petrosianRadius) / scale
        let gap = field.tile.gap
        let isAtGap =
            !gap.isEmpty && Double(gap.lowerBound) < pixel.x + 2 * radius
            && Double(gap.upperBound) > pixel.x - 2 * radius
        let isCut = try margin < 2 * radius && !isCovered(galaxy.position, 2 * radius * scale, fields)
        return Entry(
            tile: field.tile, pixel: pixel,
            artefact: field.artefacts.artefact(at: SIMD2(pixel.x, pixel.y), radius: radius),
            isAtEdge: isAtGap || isCut)
    }

    /// Whether some tile shows each corner and side of a square.
    private static func isCovered(_ position: SkyCoordinate, _ half: Double, _ fields: [Field]) throws -> Bool {
        for east in [-half, 0, half] {
            for north in [-half, 0, half] {
                let ra = position.ra.degrees + east / 3600 / position.dec.cosine
                let corner = try SkyCoordinate(
                    ra: Angle(degrees: ra), dec: Angle(degrees: position.dec.degrees + north / 3600))
                if !fields.contains(where: { $0.tile.pixel(of: corner) != nil }) { return false }
            }
        }
        return true
    }

    /// The tile in which a position lies farthest from the edge, with that distance in pixels.
    static func field(
        of position: SkyCoordinate, among fields: [Field]
    ) -> (field: Field, pixel: WCS.Pixel, margin: Double)? {
        var best: (field: Field, pixel: WCS.Pixel, margin: Double)?
        for field in fields {
            guard let pixel = field.tile.pixel(of: position) else { continue }
            let survey = field.tile.survey
            let margin = min(
                pixel.x, pixel.y, Double(survey.tileWidth - 1) - pixel.x, Double(survey.tileHeight - 1) - pixel.y)
            if margin > best?.margin ?? -1 { best = (field, pixel, margin) }
        }
        return best
    }
}
