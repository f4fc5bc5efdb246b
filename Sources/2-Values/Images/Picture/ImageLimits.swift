/// The sizes between which a picture is taken for a cutout; checked on the header, before any pixel is allocated.
public enum ImageLimits {
    /// Below this many pixels a side nothing can be told about a galaxy.
    public static let minimumSide = 8
    /// Longer sides belong to survey tiles or to broken headers.
    public static let maximumSide = 20_000
    /// 10,000 x 10,000 pixels: 300 MB decoded.
    public static let maximumPixels = 100_000_000

    package static func check(width: Int, height: Int, name: String) throws(ImageError) {
        let size = "\(width) x \(height) px"
        if width > maximumSide || height > maximumSide {
            throw ImageError(
                file: name,
                reason:
                    "is too large: \(size), a side may have \(maximumSide) px at most; cut the galaxy out of it first")
        }
        if width * height > maximumPixels {
            throw ImageError(
                file: name,
                reason:
                    "is too large: \(size), at most \(maximumPixels / 1_000_000) megapixels; cut the galaxy out of it first"
            )
        }
        if width < minimumSide || height < minimumSide {
            throw ImageError(
                file: name, reason: "is too small: \(size), each side must be at least \(minimumSide) px")
        }
    }
}
