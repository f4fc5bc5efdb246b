internal import Glibc

/// Pages of 2 MiB, where the system has them: of memory that is about to be filled far fewer have to be set up.
enum LargePages {
    /// Asks for them for `memory`, which may be empty yet. Nothing but time depends on it.
    static func prefer<Element>(_ memory: UnsafeMutableBufferPointer<Element>) {
        #if os(Linux)
            guard let base = memory.baseAddress else { return }
            let (page, start) = (1 << 21, Int(bitPattern: base))
            let size = memory.count * MemoryLayout<Element>.stride
            guard size >= page else { return }
            // Large arrays begin a few bytes behind such a page's beginning; what else lies in it takes no harm.
            let first = start / page * page
            _ = madvise(UnsafeMutableRawPointer(bitPattern: first), start + size - first, MADV_HUGEPAGE)
        #endif
    }
}
