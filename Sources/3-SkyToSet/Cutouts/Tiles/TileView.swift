internal import Images
internal import Sky

/// How a cutout's grid lies on one tile.
///
/// Within a cutout the tile's projection is taken as linear, from its exact values at the centre and two sides: for a
/// tangent-plane tile the error is below 0.1 pixel up to 10 arcminutes, and below 0.001 for a usual galaxy.
struct TileView {
    let image: TileImage
    let size: Int
    /// Tile pixel under the cutout's centre.
    let centre: SIMD2<Double>
    /// Tile pixels by which one cutout pixel goes to the right, and downwards.
    let across, down: SIMD2<Double>
    /// Tile pixels from the centre to the cutout's farthest corner, along each of the tile's axes.
    let reach: SIMD2<Double>
    /// Sky area of a tile pixel under the cutout, square arcseconds.
    let pixelArea: Double
    /// The square of the tile's own pixels that a FITS cutout holds, as astropy's `Cutout2D` takes it.
    let square: FITSFile.Region
    /// The part of the tile that the cutout needs, with a border for the interpolation; may reach beyond the tile.
    let area: FITSFile.Region

    /// Pixels from the cutout's centre to the nearest edge of the tile; negative outside.
    var margin: Double {
        min(centre.x, centre.y, Double(image.width - 1) - centre.x, Double(image.height - 1) - centre.y)
    }

    /// True when the tile shows all of the cutout.
    var isWhole: Bool {
        area.x >= 0 && area.y >= 0 && area.x + area.width <= image.width && area.y + area.height <= image.height
    }

    /// - Returns: nil when the tile shows nothing of the cutout.
    init?(_ image: TileImage, grid: CutoutGrid) throws {
        guard image.centre.separation(to: grid.centre).degrees < 60 else { return nil }
        func pixel(_ place: WCS.Pixel) -> SIMD2<Double> { SIMD2(place.x, place.y) }
        self.image = image
        size = grid.size
        let half = Double(grid.size) / 2
        centre = pixel(try image.wcs.pixel(of: grid.centre))
        across = (pixel(try image.wcs.pixel(of: grid.right)) - centre) / half
        down = (centre - pixel(try image.wcs.pixel(of: grid.up))) / half
        reach = SIMD2(abs(across.x) + abs(down.x), abs(across.y) + abs(down.y)) * half
        let low = (centre - reach - 3).rounded(.down)
        let high = (centre + reach + 3).rounded(.up)
        // A system of coordinates may send neighbours to the ends of the plane.
        guard max(abs(centre.x), abs(centre.y)) + max(reach.x, reach.y) < 1e9 else { return nil }
        guard high.x >= 0, high.y >= 0, low.x < Double(image.width), low.y < Double(image.height) else { return nil }
        square = TileView.square(around: centre, side: 2 * grid.halfSideArcsec / image.wcs.pixelScaleArcsec)
        // Where the tile is distorted, its pixels here have another size than at its reference point.
        let (x, y) = (min(Int(low.x), square.x), min(Int(low.y), square.y))
        area = FITSFile.Region(
            x: x, y: y, width: max(Int(high.x) + 1, square.columns.upperBound) - x,
            height: max(Int(high.y) + 1, square.rows.upperBound) - y)
        let pixel = 2 * grid.halfSideArcsec / Double(grid.size)
        pixelArea = pixel * pixel / abs(across.x * down.y - across.y * down.x)
    }

    private static func square(around centre: SIMD2<Double>, side: Double) -> FITSFile.Region {
        let side = max(1, Int((side - 1e-9).rounded(.up)))
        return FITSFile.Region(
            x: Int((centre.x - Double(side) / 2).rounded(.up)), y: Int((centre.y - Double(side) / 2).rounded(.up)),
            width: side, height: side)
    }

    /// Brings the window's pixels onto the cutout's grid, where nothing else stands yet: top row first, in nanomaggies per
    /// square arcsecond.
    /// - Parameter plane: empty at first; then not a number where there is nothing.
    /// - Returns: false when all of the plane is filled now.
    func fill(_ plane: inout [Float], from window: TileWindow, _ resampler: inout AreaResampler) -> Bool {
        let (values, isThere) = window.filled()
        let grid = AreaResampler.Grid(
            centre: centre - SIMD2(Double(window.x), Double(window.y)), across: across, down: down, width: size,
            height: size)
        let factor = Float(image.nanomaggies / pixelArea)
        let sky = resampler.resample(values, width: window.width, height: window.height, onto: grid, factor: factor)
        if isThere == nil, plane.isEmpty {
            plane = sky
            return false
        }
        if plane.isEmpty { plane = [Float](repeating: .nan, count: sky.count) }
        let share = isThere.map { resampler.resample($0, width: window.width, height: window.height, onto: grid) }
        var hasHoles = false
        for index in plane.indices where plane[index].isNaN {
            // Half a pixel of sky or more stands for the whole; less is left to the next tile or to the padding.
            let there = share?[index] ?? 1
            if there >= 0.5 { plane[index] = sky[index] / there } else { hasHoles = true }
        }
        return hasHoles
    }
}
