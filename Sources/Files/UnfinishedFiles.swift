internal import Synchronization

#if canImport(Darwin)
    internal import Darwin
#else
    internal import Glibc
#endif

/// The temporary names that ``AtomicFile`` has open now, kept so that a signal handler can remove them.
///
/// Slots are written with atomic exchanges and never locked: `removeAll` calls nothing but `unlink`.
final class UnfinishedFiles: Sendable {
    static let shared = UnfinishedFiles()

    /// Bit pattern of a `strdup`ed name; 0 where free. One list node holds `width` slots.
    private let slots: [Slot]

    private final class Slot: Sendable {
        let name = Atomic<UInt>(0)
    }

    private init() {
        slots = (0..<256).map { _ in Slot() }
    }

    /// Remembers `path`. Returns its slot, or nil when more files are open at once than there are slots.
    func add(_ path: String) -> Int? {
        guard let name = strdup(path) else { return nil }
        let bits = UInt(bitPattern: name)
        for index in slots.indices
        where slots[index].name.compareExchange(expected: 0, desired: bits, ordering: .sequentiallyConsistent).exchanged
        {
            return index
        }
        free(name)
        return nil
    }

    /// Forgets what `add` put into `slot`.
    func forget(_ slot: Int) {
        let bits = slots[slot].name.exchange(0, ordering: .sequentiallyConsistent)
        free(UnsafeMutableRawPointer(bitPattern: bits))
    }

    /// Unlinks every name remembered, without lock or allocation. The names stay remembered.
    func removeAll() {
        for index in slots.indices {
            let bits = slots[index].name.load(ordering: .sequentiallyConsistent)
            if let name = UnsafePointer<CChar>(bitPattern: bits) { unlink(name) }
        }
    }
}
