internal import CCairo
internal import Files

/// Cairo's pixels in memory: red, green, blue and opacity.
final class PixelSurface {
    let surface: OpaquePointer
    let width, height: Int

    init(width: Int, height: Int) throws {
        (self.width, self.height) = (width, height)
        surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))
        try CairoStatus.check(cairo_surface_status(surface))
    }

    deinit { cairo_surface_destroy(surface) }

    /// Copies the colours of opaque pixels into an array with the axes (height, width, 3), from a place on.
    func copy(to pixels: inout [UInt8], at start: Int) {
        cairo_surface_flush(surface)
        let stride = Int(cairo_image_surface_get_stride(surface))
        guard let data = cairo_image_surface_get_data(surface) else { return }
        pixels.withUnsafeMutableBufferPointer { target in
            for row in 0..<height {
                let source = UnsafeRawPointer(data + row * stride).assumingMemoryBound(to: UInt32.self)
                var place = start + row * width * 3
                for column in 0..<width {
                    let pixel = source[column]
                    target[place] = UInt8(truncatingIfNeeded: pixel >> 16)
                    target[place + 1] = UInt8(truncatingIfNeeded: pixel >> 8)
                    target[place + 2] = UInt8(truncatingIfNeeded: pixel)
                    place += 3
                }
            }
        }
    }
}
