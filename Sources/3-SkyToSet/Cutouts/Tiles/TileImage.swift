internal import Files
internal import Foundation
internal import Images
internal import Sky

/// One image of one band on the disk: what is known of it without its pixels.
struct TileImage: Sendable {
    let path: String
    /// The file's name, with the folders that it lies in below the tiles' own.
    let name: String
    let hdu: Int
    /// Plane of a cube; 0 for a plain image.
    let plane: Int
    let band: String
    let width, height: Int
    let wcs: WCS
    let calibration: TileCalibration
    /// The mask and the weight, of the same size.
    let mask, weight: TileCompanion?
    let centre: SkyCoordinate
    /// From the centre to the farthest corner.
    let reach: Angle

    /// Factor from the file's unit to nanomaggies.
    var nanomaggies: Double { pow(10, 0.4 * (22.5 - calibration.zeroPoint)) }

    /// The images of a file: its units called SCI, or the first that holds an image and those of another place or band; of
    /// one band, or a cube with a band a plane. Units called MSK and WGT, or a file of inverse variance, say which of its
    /// pixels are sound.
    /// - Returns: none for a file of weights or masks only (IMTYPE of the Legacy Surveys), or of tables only.
    /// - Throws: `FITSError`, ``CutoutError`` for a file that cannot be used; of an image of another band than those that
    ///   are looked for not for its flux: it is left out.
    static func all(in file: FITSFile, name: String, rules: TileRules) throws -> [TileImage] {
        let path = file.path
        try file.checkLength()
        let units = try TileUnits(file)
        guard let first = units.science.first else {
            if file.count > 1 { return [] }
            throw CutoutError.unusable(file: path, reason: "no unit holds an image")
        }
        if let kind = first.header.string("IMTYPE") ?? units.primary.string("IMTYPE"), kind != "image" { return [] }
        var images = try units.science.flatMap { try of($0, file, units, name: name, rules: rules) }
        // What lies on an image of its band before it belongs to that.
        for unit in units.science.count > 1 ? [] : units.others {
            let more = (try? of(unit, file, units, name: name, rules: rules)) ?? []
            guard let one = more.first else { continue }
            if !images.contains(where: { $0.band == one.band && $0.holds(one.centre) }) { images += more }
        }
        return images
    }

    /// The images of one unit, one a band.
    private static func of(
        _ unit: TileUnits.Unit, _ file: FITSFile, _ units: TileUnits, name: String, rules: TileRules
    ) throws -> [TileImage] {
        let shape = try file.shape(hdu: unit.hdu)
        return try bands(planes: shape.planes, path: file.path, rules: rules) {
            unit.header.string($0) ?? units.primary.string($0)
        }.enumerated().compactMap { plane, band in
            func companion(_ names: [String], _ defects: (FITSHeader) -> UInt32? = { _ in nil }) throws
                -> TileCompanion?
            {
                guard let other = units.companion(names, of: unit) else { return nil }
                let size = try file.shape(hdu: other.hdu)
                guard size.width == shape.width, size.height == shape.height else {
                    throw CutoutError.unusable(
                        file: file.path, reason: "its unit \(other.name) has another size than the image")
                }
                return TileCompanion(
                    path: file.path, hdu: other.hdu, plane: size.planes == shape.planes ? plane : 0,
                    defects: defects(other.header), isOfCutout: other.header[CutoutFITS.sizeCard] != nil)
            }
            do {
                return try TileImage(
                    file.path, name: name, hdu: unit.hdu, plane: plane, band: band, shape: shape, header: unit.header,
                    primary: units.primary, mask: companion(["MSK", "MASK"], TileCompanion.defects),
                    weight: companion(["WGT", "WEIGHT"]) ?? TileCompanion(besides: file.path, shape: shape),
                    rules: rules)
            } catch CutoutError.uncalibrated where !rules.bands.isEmpty && !rules.bands.contains(band) {
                return nil
            }
        }
    }

    /// The band of each plane: BAND or FILTER of a plain image, and what else names it (``BandName``), BAND0 = 'g', BAND1 = 'r'
    /// … of a cube. Where a plain image has no such card its file's name may end in it.
    private static func bands(
        planes: Int, path: String, rules: TileRules, _ string: (String) -> String?
    ) throws -> [String] {
        let keywords = planes == 1 ? [BandName.keywords] : (0..<planes).map { ["BAND\($0)"] }
        return try keywords.map { names in
            let texts = names.lazy.compactMap(string)
            if let band = texts.compactMap({ BandName.of($0, wanted: rules.bands) }).first { return band }
            if planes == 1, let band = band(ofFile: path, rules: rules) ?? rules.assumedBand { return band }
            let remedy = planes == 1 ? ", nor does the end of the file's name, as in ngc1_r.fits" : ""
            throw CutoutError.unusable(
                file: path,
                reason: "no card \(names.prefix(3).joined(separator: " or ")) says which band it is\(remedy)")
        }
    }

    /// The last part of a file's name, where it can be a band.
    private static func band(ofFile path: String, rules: TileRules) -> String? {
        let name = path.fileName
        let parts = name.dropLast(TileFiles.ending(of: name)).split { !$0.isLetter && !$0.isNumber }
        guard parts.count > 1, let last = parts.last.map(String.init) else { return nil }
        return rules.bands.contains(last) || (last.count == 1 && last.allSatisfy(\.isLetter)) ? last : nil
    }

    private init(
        _ path: String, name: String, hdu: Int, plane: Int, band: String, shape: FITSFile.Shape, header: FITSHeader,
        primary: FITSHeader, mask: TileCompanion?, weight: TileCompanion?, rules: TileRules
    ) throws {
        self.path = path
        self.name = name
        self.hdu = hdu
        self.plane = plane
        self.band = band
        self.mask = mask
        self.weight = weight
        (width, height) = (shape.width, shape.height)
        do {
            wcs = try WCS(header)
        } catch {
            throw CutoutError.unusable(file: path, reason: "\(error)")
        }
        calibration = try TileCalibration([header, primary], rules: rules, path: path)
        let middle = WCS.Pixel(x: Double(width - 1) / 2, y: Double(height - 1) / 2)
        do {
            let system = wcs
            let centre = try system.position(of: middle)
            self.centre = centre
            let corners = [
                WCS.Pixel(x: -0.5, y: -0.5), WCS.Pixel(x: Double(width) - 0.5, y: -0.5),
                WCS.Pixel(x: -0.5, y: Double(height) - 0.5), WCS.Pixel(x: Double(width) - 0.5, y: Double(height) - 0.5),
            ]
            reach = try corners.map { centre.separation(to: try system.position(of: $0)) }.max() ?? Angle(degrees: 0)
        } catch {
            throw CutoutError.unusable(file: path, reason: "its WCS does not reach all of its pixels: \(error)")
        }
    }

    /// Whether a position lies on it.
    private func holds(_ position: SkyCoordinate) -> Bool {
        guard centre.separation(to: position).degrees <= reach.degrees, let pixel = try? wcs.pixel(of: position) else {
            return false
        }
        return (-0.5...Double(width) - 0.5).contains(pixel.x) && (-0.5...Double(height) - 0.5).contains(pixel.y)
    }
}
