/// Draws a picture through an affine map at another size, anti-aliased in both directions.
///
/// Maps that keep or swap the axes go through `Resampler`, so flips, quarter turns, zooms and shifts are exact
/// resizes. Others sample the source directly, once: bilinearly where the picture grows; where it shrinks, as the
/// mean of four bilinear samples in each output pixel, spread so that kernel and triangle filter have the same
/// variance. A source more than twice as fine is halved first.
/// Outside of the picture its nearest edge pixel repeats.
///
/// Keeps scratch memory: one a thread.
package struct ImageWarp {
    private var resampler = Resampler()
    /// The source's values with room behind, so that four can be read at its last pixel.
    private var bytes: [UInt8] = []
    private var floats: [Float] = []

    package init() {}

    /// - Parameters:
    ///   - picture: source.
    ///   - map: from output pixels to source pixels, both measured from the outer corner of the first pixel.
    ///   - width, height: size of the output.
    ///   - filter: kernel where the map keeps or swaps the axes.
    ///   - output: `width * height * 3 + 1` floats are written: red, green, blue of each pixel on the scale 0…255,
    ///     unrounded, and one value without meaning.
    package mutating func draw(
        _ picture: Picture, through map: AffineMap, width: Int, height: Int, filter: ResampleFilter,
        into output: UnsafeMutablePointer<Float>
    ) {
        let isAligned = map.keepsAxes || map.swapsAxes
        switch picture {
        case .bytes(let image):
            image.checkLength()
            if isAligned {
                drawAligned(image, through: map, width: width, height: height, filter: filter, into: output)
            } else {
                ImageWarp.drawTurned(image, &bytes, through: map, width: width, height: height, into: output)
            }
        case .floats(let image):
            if isAligned {
                drawAligned(image, through: map, width: width, height: height, filter: filter, into: output)
            } else {
                ImageWarp.drawTurned(image, &floats, through: map, width: width, height: height, into: output)
            }
        }
    }

    private mutating func drawAligned(
        _ image: some PixelImage, through map: AffineMap, width: Int, height: Int, filter: ResampleFilter,
        into output: UnsafeMutablePointer<Float>
    ) {
        // The resampled picture lies along the source's axes; rows and columns are then laid where they belong.
        let isSwapped = map.swapsAxes
        let columns = isSwapped ? height : width
        let rows = isSwapped ? width : height
        let xEnds = (map.x0, map.x0 + (isSwapped ? map.xy : map.xx) * Double(columns))
        let yEnds = (map.y0, map.y0 + (isSwapped ? map.yx : map.yy) * Double(rows))
        let box = PixelBox(
            left: min(xEnds.0, xEnds.1), top: min(yEnds.0, yEnds.1), right: max(xEnds.0, xEnds.1),
            bottom: max(yEnds.0, yEnds.1))
        let mirrorsX = xEnds.1 < xEnds.0
        let mirrorsY = yEnds.1 < yEnds.0
        let columnStep = isSwapped ? width : 1
        let rowStep = isSwapped ? 1 : width
        resampler.resample(of: image, box: box, width: columns, height: rows, filter: filter) { row, values in
            let start = (mirrorsY ? rows - 1 - row : row) * rowStep
            for column in 0..<columns {
                let target = output + (start + (mirrorsX ? columns - 1 - column : column) * columnStep) * 3
                let value = values + column * 3
                target[0] = value[0]
                target[1] = value[1]
                target[2] = value[2]
            }
        }
        output[width * height * 3] = 0
    }

    private static func drawTurned<Image: PixelImage>(
        _ image: Image, _ source: inout [Image.Value], through map: AffineMap, width: Int, height: Int,
        into output: UnsafeMutablePointer<Float>
    ) {
        var columns = image.width
        var rows = image.height
        var map = map
        let needed = columns * rows * 3 + 1
        if source.count < needed { source = [Image.Value](repeating: .zero, count: needed) }
        source.withUnsafeMutableBytes { target in
            image.pixels.withUnsafeBytes { target.copyMemory(from: $0) }
        }
        // Variances in squared source pixels that halving has added already.
        var smoothed = 0.0
        while min(map.step(xAxis: true), map.step(xAxis: false)) > 2, min(columns, rows) >= 2 {
            source.withUnsafeMutableBufferPointer { ImageWarp.halve($0, columns: columns, rows: rows) }
            columns /= 2
            rows /= 2
            map = map.followed(by: AffineMap(xx: 0.5, xy: 0, yx: 0, yy: 0.5))
            smoothed = smoothed / 4 + 1.0 / 16
        }
        let spreadX = ImageWarp.spread(step: map.step(xAxis: true), smoothed: smoothed)
        let spreadY = ImageWarp.spread(step: map.step(xAxis: false), smoothed: smoothed)
        source.withUnsafeBufferPointer { values in
            let sampler = PixelSampler(values: values.baseAddress!, columns: columns, rows: rows)
            if spreadX == 0 && spreadY == 0 {
                sampler.drawSingle(map, width: width, height: height, into: output)
            } else {
                sampler.drawFourfold(
                    map, spreadX: spreadX, spreadY: spreadY, width: width, height: height, into: output)
            }
        }
    }

    /// Distance, in output pixels, of the four samples from the pixel's centre along one axis.
    ///
    /// The triangle filter has the variance 1/6 in output pixels; a bilinear sample has that of the source's pixel.
    private static func spread(step: Double, smoothed: Double) -> Double {
        max(0, 1.0 / 6 - (1.0 / 6 + smoothed) / (step * step)).squareRoot()
    }

    /// Means of 2 x 2 pixels, in place; an odd last row or column is left out.
    private static func halve<Value: PixelValue>(
        _ values: UnsafeMutableBufferPointer<Value>, columns: Int, rows: Int
    ) {
        let base = values.baseAddress!
        for row in 0..<(rows / 2) {
            let upper = base + row * 2 * columns * 3
            let lower = upper + columns * 3
            let target = base + row * (columns / 2) * 3
            for column in 0..<(columns / 2) {
                for channel in 0..<3 {
                    let offset = column * 6 + channel
                    target[column * 3 + channel] = Value.mean(
                        upper[offset], upper[offset &+ 3], lower[offset], lower[offset &+ 3])
                }
            }
        }
    }
}

extension AffineMap {
    /// How many source pixels one output pixel spans along the output's x or y axis.
    func step(xAxis: Bool) -> Double {
        xAxis ? (xx * xx + yx * yx).squareRoot() : (xy * xy + yy * yy).squareRoot()
    }
}
