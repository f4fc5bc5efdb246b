/// What a file is, told by its first bytes.
enum ImageKind {
    case empty
    case jpeg
    case png
    /// Something else, described so that a user recognises it.
    case other(String)

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        func starts(_ signature: [UInt8]) -> Bool { bytes.starts(with: signature) }
        func holds(_ text: String, at offset: Int) -> Bool { bytes.dropFirst(offset).starts(with: text.utf8) }
        if bytes.isEmpty {
            self = .empty
        } else if starts([0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if starts([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if let name = Self.others.first(where: { starts($0.signature) })?.name {
            self = .other(name)
        } else if holds("ftyp", at: 4) {
            self = .other(holds("avi", at: 8) ? "an AVIF image" : "a HEIF image or a film")
        } else if starts(Array("RIFF".utf8)) {
            self = .other(holds("WEBP", at: 8) ? "a WebP image" : "sound or a film (RIFF)")
        } else if bytes.prefix(512).allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || (0x09...0x0D).contains($0) }) {
            self = .other("text")
        } else {
            self = .other("unknown data")
        }
    }

    /// How errors call it.
    var text: String {
        switch self {
        case .empty: "an empty file"
        case .jpeg: "a JPEG image"
        case .png: "a PNG image"
        case .other(let text): text
        }
    }

    private static let others: [(signature: [UInt8], name: String)] =
        [
            ("SIMPLE  =", "a FITS file; let 'tuningfork cutouts' draw it, with its folder as --tiles"),
            ("GIF8", "a GIF image"), ("BM", "a BMP image"), ("%PDF", "a PDF document"),
            ("version https://git-lfs", "a pointer of Git LFS, not the file itself; get it with 'git lfs pull'"),
            ("<", "an HTML or XML page, as a server sends when a download fails"),
        ].map { (Array($0.utf8), $1) } + [
            ([0x49, 0x49, 0x2A, 0x00], "a TIFF image"), ([0x4D, 0x4D, 0x00, 0x2A], "a TIFF image"),
            ([0, 0, 0, 0x0C, 0x6A, 0x50, 0x20, 0x20], "a JPEG 2000 image"),
            ([0xFF, 0x4F, 0xFF, 0x51], "a JPEG 2000 image"), ([0xFF, 0x0A], "a JPEG XL image"),
            ([0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20], "a JPEG XL image"),
            ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], "a NumPy array (.npy)"),
            ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"), ([0x50, 0x4B, 3, 4], "a zip archive"),
            ([0x1F, 0x8B], "a gzip archive"),
        ]
}
