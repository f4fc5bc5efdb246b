internal import CTurboJPEG

/// JPEG through TurboJPEG's API that returns codes (libjpeg's own reports errors by `longjmp`).
enum JPEGDecoder {
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, name: String) throws(ImageError) -> RGBImage {
        guard let handle = tjInitDecompress() else {
            throw ImageError(file: name, reason: "cannot be decoded: TurboJPEG did not start: \(message(nil))")
        }
        defer { tjDestroy(handle) }
        let length = UInt(bytes.count)
        var width: Int32 = 0
        var height: Int32 = 0
        var subsampling: Int32 = 0
        var colorspace: Int32 = 0
        let header = tjDecompressHeader3(
            handle, bytes.baseAddress, length, &width, &height, &subsampling, &colorspace)
        guard header == 0 else {
            throw ImageError(file: name, reason: "is a JPEG with a damaged or truncated header: \(message(handle))")
        }
        try ImageLimits.check(width: Int(width), height: Int(height), name: name)

        let isCMYK = colorspace == Int32(TJCS_CMYK.rawValue) || colorspace == Int32(TJCS_YCCK.rawValue)
        let format = isCMYK ? TJPF_CMYK : TJPF_RGB
        let size = Int(width) * Int(height) * (isCMYK ? 4 : 3)
        var status: Int32 = 0
        let pixels = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            // Any warning (premature end of data, a damaged block) stops: grey bars must not pass for a galaxy.
            status = tjDecompress2(
                handle, bytes.baseAddress, length, buffer.baseAddress, width, 0, height, Int32(format.rawValue),
                TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS)
            count = status == 0 ? size : 0
        }
        guard status == 0 else {
            throw ImageError(file: name, reason: "is a damaged or truncated JPEG: \(message(handle))")
        }
        return RGBImage(
            width: Int(width), height: Int(height),
            pixels: isCMYK ? colours(ofInks: pixels, inverted: hasAdobeMarker(bytes)) : pixels)
    }

    private static func message(_ handle: tjhandle?) -> String {
        guard let text = tjGetErrorStr2(handle) else { return "no reason given" }
        return String(cString: text)
    }

    /// Cyan, magenta, yellow, black → red, green, blue. Files with Adobe's marker hold inks upside down.
    private static func colours(ofInks inks: [UInt8], inverted: Bool) -> [UInt8] {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(inks.count / 4 * 3)
        for start in stride(from: 0, to: inks.count, by: 4) {
            let paper = Int(inverted ? inks[start + 3] : 255 - inks[start + 3])
            for ink in inks[start..<(start + 3)] {
                pixels.append(UInt8((Int(inverted ? ink : 255 - ink) * paper + 127) / 255))
            }
        }
        return pixels
    }

    /// Whether an APP14 segment that begins with "Adobe" stands before the picture's data.
    private static func hasAdobeMarker(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var position = 2
        while position + 4 <= bytes.count, bytes[position] == 0xFF {
            let marker = bytes[position + 1]
            if marker == 0xFF {
                position += 1
                continue
            }
            if marker == 0xDA { return false }
            let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
            if marker == 0xEE, position + 9 <= bytes.count,
                bytes[(position + 4)..<(position + 9)].elementsEqual("Adobe".utf8)
            {
                return true
            }
            position += 2 + length
        }
        return false
    }
}
