internal import CPNG

/// The text that libpng leaves in its control structure.
enum PNGMessage {
    static func text(_ image: png_image) -> String {
        withUnsafeBytes(of: image.message) { bytes in
            let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            return text.isEmpty ? "no reason given" : text
        }
    }
}
