internal import Files
internal import Foundation
internal import Images
internal import Sky

/// One image of one band on the disk: what is known of it without its pixels.
struct TileImage: Sendable {
    let path: String
    let hdu: Int
    /// Plane of a cube; 0 for a plain image.
    let plane: Int
    let band: String
    let width, height: Int
    let wcs: WCS
    /// AB magnitude of one unit.
    let zeroPoint: Double
    /// Pixels of this value and above are saturated.
    let saturation: Float?
    /// The mask and the weight, of the same size.
    let mask, weight: TileCompanion?
    let centre: SkyCoordinate
    /// From the centre to the farthest corner.
    let reach: Angle

    /// Factor from the file's unit to nanomaggies.
    var nanomaggies: Double { pow(10, 0.4 * (22.5 - zeroPoint)) }

    /// The file's name without its directory.
    var name: String { path.fileName }

    /// The images of a file: the unit called SCI, or the first that holds an image; one band, or a cube with a band a
    /// plane. Units called MSK and WGT, or a file of inverse variance, say which of its pixels are sound.
    /// - Returns: none for a file of weights or masks only (IMTYPE of the Legacy Surveys), or of tables only.
    static func all(in path: String, rules: TileRules) throws -> [TileImage] {
        let file = try FITSFile(path)
        var units: [(hdu: Int, name: String, header: FITSHeader, shape: FITSFile.Shape)] = []
        for hdu in 0..<file.count {
            guard try file.isImage(hdu: hdu) else { continue }
            let header = try file.header(hdu: hdu)
            // An array of one axis goes with an image: the calibration of each column in an SDSS frame.
            if header.integer("NAXIS") == 1 { continue }
            units.append((hdu, header.string("EXTNAME")?.uppercased() ?? "", header, try file.shape(hdu: hdu)))
        }
        guard let science = units.first(where: { $0.name == "SCI" }) ?? units.first else {
            if file.count > 1 { return [] }
            throw CutoutError.unusable(file: path, reason: "no unit holds an image")
        }
        let primary = try file.header(hdu: 0)
        func string(_ keyword: String) -> String? { science.header.string(keyword) ?? primary.string(keyword) }
        if let kind = string("IMTYPE"), kind != "image" { return [] }
        return try bands(planes: science.shape.planes, path: path, rules: rules, string).enumerated().map {
            plane, band in
            func companion(_ names: [String]) throws -> TileCompanion? {
                guard let unit = units.first(where: { names.contains($0.name) && $0.hdu != science.hdu }) else {
                    return nil
                }
                guard unit.shape.width == science.shape.width, unit.shape.height == science.shape.height else {
                    throw CutoutError.unusable(
                        file: path, reason: "its unit \(unit.name) has another size than the image")
                }
                return TileCompanion(
                    path: path, hdu: unit.hdu, plane: unit.shape.planes == science.shape.planes ? plane : 0)
            }
            return try TileImage(
                path, hdu: science.hdu, plane: plane, band: band, shape: science.shape, header: science.header,
                primary: primary, mask: companion(["MSK", "MASK"]),
                weight: companion(["WGT", "WEIGHT"]) ?? TileCompanion(besides: path, shape: science.shape),
                rules: rules)
        }
    }

    /// DES writes FILTER = 'r DECam SDSS c0002 6415.0 1480.0' or BAND = 'r', SDSS FILTER = 'r', Legacy Surveys BAND = 'r',
    /// and for its cubes BAND0 = 'g', BAND1 = 'r' … Where a plain image has no such card its file's name may end in it.
    private static func bands(
        planes: Int, path: String, rules: TileRules, _ string: (String) -> String?
    ) throws -> [String] {
        let keywords = planes == 1 ? [["BAND", "FILTER", "BAND0"]] : (0..<planes).map { ["BAND\($0)"] }
        return try keywords.map { names in
            let text = names.lazy.compactMap(string).first { !$0.isEmpty }
            if let band = text?.split(separator: " ").first { return String(band) }
            if planes == 1, let band = band(ofFile: path, rules: rules) { return band }
            let remedy = planes == 1 ? ", nor does the end of the file's name, as in ngc1_r.fits" : ""
            throw CutoutError.unusable(
                file: path, reason: "no card \(names.joined(separator: " or ")) says which band it is\(remedy)")
        }
    }

    /// The last part of a file's name, where it can be a band.
    private static func band(ofFile path: String, rules: TileRules) -> String? {
        let name = path.fileName
        let ending = TileSet.extensions.filter { name.hasSuffix($0) }.map(\.count).max() ?? 0
        let parts = name.dropLast(ending).split { !$0.isLetter && !$0.isNumber }
        guard parts.count > 1, let last = parts.last.map(String.init) else { return nil }
        return rules.bands.contains(last) || (last.count == 1 && last.allSatisfy(\.isLetter)) ? last : nil
    }

    private init(
        _ path: String, hdu: Int, plane: Int, band: String, shape: FITSFile.Shape, header: FITSHeader,
        primary: FITSHeader, mask: TileCompanion?, weight: TileCompanion?, rules: TileRules
    ) throws {
        self.path = path
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
        let calibration = try TileCalibration([header, primary], rules: rules, path: path)
        (zeroPoint, saturation) = (calibration.zeroPoint, calibration.saturation)
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
}
