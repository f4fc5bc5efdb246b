internal import Foundation

extension Workers {
    /// Makes results for 0..<count by several threads, and hands them over one at a time in order, whatever the threads
    /// did first.
    ///
    /// A thread that is ahead goes on with further items until `2 * threads` are being made or wait for an earlier one.
    /// After an error no further item is begun; the results before the item that failed are still handed over.
    /// - Parameters:
    ///   - maker: called once a thread; gives what makes an item's result there.
    ///   - handOver: called by one thread at a time.
    /// - Throws: the error of the lowest item that failed.
    package static func inOrder<Result: Sendable>(
        count: Int, threads: Int, maker: () -> (_ item: Int) throws -> Result,
        handOver: (_ item: Int, _ result: Result) throws -> Void
    ) throws {
        let threads = max(1, min(threads, count))
        let work = OrderedWork<Result>(count: count, most: 2 * threads)
        perform(threads) { _ in
            let make = maker()
            while let item = work.take() {
                do {
                    let result = try make(item)
                    work.finish(item, result, handOver)
                } catch {
                    work.fail(item, error)
                }
            }
        }
        if let error = work.error { throw error }
    }
}

/// Which items are taken, finished and handed over.
private final class OrderedWork<Result: Sendable>: @unchecked Sendable {  // `condition` guards all
    private let count: Int
    /// Items that may be taken and not handed over.
    private let most: Int
    private let condition = NSCondition()
    private var next = 0
    private var handedOver = 0
    private var isHandingOver = false
    private var waiting: [Int: Result] = [:]
    private var failure: (item: Int, error: any Error)?

    init(count: Int, most: Int) {
        self.count = count
        self.most = most
    }

    var error: (any Error)? { condition.withLock { failure?.error } }

    /// The next item to make; nil when there is none, or one failed. Waits while too many are ahead of the slowest: that
    /// one is held by a thread that does not wait here.
    func take() -> Int? {
        condition.withLock {
            while failure == nil, next < count, next - handedOver >= most { condition.wait() }
            guard failure == nil, next < count else { return nil }
            defer { next += 1 }
            return next
        }
    }

    /// Keeps a result, and hands over those whose turn it is unless another thread does so now.
    func finish(_ item: Int, _ result: Result, _ handOver: (Int, Result) throws -> Void) {
        condition.lock()
        defer { condition.unlock() }
        waiting[item] = result
        guard !isHandingOver else { return }
        isHandingOver = true
        while handedOver < failure?.item ?? count, let result = waiting.removeValue(forKey: handedOver) {
            let item = handedOver
            condition.unlock()
            var refusal: (any Error)?
            do { try handOver(item, result) } catch { refusal = error }
            condition.lock()
            if let refusal { note(item, refusal) } else { handedOver += 1 }
            condition.broadcast()
        }
        isHandingOver = false
    }

    func fail(_ item: Int, _ error: any Error) {
        condition.withLock {
            note(item, error)
            condition.broadcast()
        }
    }

    private func note(_ item: Int, _ error: any Error) {
        if item < failure?.item ?? .max { failure = (item, error) }
    }
}
