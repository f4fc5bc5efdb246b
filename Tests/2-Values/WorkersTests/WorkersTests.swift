import Dispatch
import Synchronization
import Testing
import Workers

@Suite struct WorkersTests {
    private struct Refused: Error, Equatable { let number: Int }

    @Test func `what is made ahead is handed over in order, each once`() throws {
        var next = 0
        var taken: [Int] = []
        try Workers.ahead {
            guard next < 50 else { return Int?.none }
            next += 1
            return next
        } _: {
            taken.append($0)
        }
        #expect(taken == Array(1...50))
        try Workers.ahead {
            Int?.none
        } _: { _ in
            Issue.record("nothing to hand over")
        }
    }

    @Test func `an error comes after what was made before it`() {
        var next = 0
        var taken: [Int] = []
        #expect(throws: Refused(number: 4)) {
            try Workers.ahead { () throws -> Int? in
                next += 1
                if next == 4 { throw Refused(number: next) }
                return next
            } _: {
                taken.append($0)
            }
        }
        #expect(taken == [1, 2, 3])
        next = 0
        taken = []
        #expect(throws: Refused(number: 2)) {
            try Workers.ahead { () throws -> Int? in
                next += 1
                return next
            } _: {
                if $0 == 2 { throw Refused(number: 2) }
                taken.append($0)
            }
        }
        #expect(taken == [1])
    }

    @Test func `work behind is done in order, and its error stops what follows`() throws {
        let done = Mutex<[Int]>([])
        let behind = WorkBehind(most: 1)
        for number in 0..<20 { try behind.begin { done.withLock { $0.append(number) } } }
        try behind.finish()
        #expect(done.withLock { $0 } == Array(0..<20))
        try behind.begin { throw Refused(number: 1) }
        #expect(throws: Refused(number: 1)) { try behind.begin { done.withLock { $0.append(99) } } }
        try behind.begin { done.withLock { $0.append(20) } }
        try behind.finish()
        #expect(done.withLock { $0 } == Array(0...20))
    }

    @Test func `two pieces of work are done at a time, and an error of one is told when both have ended`() throws {
        let behind = WorkBehind(most: 2)
        let (first, second) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        // Each waits for the other.
        try behind.begin {
            first.signal()
            second.wait()
            throw Refused(number: 1)
        }
        let isDone = Mutex(false)
        try behind.begin {
            second.signal()
            first.wait()
            isDone.withLock { $0 = true }
        }
        #expect(throws: Refused(number: 1)) { try behind.finish() }
        #expect(isDone.withLock { $0 })
        try behind.finish()
    }
}
