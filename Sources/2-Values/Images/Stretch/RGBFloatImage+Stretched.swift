extension RGBFloatImage {
    /// A picture of three bands, each pixel mapped by itself to 0 (black) … 1; what lies outside is cut, what is not finite
    /// is black.
    init(
        _ bands: [[Float]], width: Int, height: Int, _ curve: (_ value: Float, _ channel: Int) -> Float
    ) {
        let count = width * height
        precondition(
            bands.count == 3 && bands.allSatisfy { $0.count == count },
            "bands of \(bands.map(\.count)) pixels do not fill \(width) x \(height)")
        var pixels = [Float](repeating: 0, count: count * 3)
        for (channel, band) in bands.enumerated() {
            for index in 0..<count {
                let level = curve(band[index], channel)
                if level.isFinite { pixels[index * 3 + channel] = min(max(level, 0), 1) * 255 }
            }
        }
        self.init(width: width, height: height, pixels: pixels)
    }
}
