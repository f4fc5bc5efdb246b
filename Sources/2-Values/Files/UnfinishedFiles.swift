internal import Glibc
internal import Synchronization

/// The temporary names that ``AtomicFile`` and ``StagingFolder`` have now, kept so that a signal handler can remove them.
///
/// The memory of the names is never given back and holds temporary names only: whatever a handler interrupts, it can
/// unlink nothing else. No lock is taken; a slot belongs to the thread that moved it out of `free`.
final class UnfinishedFiles: Sendable {
    static let shared = UnfinishedFiles()

    private static let slotCount = 256
    /// Longer paths than PATH_MAX cannot be opened anyway.
    private static let nameCapacity = Int(PATH_MAX)

    /// A place for one name.
    private final class Slot: Sendable {
        static let free = 0
        static let filling = 1
        static let inUse = 2

        let state = Atomic<Int>(free)
        /// `nameCapacity` bytes, written only while `state` is `filling`.
        nonisolated(unsafe) let name: UnsafeMutablePointer<CChar>

        init(name: UnsafeMutablePointer<CChar>) {
            self.name = name
        }
    }

    private let slots: [Slot]

    private init() {
        let names = UnsafeMutablePointer<CChar>.allocate(capacity: Self.slotCount * Self.nameCapacity)
        slots = (0..<Self.slotCount).map { Slot(name: names + $0 * Self.nameCapacity) }
    }

    /// Remembers `path`.
    ///
    /// - Returns: its slot, or nil when it is too long or more files are open at once than there are slots: the file is
    ///   then written all the same, and only a signal would leave its temporary name behind.
    func add(_ path: String) -> Int? {
        guard path.utf8.count < Self.nameCapacity else { return nil }
        for (index, slot) in slots.enumerated() {
            let attempt = slot.state.compareExchange(
                expected: Slot.free, desired: Slot.filling, ordering: .sequentiallyConsistent)
            guard attempt.exchanged else { continue }
            path.withCString { source in _ = strcpy(slot.name, source) }
            slot.state.store(Slot.inUse, ordering: .sequentiallyConsistent)
            return index
        }
        return nil
    }

    /// Forgets what `add` put into `slot`.
    func forget(_ slot: Int) {
        slots[slot].state.store(Slot.free, ordering: .sequentiallyConsistent)
    }

    /// Removes every name remembered, without lock or allocation, the last one first: a folder goes after what is in it.
    /// The names stay remembered.
    func removeAll() {
        for index in slots.indices.reversed()
        where slots[index].state.load(ordering: .sequentiallyConsistent) == Slot.inUse {
            if unlink(slots[index].name) != 0 { rmdir(slots[index].name) }
        }
    }
}
