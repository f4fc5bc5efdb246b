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
        let image: Picture
        let frames: [InputFrame]
        /// What each frame decides for the picture.
        let plans: [FramePlan]
    }

    /// - Parameter budget: bytes of decoded pixels to keep at most; 0 keeps nothing.
    public init(budget: Int = 1 << 30) {
        self.budget = budget
    }

    /// The picture and the frames' plans for it, from memory or from the file.
    /// - Parameters:
    ///   - frames: one or more, which draw FITS cutouts alike.
    ///   - digest: see ``PictureReader/picture(_:digest:)``; not called for a picture from memory.
    /// - Throws: `ImageError`.
    func load(_ file: String, _ frames: [InputFrame], digest: ((UInt64) -> Void)? = nil) throws -> Entry {
        let known = lock.withLock { entries[file] }
        if let known, known.frames == frames { return known }
        let isDrawnAlike = known?.frames[0].drawing == frames[0].drawing
        let decoded = isDrawnAlike ? known?.image : nil
        let image = try decoded ?? PictureReader(frames[0]).picture(file, digest: digest)
        let entry = Entry(image: image, frames: frames, plans: FramePlan.plans(image, frames))
        lock.withLock {
            if entries[file] != nil {
                entries[file] = entry
            } else if usedBytes + image.byteCount <= budget {
                usedBytes += image.byteCount
                entries[file] = entry
            }
        }
        return entry
    }
}
