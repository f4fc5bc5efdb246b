internal import Foundation
internal import Images

/// An image that says which pixels of another one are sound.
struct TileCompanion: Sendable {
    let path: String
    let hdu: Int
    /// Plane of a cube; 0 for a plain image.
    let plane: Int

    /// Of a mask: the bits that are defects; nil where its header gives its bits no names.
    let defects: UInt32?
    /// Whether it is the mask of a cutout that was made here: one of its bits is of pixels beyond the tile's edge.
    let isOfCutout: Bool

    init(path: String, hdu: Int, plane: Int, defects: UInt32? = nil, isOfCutout: Bool = false) {
        (self.path, self.hdu, self.plane, self.defects) = (path, hdu, plane, defects)
        self.isOfCutout = isOfCutout
    }

    /// Planes of a mask of HSC or Rubin that make a pixel unusable. Others tell where sources are (DETECTED), that a pixel
    /// was mended (INTRP), or what a coadd was made of (CLIPPED, SENSOR_EDGE, INEXACT_PSF).
    private static let planes: Set = [
        "BAD", "SAT", "CR", "EDGE", "NO_DATA", "SUSPECT", "UNMASKEDNAN", "VIGNETTED", "STREAK", "SPIKE", "ITL_DIP",
    ]

    /// The bits that are defects by the cards MP_name = number of the bit (LSST's `afw::image::Mask`); nil without such
    /// cards.
    static func defects(_ header: FITSHeader) -> UInt32? {
        let named = header.cards.filter { $0.keyword.hasPrefix("MP_") }
        guard !named.isEmpty else { return nil }
        return named.reduce(0) { bits, card in
            guard planes.contains(String(card.keyword.dropFirst(3))), case .integer(let bit) = card.value,
                (0..<32).contains(bit)
            else { return bits }
            return bits | 1 << UInt32(bit)
        }
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
