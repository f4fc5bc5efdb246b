internal import Synchronization

extension Workers {
    /// Calls `body` for 0..<count by several threads, each of which takes the next item when it is done with one, and waits for
    /// all of them. The calls must not touch one another's data.
    ///
    /// - Parameter threads: nil takes all cores.
    package static func each(_ count: Int, threads: Int?, _ body: (_ item: Int) -> Void) {
        let threads = max(1, min(threads ?? cores, count))
        guard threads > 1 else { return (0..<count).forEach(body) }
        let next = Atomic<Int>(0)
        perform(threads) { _ in
            while true {
                let item = next.add(1, ordering: .relaxed).oldValue
                guard item < count else { return }
                body(item)
            }
        }
    }
}
