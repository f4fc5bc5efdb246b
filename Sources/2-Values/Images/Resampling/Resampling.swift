extension RGBImage {
    /// The picture at another size, anti-aliased: the kernel spans the larger of a source and an output pixel.
    ///
    /// The same filters and edges as Pillow's `Image.resize`; results agree within 1 of 255.
    /// - Parameters:
    ///   - width: columns of the result, at least 1.
    ///   - height: rows of the result, at least 1.
    ///   - filter: kernel.
    public func resized(width: Int, height: Int, filter: ResampleFilter = .bilinear) -> RGBImage {
        resized(box: PixelBox(self), width: width, height: height, filter: filter)
    }

    /// A rectangle of the picture brought to another size.
    /// - Parameters:
    ///   - box: the part to take, in fractional source pixels. It may reach beyond the picture: the edge repeats.
    ///   - width: columns of the result, at least 1.
    ///   - height: rows of the result, at least 1.
    ///   - filter: kernel; it also sees pixels of the picture that lie outside `box`.
    public func resized(box: PixelBox, width: Int, height: Int, filter: ResampleFilter = .bilinear) -> RGBImage {
        if width == self.width, height == self.height, box == PixelBox(self) { return self }
        var resampler = Resampler()
        let pixels = [UInt8](unsafeUninitializedCapacity: width * height * 3) { buffer, count in
            resampler.resample(self, box: box, width: width, height: height, filter: filter) { row, values in
                let target = row * width * 3
                for index in 0..<(width * 3) {
                    buffer[target + index] = UInt8(max(0, min(255, (values[index] + 0.5).rounded(.down))))
                }
            }
            count = width * height * 3
        }
        return RGBImage(width: width, height: height, pixels: pixels)
    }
}
