/// What a file is, told by its first bytes.
enum ImageKind {
    case empty
    case jpeg
    case png
    /// Something else, described so that a user recognises it.
    case other(String)

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        func starts(_ signature: [UInt8]) -> Bool { bytes.starts(with: signature) }
        func starts(_ text: String) -> Bool { bytes.starts(with: text.utf8) }
        if bytes.isEmpty {
            self = .empty
        } else if starts([0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if starts([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if starts("SIMPLE  =") {
            self = .other("a FITS file")
        } else if starts("GIF8") {
            self = .other("a GIF image")
        } else if starts([0x49, 0x49, 0x2A, 0x00]) || starts([0x4D, 0x4D, 0x00, 0x2A]) {
            self = .other("a TIFF image")
        } else if starts("RIFF") {
            self = .other("a WebP image")
        } else if starts([0x1F, 0x8B]) {
            self = .other("a gzip archive")
        } else if starts("<") {
            self = .other("an HTML or XML page, as a server sends when a download fails")
        } else if bytes.prefix(512).allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || (0x09...0x0D).contains($0) }) {
            self = .other("text")
        } else {
            self = .other("unknown data")
        }
    }
}
