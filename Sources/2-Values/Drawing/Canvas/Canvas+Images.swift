internal import CCairo
public import Images

extension Canvas {
    /// Draws a picture into a box: resampled to the pixels that this has, with the box moved to whole pixels; in an SVG or
    /// PDF file with its own pixels, where these are fewer.
    public func image(_ image: RGBImage, in box: Box) {
        guard box.intersects(visible) else { return }
        var width = max(1, Int((box.width * scale).rounded()))
        var height = max(1, Int((box.height * scale).rounded()))
        if isVector, image.width <= width, image.height <= height { (width, height) = (image.width, image.height) }
        let fitted =
            width == image.width && height == image.height
            ? image : image.resized(width: width, height: height, filter: .bicubic)
        guard let surface = surface(width: width, height: height) else { return }
        surface.fill(with: fitted)
        paint(surface, in: box)
    }

    /// Draws what `body` draws as pixels also in an SVG or PDF file, where many small shapes would make a large file.
    public func pixels(in box: Box, _ body: (Canvas) -> Void) {
        guard isVector else { return body(self) }
        let width = max(1, Int((box.width * scale).rounded(.up)))
        let height = max(1, Int((box.height * scale).rounded(.up)))
        guard let surface = surface(width: width, height: height) else { return }
        let layer = Canvas(surface.surface, size: size, scale: scale, isVector: false, visible: box)
        cairo_scale(layer.context, scale, scale)
        cairo_translate(layer.context, -box.left, -box.top)
        body(layer)
        adopt(layer)
        layer.words.forEach(note)
        paint(
            surface, in: Box(left: box.left, top: box.top, width: Double(width) / scale, height: Double(height) / scale)
        )
    }

    /// Draws pixels that fill a box; among pixels one for one, with the corner moved to a whole one.
    private func paint(_ surface: PixelSurface, in box: Box) {
        cairo_save(context)
        if isVector {
            cairo_translate(context, box.left, box.top)
            cairo_scale(context, box.width / Double(surface.width), box.height / Double(surface.height))
        } else {
            var (x, y) = (box.left, box.top)
            cairo_user_to_device(context, &x, &y)
            (x, y) = (x.rounded(), y.rounded())
            cairo_device_to_user(context, &x, &y)
            cairo_translate(context, x, y)
            cairo_scale(context, 1 / scale, 1 / scale)
        }
        cairo_set_source_surface(context, surface.surface, 0, 0)
        cairo_pattern_set_filter(cairo_get_source(context), isVector ? CAIRO_FILTER_GOOD : CAIRO_FILTER_NEAREST)
        cairo_paint(context)
        cairo_restore(context)
    }
}

extension PixelSurface {
    /// Takes the pixels of a picture of the same size.
    func fill(with image: RGBImage) {
        precondition(image.width == width && image.height == height, "a picture of the surface's size")
        cairo_surface_flush(surface)
        let stride = Int(cairo_image_surface_get_stride(surface))
        guard let data = cairo_image_surface_get_data(surface) else { return }
        image.pixels.withUnsafeBufferPointer { source in
            for row in 0..<height {
                let target = UnsafeMutableRawPointer(data + row * stride).assumingMemoryBound(to: UInt32.self)
                var place = row * width * 3
                for column in 0..<width {
                    let red = UInt32(source[place]) << 16
                    target[column] = 0xFF00_0000 | red | UInt32(source[place + 1]) << 8 | UInt32(source[place + 2])
                    place += 3
                }
            }
        }
        cairo_surface_mark_dirty(surface)
    }
}
