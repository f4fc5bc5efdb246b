internal import Files
internal import Foundation

extension RGBImage {
    /// Decodes a JPEG or PNG file held in memory. The kind is told by the content, never by the name.
    ///
    /// Grey pictures get three equal channels, CMYK and YCCK JPEGs are converted, palettes and 16-bit PNGs are
    /// brought to 8 bits, transparent pixels are laid over black. Embedded colour profiles and EXIF rotation are
    /// ignored.
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: the path or name that an error reports.
    /// - Throws: `ImageError` when the bytes are empty, of another kind, truncated, damaged, or when a side lies
    ///   outside `ImageLimits` (found from the header, before pixels are allocated).
    public init(decoding bytes: [UInt8], name: String) throws {
        self = try bytes.withUnsafeBufferPointer { buffer throws(ImageError) in
            try RGBImage.decode(buffer, name: name)
        }
    }

    /// Reads and decodes a JPEG or PNG file.
    /// - Parameter path: the file, or a piece of one as ``FilePiece`` writes it: `cutouts-00000.tar#1536+8123`.
    /// - Throws: `ImageError`, also when the file cannot be read, with the system's reason.
    public init(contentsOf path: String) throws {
        try self.init(decoding: RGBImage.bytes(of: path), name: path)
    }

    /// The bytes of a file, or of a piece of one, whatever they are.
    package static func bytes(of path: String) throws(ImageError) -> [UInt8] {
        let piece = FilePiece(path)
        do {
            return try piece.read()
        } catch {
            throw ImageError(file: path.isEmpty ? "the image" : path, reason: unreadable(piece.path, error))
        }
    }

    private static func unreadable(_ path: String, _ error: any Error) -> String {
        if path.isEmpty { return "is not named: the cell is empty" }
        var isDirectory: ObjCBool = false
        let manager = FileManager.default
        guard manager.fileExists(atPath: path, isDirectory: &isDirectory) else { return "does not exist" }
        if isDirectory.boolValue { return "is a directory, not an image" }
        if !manager.isReadableFile(atPath: path) { return "cannot be read: permission denied" }
        return "cannot be read: \((error as? InputError)?.problem ?? "\(error)")"
    }

    private static func decode(_ bytes: UnsafeBufferPointer<UInt8>, name: String) throws(ImageError) -> RGBImage {
        switch ImageKind(bytes) {
        case .empty:
            throw ImageError(file: name, reason: "is empty (0 bytes)")
        case .jpeg:
            return try JPEGDecoder.decode(bytes, name: name)
        case .png:
            return try PNGDecoder.decode(bytes, name: name)
        case .other(let description):
            throw ImageError(file: name, reason: "is not a JPEG or PNG image: it looks like \(description)")
        }
    }
}
