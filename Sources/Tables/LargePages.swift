#if canImport(Darwin)
    internal import Darwin
#else
    internal import Glibc
#endif

/// Pages of 2 MiB, where the system has them: of memory that is about to be filled far fewer have to be set up.
enum LargePages {
    /// Asks for them for `memory`, which may be empty yet. Nothing but time depends on it.
    static func prefer<Element>(_ memory: UnsafeMutableBufferPointer<Element>) {
        #if os(Linux)
            guard let base = memory.baseAddress else { return }
            let page = 1 << 21
            let start = Int(bitPattern: base)
            let first = (start + page - 1) / page * page
            let length = (start + memory.count * MemoryLayout<Element>.stride - first) / page * page
            if length > 0 { _ = madvise(UnsafeMutableRawPointer(bitPattern: first), length, MADV_HUGEPAGE) }
        #endif
    }
}
