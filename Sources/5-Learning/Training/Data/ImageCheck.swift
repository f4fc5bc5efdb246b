import Images
package import Process
import Synchronization
package import TrainingSets
internal import Workers

/// Looks for images that cannot be used, before hours are spent on the others.
package enum ImageCheck {
    /// Indices of the files that cannot be decoded, with the reason, in rising order.
    ///
    /// Every file is decoded once (about a millisecond each, a FITS cutout some): a truncated file shows only at its end.
    package static func unreadable(
        _ files: [String], _ frame: InputFrame, _ progress: ProgressReporter
    ) -> [(index: Int, reason: String)] {
        let reader = PictureReader(frame)
        let found = Mutex<[(index: Int, reason: String)]>([])
        let done = Atomic<Int>(0)
        progress.begin("Checking images", total: files.count)
        Workers.perform(files.count) { index in
            if StopSignal.isRequested { return }
            do {
                _ = try reader.picture(files[index])
            } catch let error as ImageError {
                found.withLock { $0.append((index, error.reason)) }
            } catch {
                found.withLock { $0.append((index, "\(error)")) }
            }
            progress.advance(to: done.add(1, ordering: .relaxed).newValue)
        }
        progress.end()
        return found.withLock { $0 }.sorted { $0.index < $1.index }
    }
}
