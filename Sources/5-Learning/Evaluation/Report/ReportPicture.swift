internal import Foundation
internal import Images

/// Pictures inside a page.
enum ReportPicture {
    /// A JPEG of the picture as the source of an `img` element.
    static func source(_ image: RGBImage, quality: Int) throws -> String {
        "data:image/jpeg;base64," + Data(try image.jpegData(quality: quality)).base64EncodedString()
    }

    /// The picture with its longer side at most `side` pixels.
    static func thumbnail(_ image: RGBImage, side: Int) -> RGBImage {
        let longer = max(image.width, image.height)
        guard longer > side else { return image }
        let scale = Double(side) / Double(longer)
        return image.resized(
            width: max(1, Int((Double(image.width) * scale).rounded())),
            height: max(1, Int((Double(image.height) * scale).rounded())))
    }
}
