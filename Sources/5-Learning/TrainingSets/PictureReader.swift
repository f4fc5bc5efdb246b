internal import Cutouts
internal import Files
public import Images

/// Reads the pictures that a manifest names: JPEG and PNG files, and FITS cutouts where the frame says how they are drawn.
public struct PictureReader: Sendable {
    private let frame: InputFrame
    private let painter: CutoutPainter?

    public init(_ frame: InputFrame) {
        self.frame = frame
        painter = frame.drawing.map { CutoutPainter($0) }
    }

    /// - Parameter file: a file or a piece of one; with ``CutoutDrawing/bandMark`` in it a file a band.
    /// - Throws: `ImageError`.
    public func picture(_ file: String) throws -> Picture { try picture(file, digest: nil) }

    /// - Parameters:
    ///   - file: a file or a piece of one; with ``CutoutDrawing/bandMark`` in it a file a band.
    ///   - digest: is told the first eight bytes of the SHA-256 over the bytes of the file, or of the files of all bands, once
    ///     they are read.
    /// - Throws: `ImageError`.
    func picture(_ file: String, digest: ((UInt64) -> Void)?) throws -> Picture {
        let isFileABand = file.contains(CutoutDrawing.bandMark)
        let bytes = isFileABand ? [] : try RGBImage.bytes(of: file)
        if let digest, let sum = try? sum(of: bytes, isFileABand ? file : nil) { digest(sum) }
        guard isFileABand || FITSFile.begins(bytes) else { return .bytes(try RGBImage(decoding: bytes, name: file)) }
        guard let painter else {
            throw ImageError(
                file: file, reason: "is a FITS image; let the recipe say how it is drawn: bands in [input], stretch")
        }
        return .floats(try painter.picture(file))
    }

    /// - Parameter bands: names the files of all bands, whose bytes are read.
    private func sum(of bytes: [UInt8], _ bands: String?) throws -> UInt64 {
        let checksum = try Checksum(.sha256)
        try checksum.update(bytes)
        for path in bands.map(frame.paths) ?? [] { try checksum.update(FilePiece(path).read()) }
        return try checksum.firstBytes()
    }
}

extension InputFrame {
    /// The files, or pieces of one, that a manifest's cell names.
    package func paths(of file: String) -> [String] { drawing?.files(file).map(\.path) ?? [file] }
}
