internal import Images
internal import Sky

/// How a cutout's grid lies on one tile.
///
/// Within a cutout the tile's projection is taken as linear, from its exact values at the centre and two sides: for a
/// tangent-plane tile the error is below 0.1 pixel up to 10 arcminutes, and below 0.001 for a usual galaxy.
struct TileView {
    let image: TileImage
    private let size: Int
    /// Tile pixel under the cutout's centre.
    private let centre: SIMD2<Double>
    /// Tile pixels by which one cutout pixel goes to the right, and downwards.
    private let across, down: SIMD2<Double>

    /// Pixels from the cutout's centre to the nearest edge of the tile; negative outside.
    var margin: Double {
        min(centre.x, centre.y, Double(image.width - 1) - centre.x, Double(image.height - 1) - centre.y)
    }

    /// - Returns: nil when the tile shows nothing of the cutout.
    init?(_ image: TileImage, grid: CutoutGrid) throws {
        guard image.centre.separation(to: grid.centre).degrees < 60 else { return nil }
        func pixel(_ place: WCS.Pixel) -> SIMD2<Double> { SIMD2(place.x, place.y) }
        self.image = image
        size = grid.size
        let half = Double(size) / 2
        centre = pixel(try image.wcs.pixel(of: grid.centre))
        across = (pixel(try image.wcs.pixel(of: grid.right)) - centre) / half
        down = (centre - pixel(try image.wcs.pixel(of: grid.up))) / half
        if region == nil { return nil }
    }

    /// The part of the tile that is needed, with a border of 2 pixels for the interpolation; nil when there is none.
    private var region: FITSFile.Region? {
        let half = Double(size) / 2
        let reach = SIMD2(abs(across.x) + abs(down.x), abs(across.y) + abs(down.y)) * half + 3
        let x0 = Int(max(0, (centre.x - reach.x).rounded(.down)))
        let y0 = Int(max(0, (centre.y - reach.y).rounded(.down)))
        let x1 = Int(min(Double(image.width - 1), (centre.x + reach.x).rounded(.up)))
        let y1 = Int(min(Double(image.height - 1), (centre.y + reach.y).rounded(.up)))
        guard x1 >= x0, y1 >= y0 else { return nil }
        return FITSFile.Region(x: x0, y: y0, width: x1 - x0 + 1, height: y1 - y0 + 1)
    }

    /// Fills the pixels that are still NaN, top row first, in nanomaggies per square arcsecond.
    func fill(_ plane: inout [Float], size: Int) throws {
        guard let region else { return }
        let part = try FITSFile(image.path).image(hdu: image.hdu, plane: image.plane, region: region)
        let pixelArea = abs(across.x * down.y - across.y * down.x)
        // As many points a side as the tile has pixels under one cutout pixel.
        let points = max(1, Int(pixelArea.squareRoot().rounded(.up)))
        let scale = image.nanomaggies / (image.wcs.pixelScaleArcsec * image.wcs.pixelScaleArcsec)
        let middle = Double(size - 1) / 2
        let origin = SIMD2(Double(region.x), Double(region.y))
        let offsets = (0..<points).map { (Double($0) + 0.5) / Double(points) - 0.5 }
        for row in 0..<size {
            for column in 0..<size where plane[row * size + column].isNaN {
                var sum: Float = 0
                var count: Float = 0
                for stepDown in offsets {
                    for stepAcross in offsets {
                        let place =
                            centre - origin + (Double(column) - middle + stepAcross) * across
                            + (Double(row) - middle + stepDown) * down
                        let value = part.cubic(x: place.x, y: place.y)
                        if value.isFinite {
                            sum += value
                            count += 1
                        }
                    }
                }
                // Half a pixel of sky or more stands for the whole; less is left to the next tile or to the padding.
                if count * 2 >= Float(points * points) {
                    plane[row * size + column] = sum / count * Float(scale)
                }
            }
        }
    }
}

extension FITSImage {
    /// Catmull-Rom interpolation at a place in pixels from 0; NaN outside the pixels and next to a blank one.
    func cubic(x: Double, y: Double) -> Float {
        guard x >= -0.5, y >= -0.5, x <= Double(width) - 0.5, y <= Double(height) - 0.5 else { return .nan }
        let left = x.rounded(.down)
        let bottom = y.rounded(.down)
        let across = FITSImage.catmullRom(Float(x - left))
        let up = FITSImage.catmullRom(Float(y - bottom))
        if left >= 1, bottom >= 1, left <= Double(width - 3), bottom <= Double(height - 3) {
            let start = (Int(bottom) - 1) * width + Int(left) - 1
            return pixels.withUnsafeBytes { bytes in
                var lines = SIMD4<Float>.zero
                for step in 0..<4 {
                    let line = bytes.loadUnaligned(fromByteOffset: (start + step * width) * 4, as: SIMD4<Float>.self)
                    lines += line * up[step]
                }
                return (lines * across).sum()
            }
        }
        // Next to the edge the outermost pixels are repeated.
        var sum: Float = 0
        for step in 0..<4 {
            let row = min(max(Int(bottom) + step - 1, 0), height - 1) * width
            var line: Float = 0
            for tap in 0..<4 {
                line += across[tap] * pixels[row + min(max(Int(left) + tap - 1, 0), width - 1)]
            }
            sum += up[step] * line
        }
        return sum
    }

    /// Weights of the pixels at −1, 0, 1 and 2 for a place at `t` between 0 and 1 (Keys 1981, a = −1/2).
    private static func catmullRom(_ t: Float) -> SIMD4<Float> {
        SIMD4(
            ((-0.5 * t + 1) * t - 0.5) * t, (1.5 * t - 2.5) * t * t + 1, ((-1.5 * t + 2) * t + 0.5) * t,
            (0.5 * t - 0.5) * t * t)
    }
}
