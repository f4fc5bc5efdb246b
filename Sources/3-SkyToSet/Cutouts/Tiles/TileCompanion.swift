internal import Foundation
internal import Images

/// An image that says which pixels of another one are sound.
struct TileCompanion: Sendable {
    let path: String
    let hdu: Int
    /// Plane of a cube; 0 for a plain image.
    let plane: Int

    init(path: String, hdu: Int, plane: Int) {
        (self.path, self.hdu, self.plane) = (path, hdu, plane)
    }

    /// The inverse variance of a brick of the Legacy Surveys, which lies beside its image:
    /// `legacysurvey-0001m002-invvar-r.fits.fz` for `legacysurvey-0001m002-image-r.fits.fz`.
    /// - Returns: nil when there is no such file.
    /// - Throws: ``CutoutError/unusable(file:reason:)`` when it is of another size; `FITSError`.
    init?(besides image: String, shape: FITSFile.Shape) throws {
        let slash = image.lastIndex(of: "/") ?? image.startIndex
        guard let word = image.range(of: "-image-", range: slash..<image.endIndex) else { return nil }
        let path = image.replacingCharacters(in: word, with: "-invvar-")
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let file = try FITSFile(path)
        guard let hdu = try (0..<file.count).first(where: { try file.isImage(hdu: $0) }) else {
            throw CutoutError.unusable(file: path, reason: "no unit holds an image")
        }
        let own = try file.shape(hdu: hdu)
        guard own.width == shape.width, own.height == shape.height else {
            throw CutoutError.unusable(file: path, reason: "it has another size than the image \(image)")
        }
        self.init(path: path, hdu: hdu, plane: 0)
    }
}
