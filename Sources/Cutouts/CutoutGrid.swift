internal import Images
internal import Sky

/// The cutout's own pixel grid on the sky: tangent plane at the galaxy, north up, east left.
struct CutoutGrid {
    let size: Int
    let pixelScaleArcsec: Double
    /// Sky positions of the centre and of the points half a side to the right of it and above it.
    let centre, right, up: SkyCoordinate

    init(_ request: CutoutRequest, size: Int) throws {
        self.size = size
        pixelScaleArcsec = 2 * request.halfSide.arcseconds / Double(size)
        let wcs = try WCS(
            .tangentPlane(
                centre: request.position, width: size, height: size, pixelScaleArcsec: pixelScaleArcsec))
        let middle = Double(size - 1) / 2
        let half = Double(size) / 2
        centre = request.position
        right = try wcs.position(of: WCS.Pixel(x: middle + half, y: middle))
        up = try wcs.position(of: WCS.Pixel(x: middle, y: middle + half))
    }
}
