internal import Files
public import Images
internal import Sky

/// Draws FITS cutouts.
///
/// A file is taken for a small tile: what `cutouts` makes of a galaxy on it is the picture. One that `cutouts` wrote says
/// where its galaxy is and how much sky to show; of another one the middle is shown, as much as it holds of it north up.
///
/// ```swift
/// let painter = CutoutPainter(CutoutDrawing(bands: ["i", "r", "g"]))
/// let picture = try painter.picture("ngc4321.fits")
/// ```
public struct CutoutPainter: Sendable {
    private let drawing: CutoutDrawing
    /// Pixels on a side of what can be a cutout.
    private static let mostSide = 4096

    /// - Precondition: ``CutoutDrawing/problem`` is nil.
    public init(_ drawing: CutoutDrawing) {
        precondition(drawing.problem == nil, drawing.problem ?? "")
        self.drawing = drawing
    }

    /// - Parameter file: a file, plain or compressed, a piece of a store, or with ``CutoutDrawing/bandMark`` a file a band.
    /// - Throws: `ImageError` that says what is wrong with it.
    public func picture(_ file: String) throws(ImageError) -> RGBFloatImage {
        do {
            return try drawn(file)
        } catch let error as ImageError {
            throw error
        } catch let error as CutoutError {
            throw ImageError(file: file, reason: CutoutPainter.reason(error, file))
        } catch let error as FITSError {
            let place = error.hdu.map { "HDU \($0): " } ?? ""
            let name = error.file == file ? "" : "(\(error.file)) "
            throw ImageError(file: file, reason: name + place + error.message)
        } catch {
            throw ImageError(file: file, reason: "\(error)")
        }
    }

    private static func reason(_ error: CutoutError, _ file: String) -> String {
        switch error {
        case .outside(_, let band): "does not show its galaxy in band \(band)"
        case .empty(_, let band): "has no pixel with data in band \(band)"
        case .unusable(let path, let reason), .uncalibrated(let path, let reason):
            path == file ? "cannot be drawn: \(reason)" : "cannot be drawn: \(path): \(reason)"
        }
    }

    private func drawn(_ file: String) throws -> RGBFloatImage {
        let files = try drawing.files(file).map { ($0.band, try FITSFile(FilePiece($0.path))) }
        let tiles = try TileSet(
            open: files.map { ($1, $0) },
            rules: TileRules(zeroPoint: drawing.zeroPoint, bands: drawing.bands))
        if let missing = drawing.bands.first(where: { !tiles.bands.contains($0) }) {
            let found = tiles.bands.isEmpty ? "holds no image" : "has the bands \(tiles.bands.joined(separator: ", "))"
            throw ImageError(file: file, reason: "\(found), but not \(missing), which the recipe's [input] bands name")
        }
        for image in tiles.images {
            let (width, height) = (image.width, image.height)
            try ImageLimits.check(width: width, height: height, name: file)
            guard max(width, height) <= CutoutPainter.mostSide else {
                throw ImageError(
                    file: file,
                    reason:
                        "is too large: \(width) x \(height) px, a FITS cutout may have \(CutoutPainter.mostSide) px a side; "
                        + "cut the galaxy out of it first (tuningfork cutouts)")
            }
        }
        guard let first = tiles.images.first(where: { $0.band == drawing.bands[0] }), let open = files.first?.1 else {
            preconditionFailure("a band was found in no image")
        }
        let request = try request(first, header: TileUnits.header(hdu: first.hdu, of: open))
        var maker = CutoutMaker(tiles: tiles, bands: drawing.bands, size: drawing.pictureSize)
        guard let cutout = try maker.make([request])[0].get().cutout else {
            preconditionFailure("a cutout was made of no band")
        }
        return cutout.floatPicture(drawing.stretch.colours)
    }

    /// What the file was cut out for.
    private func request(_ image: TileImage, header: FITSHeader) throws -> CutoutRequest {
        let (ra, dec) = CutoutFITS.positionCards
        var request = CutoutRequest(
            id: image.name, position: image.centre,
            halfSide: Angle(arcseconds: Double(min(image.width, image.height)) / 2 * image.wcs.pixelScaleArcsec))
        if let ra = header.real(ra), let dec = header.real(dec) {
            request.position = try SkyCoordinate(ra: Angle(degrees: ra), dec: Angle(degrees: dec))
        }
        let size = header.real(CutoutFITS.sizeCard)
        if let size { request.halfSide = Angle(arcseconds: max(size / 2, 1e-3)) }
        guard let view = try TileView(image, grid: CutoutGrid(request, size: drawing.pictureSize)) else {
            throw CutoutError.outside(id: image.name, band: image.band)
        }
        let share = min(Double(image.width) / 2 / view.reach.x, Double(image.height) / 2 / view.reach.y)
        guard share > 0.5, share < 100 else {
            throw CutoutError.unusable(
                file: image.path, reason: "its WCS does not fit its size of \(image.width) x \(image.height) px")
        }
        // Of another's file the largest square with north up that lies in the image.
        if size == nil { request.halfSide = Angle(arcseconds: request.halfSide.arcseconds * share) }
        return request
    }
}
