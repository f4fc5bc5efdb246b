internal import Synchronization
internal import Workers

/// Work on many points by several threads, in pieces that do not depend on how many there are.
enum Shares {
    /// Calls `body` for the numbers 0..<count, each once, by up to so many threads; each takes the next when it is free.
    static func each(_ count: Int, threads: Int, _ body: (_ number: Int) -> Void) {
        let threads = max(1, min(threads, count))
        guard threads > 1 else { return (0..<count).forEach(body) }
        let next = Atomic<Int>(0)
        Workers.perform(threads) { _ in
            while true {
                let number = next.add(1, ordering: .relaxed).oldValue
                guard number < count else { return }
                body(number)
            }
        }
    }

    /// Calls `body` for pieces of 0..<count of `length` each, the last one shorter.
    static func pieces(
        of count: Int, length: Int, threads: Int, _ body: (_ number: Int, _ rows: Range<Int>) -> Void
    ) {
        each((count + length - 1) / length, threads: threads) { number in
            body(number, (number * length)..<min(count, (number + 1) * length))
        }
    }
}
