internal import Images
internal import Sky

/// Where one tile of a survey lies and what its files are called.
struct Tile: Sendable {
    /// From 0 within the survey.
    let number: Int
    let survey: SurveyModel
    let centre: SkyCoordinate
    /// Band of columns from 0 without data; empty on most tiles.
    var gap: Range<Int> = 0..<0
    /// The tangent-plane system, without anything else.
    let header: FITSHeader
    let wcs: WCS

    init(number: Int, survey: SurveyModel, centre: SkyCoordinate) throws {
        self.number = number
        self.survey = survey
        self.centre = centre
        header = .tangentPlane(
            centre: centre, width: survey.tileWidth, height: survey.tileHeight,
            pixelScaleArcsec: survey.pixelScaleArcsec, rotation: Angle(degrees: survey.rotationDegrees))
        wcs = try WCS(header)
    }

    /// SDSS run, camera column and field of the frame.
    var frame: (run: Int, camcol: Int, field: Int) { (94, 1 + number % 2, 11 + number / 2) }

    /// DES tile name: right ascension and declination of the centre, to the second as these tiles are small.
    var name: String {
        let seconds = Int(centre.ra.hours * 3600)
        let minutes = Int(abs(centre.dec.arcminutes))
        return "DES" + padded(seconds / 3600, 2) + padded(seconds / 60 % 60, 2) + padded(seconds % 60, 2)
            + (centre.dec.degrees < 0 ? "-" : "+") + padded(minutes / 60, 2) + padded(minutes % 60, 2)
    }

    func fileName(band: String) -> String {
        switch survey.style {
        case .sdss:
            "frame-\(band)-\(padded(frame.run, 6))-\(frame.camcol)-\(padded(frame.field, 4)).fits"
        case .des:
            "\(name)_\(band).fits"
        }
    }

    /// Pixel of a position when the tile holds it, with `margin` pixels around it to spare (negative: outside too).
    func pixel(of position: SkyCoordinate, margin: Double = -0.5) -> WCS.Pixel? {
        guard centre.separation(to: position).degrees < 2, let pixel = try? wcs.pixel(of: position) else { return nil }
        let isInside =
            pixel.x >= margin && pixel.y >= margin && pixel.x <= Double(survey.tileWidth - 1) - margin
            && pixel.y <= Double(survey.tileHeight - 1) - margin
        return isInside ? pixel : nil
    }

    private func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
