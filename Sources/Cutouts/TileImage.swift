internal import Images
internal import Sky

/// One image of one band on the disk: what is known of it without its pixels.
struct TileImage: Sendable {
    let path: String
    let hdu: Int
    let band: String
    let width, height: Int
    let wcs: WCS
    /// Factor from the file's unit to nanomaggies.
    let nanomaggies: Double
    let centre: SkyCoordinate
    /// From the centre to the farthest corner.
    let reach: Angle

    /// Reads the headers of the first unit that holds an image.
    /// - Parameter zeroPoint: for images whose header gives none, magnitudes.
    init(_ path: String, zeroPoint: Double) throws {
        let file = try FITSFile(path)
        var found: (hdu: Int, header: FITSHeader)?
        for hdu in 0..<file.count where found == nil {
            let header = try file.header(hdu: hdu)
            if header.integer("NAXIS") == 2 && header["XTENSION"] != .string("BINTABLE") { found = (hdu, header) }
        }
        guard let (hdu, header) = found else {
            throw CutoutError.unusable(file: path, reason: "no unit holds a two-dimensional image")
        }
        // DES writes FILTER = 'r DECam SDSS c0002 6415.0 1480.0', SDSS FILTER = 'r', Legacy Surveys BAND = 'r'.
        guard let name = header.string("BAND") ?? header.string("FILTER"), let band = name.split(separator: " ").first
        else { throw CutoutError.unusable(file: path, reason: "neither BAND nor FILTER says which band it is") }
        let shape = try file.shape(hdu: hdu)
        self.path = path
        self.hdu = hdu
        self.band = String(band)
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
