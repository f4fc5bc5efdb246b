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
    /// Factor from the file's unit to nanomaggies.
    let nanomaggies: Double
    let centre: SkyCoordinate
    /// From the centre to the farthest corner.
    let reach: Angle

    /// Reads the header of the first unit that holds an image: one band, or a cube with a band a plane.
    /// - Parameter zeroPoint: for images whose header gives none, magnitudes.
    static func all(in path: String, zeroPoint: Double) throws -> [TileImage] {
        let file = try FITSFile(path)
        for hdu in 0..<file.count {
            let header = try file.header(hdu: hdu)
            guard let axes = header.integer("NAXIS"), axes == 2 || axes == 3, header["XTENSION"] != .string("BINTABLE")
            else { continue }
            let shape = try file.shape(hdu: hdu)
            return try bands(of: header, planes: axes == 3 ? shape.planes : nil, path: path).enumerated().map {
                try TileImage(path, hdu: hdu, plane: $0, band: $1, shape: shape, header: header, zeroPoint: zeroPoint)
            }
        }
        throw CutoutError.unusable(file: path, reason: "no unit holds an image")
    }

    /// DES writes FILTER = 'r DECam SDSS c0002 6415.0 1480.0', SDSS FILTER = 'r', Legacy Surveys BAND = 'r', and for its
    /// cubes BAND0 = 'g', BAND1 = 'r' …
    private static func bands(of header: FITSHeader, planes: Int?, path: String) throws -> [String] {
        let keywords = planes.map { count in (0..<count).map { ["BAND\($0)"] } } ?? [["BAND", "FILTER"]]
        return try keywords.map { names in
            guard let text = names.lazy.compactMap({ header.string($0) }).first,
                let band = text.split(separator: " ").first
            else {
                throw CutoutError.unusable(
                    file: path, reason: "no card \(names.joined(separator: " or ")) says which band it is")
            }
            return String(band)
        }
    }

    private init(
        _ path: String, hdu: Int, plane: Int, band: String, shape: FITSFile.Shape, header: FITSHeader, zeroPoint: Double
    ) throws {
        self.path = path
        self.hdu = hdu
        self.plane = plane
        self.band = band
        (width, height) = (shape.width, shape.height)
        do {
            wcs = try WCS(header)
        } catch {
            throw CutoutError.unusable(file: path, reason: "\(error)")
        }
        let magnitude = header.real("MAGZERO") ?? header.real("MAGZPT") ?? zeroPoint
        nanomaggies = power10(0.4 * (22.5 - magnitude))
        let middle = WCS.Pixel(x: Double(width - 1) / 2, y: Double(height - 1) / 2)
        centre = try wcs.position(of: middle)
        reach = try centre.separation(to: wcs.position(of: WCS.Pixel(x: -0.5, y: -0.5)))
    }
}
