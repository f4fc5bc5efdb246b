import Foundation
package import Torch

/// Writes checkpoints beside the steps, on a thread of its own that lives while there is something to write.
///
/// One is written at a time. One that comes meanwhile waits, and takes the place of an older one that waits: the newest
/// is what a run wants to go on from. At most two copies of the tensors are therefore in memory.
package final class CheckpointWriter: @unchecked Sendable {  // `condition` guards all
    /// A checkpoint on its way to the disk.
    package struct Item: Sendable {
        package let name: CheckpointName
        package let snapshot: SafeTensors.Snapshot

        package init(name: CheckpointName, snapshot: SafeTensors.Snapshot) {
            self.name = name
            self.snapshot = snapshot
        }
    }

    private let write: @Sendable (Item) throws -> Void
    private let condition = NSCondition()
    private var waiting: Item?
    private var isWriting = false
    private var failure: (any Error)?
    /// Memory of a checkpoint that is on the disk.
    private var spare: [UInt8] = []

    /// - Parameter write: puts one checkpoint on the disk; called on the writer's thread.
    package init(write: @escaping @Sendable (Item) throws -> Void) { self.write = write }

    /// Memory to copy the next checkpoint into. What waits is given up for it: the next one is newer.
    package func memory() -> [UInt8] {
        condition.withLock {
            if let item = waiting {
                waiting = nil
                return item.snapshot.memory
            }
            defer { spare = [] }
            return spare
        }
    }

    /// Has `item` written as soon as the one before is.
    package func put(_ item: Item) {
        let begins = condition.withLock {
            waiting = item
            defer { isWriting = true }
            return !isWriting
        }
        guard begins else { return }
        let thread = Thread { [self] in run() }
        thread.name = "tuningfork checkpoints"
        thread.start()
    }

    /// Throws what has gone wrong with a checkpoint since.
    package func check() throws {
        if let failure = condition.withLock({ failure }) { throw failure }
    }

    /// Waits until nothing is left to write; throws what has gone wrong.
    package func settle() throws {
        condition.withLock { while isWriting { condition.wait() } }
        try check()
    }

    private func run() {
        // The steps go first where cores are few. On Linux this is the calling thread alone.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        while let item = take() {
            let result = Result { try write(item) }
            condition.withLock {
                if case .failure(let error) = result { failure = error }
                spare = item.snapshot.memory
            }
        }
    }

    /// The next one to write; nil ends the thread.
    private func take() -> Item? {
        condition.withLock {
            defer { waiting = nil }
            if failure == nil, let waiting { return waiting }
            isWriting = false
            condition.broadcast()
            return nil
        }
    }
}
