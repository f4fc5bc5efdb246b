import Images

extension RGBImage {
    /// Draws a smooth line.
    ///
    /// - Parameters:
    ///   - start, end: in pixels from the outer corner of the first one.
    ///   - share: of the colour, 0…1.
    mutating func drawLine(
        from start: SIMD2<Double>, to end: SIMD2<Double>, colour: SIMD3<UInt8>, width: Double, share: Double = 1
    ) {
        let along = end - start
        let length = max((along * along).sum().squareRoot(), 1e-9)
        cover(min(start.x, end.x)...max(start.x, end.x), min(start.y, end.y)...max(start.y, end.y), colour) { place in
            let step = place - start
            let share = share * max(0, min(1, (step * along).sum() / length + 0.5))
            guard (step * along).sum() <= length * length + length / 2 else { return 0 }
            let distance = abs(step.x * along.y - step.y * along.x) / length
            return share * max(0, min(1, width / 2 + 0.5 - distance))
        }
    }

    /// Draws a smooth circle.
    mutating func drawRing(around centre: SIMD2<Double>, radius: Double, colour: SIMD3<UInt8>, width: Double) {
        cover(centre.x - radius...centre.x + radius, centre.y - radius...centre.y + radius, colour) { place in
            let step = place - centre
            return max(0, min(1, width / 2 + 0.5 - abs((step * step).sum().squareRoot() - radius)))
        }
    }

    /// Mixes a colour in around a box, as much as `share` says of the middle of each pixel.
    private mutating func cover(
        _ x: ClosedRange<Double>, _ y: ClosedRange<Double>, _ colour: SIMD3<UInt8>, share: (SIMD2<Double>) -> Double
    ) {
        for row in max(0, Int(y.lowerBound) - 3)..<max(0, min(height, Int(y.upperBound) + 4)) {
            for column in max(0, Int(x.lowerBound) - 3)..<max(0, min(width, Int(x.upperBound) + 4)) {
                let share = share(SIMD2(Double(column) + 0.5, Double(row) + 0.5))
                guard share > 0 else { continue }
                for channel in 0..<3 {
                    let index = (row * width + column) * 3 + channel
                    let old = Double(pixels[index])
                    pixels[index] = UInt8(old + (Double(colour[channel]) - old) * share)
                }
            }
        }
    }
}
