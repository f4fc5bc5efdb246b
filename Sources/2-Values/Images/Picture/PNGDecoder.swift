internal import CPNG

/// PNG through libpng's simplified API, which returns codes.
enum PNGDecoder {
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, name: String) throws(ImageError) -> RGBImage {
        guard let gamma = gammaChunk(bytes) else { return try decodeAsIs(bytes, name: name) }
        // libpng would bend the values by it, which no reader of training images does.
        let rest = Array(bytes[..<gamma.lowerBound]) + Array(bytes[gamma.upperBound...])
        return try rest.withUnsafeBufferPointer { rest throws(ImageError) in try decode(rest, name: name) }
    }

    /// Where the first gAMA chunk before the pixels lies; nil where there is none.
    private static func gammaChunk(_ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        var place = 8
        while place + 12 <= bytes.count {
            let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            let type = bytes[place + 4..<place + 8]
            guard length <= bytes.count - place - 12, !type.elementsEqual("IDAT".utf8) else { return nil }
            if type.elementsEqual("gAMA".utf8) { return place..<place + 12 + length }
            place += 12 + length
        }
        return nil
    }

    private static func decodeAsIs(_ bytes: UnsafeBufferPointer<UInt8>, name: String) throws(ImageError) -> RGBImage {
        var image = png_image()
        image.version = UInt32(PNG_IMAGE_VERSION)
        defer { png_image_free(&image) }
        guard png_image_begin_read_from_memory(&image, bytes.baseAddress, bytes.count) != 0 else {
            throw ImageError(
                file: name, reason: "is a PNG with a damaged or truncated header: \(PNGMessage.text(image))")
        }
        let width = Int(image.width)
        let height = Int(image.height)
        try ImageLimits.check(width: width, height: height, name: name)
        image.format = UInt32(PNG_FORMAT_FLAG_COLOR)
        // 16-bit samples without a gamma are display values like 8-bit ones, not linear light.
        image.flags |= UInt32(PNG_IMAGE_FLAG_16BIT_sRGB)
        var black = png_color(red: 0, green: 0, blue: 0)
        var status: Int32 = 0
        let pixels = [UInt8](unsafeUninitializedCapacity: width * height * 3) { buffer, count in
            status = png_image_finish_read(&image, &black, buffer.baseAddress, Int32(width * 3), nil)
            count = status != 0 ? width * height * 3 : 0
        }
        guard status != 0 else {
            throw ImageError(file: name, reason: "is a damaged or truncated PNG: \(PNGMessage.text(image))")
        }
        return RGBImage(width: width, height: height, pixels: pixels)
    }
}
