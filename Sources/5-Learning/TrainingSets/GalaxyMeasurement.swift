internal import Foundation
internal import Images

/// Where the central galaxy of a cutout lies, how large and how bright it is.
///
/// Measured on the luminance, on a copy reduced to `proxySide`: the sky's level and noise from a ring near the edge;
/// the galaxy as the connected pixels, around the brightest one of the middle, above a fraction of its peak.
struct GalaxyMeasurement: Sendable, Equatable {
    /// Longest side of the copy on which is measured, in pixels.
    static let proxySide = 128
    /// The ring's percentile that is taken for the sky.
    static let skyPercentile = 25.0
    /// The galaxy's limit, as a fraction of its peak above the sky.
    static let isophote = 0.10
    /// The peak is looked for in this part of each axis.
    static let middle = 0.36...0.64

    /// Luminance of the sky, 0…1.
    let sky: Double
    /// Scatter of the sky's luminance, at least 1/255.
    let noise: Double
    /// Light-weighted centre in source pixels, from the outer corner of the first pixel.
    let centerX: Double
    let centerY: Double
    /// Light-weighted root mean square radius in source pixels.
    let radius: Double
    /// 99th percentile of the galaxy's luminance above the sky, at least 4/255.
    let peak: Double
    /// Median of the galaxy's luminance above the sky.
    let median: Double

    init(_ image: Picture) {
        let plane = LuminancePlane(image, longestSide: GalaxyMeasurement.proxySide)
        let width = plane.width
        let height = plane.height

        var ring = Percentiles(GalaxyMeasurement.ring(plane))
        sky = ring.value(at: GalaxyMeasurement.skyPercentile)
        noise = max(ring.value(at: 50) - ring.value(at: 16), 1 / 255)
        let light = plane.values.map { [sky] in $0 - sky }
        let smooth = GalaxyMeasurement.smoothed(light, width, height)

        let rows = GalaxyMeasurement.middleRange(height)
        let columns = GalaxyMeasurement.middleRange(width)
        var brightest = rows.lowerBound * width + columns.lowerBound
        for row in rows {
            for column in columns where smooth[row * width + column] > smooth[brightest] {
                brightest = row * width + column
            }
        }
        let top = max(smooth[brightest], 4 / 255)
        var threshold = max(GalaxyMeasurement.isophote * top, 2 * noise)
        if threshold >= top { threshold = 0.5 * top }
        let galaxy = GalaxyMeasurement.connected(smooth, width, height, from: brightest, above: threshold)

        var total = 0.0
        var sumX = 0.0
        var sumY = 0.0
        for pixel in galaxy {
            let weight = max(smooth[pixel], 1e-6)
            total += weight
            sumX += weight * Double(pixel % width)
            sumY += weight * Double(pixel / width)
        }
        let (meanX, meanY) = (sumX / total, sumY / total)
        var spread = 0.0
        for pixel in galaxy {
            let (x, y) = (Double(pixel % width) - meanX, Double(pixel / width) - meanY)
            spread += max(smooth[pixel], 1e-6) * (x * x + y * y)
        }
        centerX = (meanX + 0.5) * Double(image.width) / Double(width)
        centerY = (meanY + 0.5) * Double(image.height) / Double(height)
        radius =
            max((spread / total).squareRoot(), 1) * Double(max(image.width, image.height)) / Double(max(width, height))
        var values = Percentiles(galaxy.map { light[$0] })
        peak = max(values.value(at: 99), 4 / 255)
        median = values.value(at: 50)
    }

    /// Luminance of a ring that leaves out the outermost pixels, where some services draw a frame.
    private static func ring(_ plane: LuminancePlane) -> [Double] {
        let side = Double(min(plane.width, plane.height))
        let skipped = Int((0.03 * side + 0.5).rounded(.down))
        let inner = skipped + max(2, Int((side / 16 + 0.5).rounded(.down)))
        var values: [Double] = []
        for row in skipped..<(plane.height - skipped) {
            for column in skipped..<(plane.width - skipped) {
                let isInside =
                    row >= inner && row < plane.height - inner && column >= inner && column < plane.width - inner
                if !isInside { values.append(plane.values[row * plane.width + column]) }
            }
        }
        return values
    }

    /// Means over 3 x 3 pixels; the edge repeats.
    private static func smoothed(_ values: [Double], _ width: Int, _ height: Int) -> [Double] {
        [Double](unsafeUninitializedCapacity: values.count) { result, count in
            values.withUnsafeBufferPointer { values in
                for row in 0..<height {
                    let lines = [max(row - 1, 0) * width, row * width, min(row + 1, height - 1) * width]
                    for column in 0..<width {
                        let left = max(column - 1, 0)
                        let right = min(column + 1, width - 1)
                        var sum = 0.0
                        for line in lines {
                            sum += values[line + left]
                            sum += values[line + column]
                            sum += values[line + right]
                        }
                        result[row * width + column] = sum / 9
                    }
                }
            }
            count = values.count
        }
    }

    private static func middleRange(_ side: Int) -> Range<Int> {
        Int((middle.lowerBound * Double(side)).rounded(.down))..<Int((middle.upperBound * Double(side)).rounded(.up))
    }

    /// The pixels above `threshold` that hang together with `start` across shared sides, in row order; `start` alone
    /// when it is not above.
    private static func connected(
        _ values: [Double], _ width: Int, _ height: Int, from start: Int, above threshold: Double
    ) -> [Int] {
        guard values[start] > threshold else { return [start] }
        var isMember = [Bool](repeating: false, count: values.count)
        isMember[start] = true
        var open = [start]
        while let pixel = open.popLast() {
            let (row, column) = pixel.quotientAndRemainder(dividingBy: width)
            func visit(_ neighbour: Int) {
                guard !isMember[neighbour], values[neighbour] > threshold else { return }
                isMember[neighbour] = true
                open.append(neighbour)
            }
            if row > 0 { visit(pixel - width) }
            if row < height - 1 { visit(pixel + width) }
            if column > 0 { visit(pixel - 1) }
            if column < width - 1 { visit(pixel + 1) }
        }
        return isMember.indices.filter { isMember[$0] }
    }
}
