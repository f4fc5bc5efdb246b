internal import CPNG
internal import CTurboJPEG
internal import Files

extension RGBImage {
    /// The picture as a PNG file in memory.
    /// - Throws: `WriteError` when libpng fails.
    public func pngData() throws -> [UInt8] {
        checkLength()
        var image = png_image()
        image.version = UInt32(PNG_IMAGE_VERSION)
        image.width = UInt32(width)
        image.height = UInt32(height)
        image.format = UInt32(PNG_FORMAT_FLAG_COLOR)
        defer { png_image_free(&image) }
        return try pixels.withUnsafeBufferPointer { source in
            // Asked without memory, libpng answers with the size that it needs.
            var size = 0
            guard png_image_write_to_memory(&image, nil, &size, 0, source.baseAddress, Int32(width * 3), nil) != 0
            else { throw WriteError(path: "PNG in memory", reason: PNGMessage.text(image)) }
            var status: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                status = png_image_write_to_memory(
                    &image, buffer.baseAddress, &size, 0, source.baseAddress, Int32(width * 3), nil)
                count = status != 0 ? size : 0
            }
            guard status != 0 else { throw WriteError(path: "PNG in memory", reason: PNGMessage.text(image)) }
            return bytes
        }
    }

    /// The picture as a JPEG file in memory, without colour subsampling.
    /// - Parameter quality: 1…100.
    /// - Throws: `WriteError` when TurboJPEG fails.
    public func jpegData(quality: Int = 95) throws -> [UInt8] {
        checkLength()
        precondition((1...100).contains(quality), "JPEG quality lies in 1…100, not \(quality)")
        func failure(_ handle: tjhandle?) -> WriteError {
            WriteError(
                path: "JPEG in memory", reason: tjGetErrorStr2(handle).map { String(cString: $0) } ?? "no reason given")
        }
        guard let handle = tjInitCompress() else { throw failure(nil) }
        defer { tjDestroy(handle) }
        let subsampling = Int32(TJSAMP_444.rawValue)
        var size = tjBufSize(Int32(width), Int32(height), subsampling)
        var status: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
            var target = buffer.baseAddress
            status = pixels.withUnsafeBufferPointer { source in
                tjCompress2(
                    handle, source.baseAddress, Int32(width), 0, Int32(height), Int32(TJPF_RGB.rawValue), &target,
                    &size, subsampling, Int32(quality), TJFLAG_NOREALLOC)
            }
            count = status == 0 ? Int(size) : 0
        }
        guard status == 0 else { throw failure(handle) }
        return bytes
    }

    /// Writes a PNG file; the final name appears only when the file is whole.
    /// - Throws: `WriteError`.
    public func writePNG(to path: String) throws {
        try AtomicFile.write(path, bytes: try pngData(), durability: .process)
    }

    /// Writes a JPEG file without colour subsampling; the final name appears only when the file is whole.
    /// - Parameter quality: 1…100.
    /// - Throws: `WriteError`.
    public func writeJPEG(to path: String, quality: Int = 95) throws {
        try AtomicFile.write(path, bytes: try jpegData(quality: quality), durability: .process)
    }
}
