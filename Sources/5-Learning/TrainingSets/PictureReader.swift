internal import Cutouts
public import Images

/// Reads the pictures that a manifest names: JPEG and PNG files, and FITS cutouts where the frame says how they are drawn.
public struct PictureReader: Sendable {
    private let painter: CutoutPainter?

    public init(_ frame: InputFrame) {
        painter = frame.drawing.map { CutoutPainter($0) }
    }

    /// - Parameter file: a file or a piece of one; with ``CutoutDrawing/bandMark`` in it a file a band.
    /// - Throws: `ImageError`.
    public func picture(_ file: String) throws -> Picture {
        let isFileABand = file.contains(CutoutDrawing.bandMark)
        let bytes = isFileABand ? [] : try RGBImage.bytes(of: file)
        guard isFileABand || FITSFile.begins(bytes) else { return .bytes(try RGBImage(decoding: bytes, name: file)) }
        guard let painter else {
            throw ImageError(
                file: file, reason: "is a FITS image; let the recipe say how it is drawn: bands in [input], stretch")
        }
        return .floats(try painter.picture(file))
    }
}

extension InputFrame {
    /// The files, or pieces of one, that a manifest's cell names.
    package func paths(of file: String) -> [String] { drawing?.files(file).map(\.path) ?? [file] }
}
