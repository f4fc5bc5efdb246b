internal import Foundation
internal import Images

/// Decoded pictures kept in memory between training epochs, up to a budget; what does not fit is decoded again.
///
/// Shared by the loaders of one set. Pictures are taken to stay the same on disk as long as the cache lives.
public final class ImageCache: @unchecked Sendable {
    // Every stored property below is read and written only while `lock` is held.
    private let lock = NSLock()
    private var entries: [String: Entry] = [:]
    private var usedBytes = 0
    private let budget: Int

    struct Entry {
        let image: RGBImage
        let frame: InputFrame
        let plan: FramePlan
    }

    /// - Parameter budget: bytes of decoded pixels to keep at most; 0 keeps nothing.
    public init(budget: Int = 1 << 30) {
        self.budget = budget
    }

    /// The picture and the frame's plan for it, from memory or from the file.
    /// - Throws: `ImageError`.
    func load(_ file: String, _ frame: InputFrame) throws -> Entry {
        let known = lock.withLock { entries[file] }
        if let known, known.frame == frame { return known }
        let image = try known?.image ?? RGBImage(contentsOf: file)
        let entry = Entry(image: image, frame: frame, plan: FramePlan(image, frame))
        lock.withLock {
            if entries[file] != nil {
                entries[file] = entry
            } else if usedBytes + image.pixels.count <= budget {
                usedBytes += image.pixels.count
                entries[file] = entry
            }
        }
        return entry
    }
}
