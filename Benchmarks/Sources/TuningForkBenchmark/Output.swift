internal import Foundation

/// Standard output, which is held back in a pipe until it is flushed.
enum Output {
    static func flush() {
        fflush(nil)
    }
}
