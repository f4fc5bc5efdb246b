internal import Foundation

/// What the ranks tell one another beside their work: a kind, two whole numbers and a text.
package enum WatchMessage: Sendable, Equatable {
    /// From a rank to rank 0, first of all: its number, how many it knows of, and the key of this run.
    case hello(rank: Int, count: Int, key: String)
    /// Rank 0's answer to it.
    case welcome
    /// Rank 0's answer to one that cannot belong to this run.
    case refused(reason: String)
    /// A sign of life: how many collectives the work has begun, and how often it has said that it goes on.
    case beat(begun: Int, signs: Int)
    /// The rank has done its work.
    case goodbye
    /// The rank ends with an error.
    case stopped(rank: Int, reason: String, status: Int32)
    /// From rank 0 to all others: these ranks cannot go on.
    case failed(RankFailure)

    /// More bytes than any message takes.
    private static let most = 1 << 16
    private static let headBytes = 5
    private static let greeting = "TuningFork ranks 1 "

    /// One byte for the kind, four for the number of bytes that follow, eight for each of two numbers (the lowest byte
    /// first), then the text in UTF-8.
    package var bytes: [UInt8] {
        let (kind, first, second, text): (UInt8, Int, Int, String) =
            switch self {
            case .hello(let rank, let count, let key): (1, rank, count, Self.greeting + key)
            case .welcome: (2, 0, 0, "")
            case .refused(let reason): (3, 0, 0, reason)
            case .beat(let begun, let signs): (4, begun, signs, "")
            case .goodbye: (5, 0, 0, "")
            case .stopped(let rank, let reason, let status): (6, rank, Int(status), reason)
            case .failed(.died(let rank)): (7, rank, 0, "")
            case .failed(.silent(let rank, let seconds)): (8, rank, Int(seconds * 1000), "")
            case .failed(.behind(let rank, let seconds)): (9, rank, Int(seconds * 1000), "")
            case .failed(.stopped(let rank, let reason, let status)): (10, rank, Int(status), reason)
            case .failed(.launcherEnded): (11, 0, 0, "")
            }
        let body = Array(text.utf8.prefix(Self.most - 16))
        func little(_ value: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: value.littleEndian) { Array($0) }
        }
        return [kind] + little(UInt32(16 + body.count)) + little(Int64(first)) + little(Int64(second)) + body
    }

    /// What was read so far is none of these messages.
    package struct Garbage: Error {}

    /// Takes the first message off `bytes`; nil where it is not whole yet.
    package static func take(from bytes: inout [UInt8]) throws(Garbage) -> WatchMessage? {
        guard let kind = bytes.first else { return nil }
        guard (1...11).contains(kind) else { throw Garbage() }
        guard bytes.count >= headBytes else { return nil }
        func number(_ start: Int, _ count: Int) -> UInt64 {
            bytes[start..<start + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        let length = Int(number(1, 4))
        guard (16...most).contains(length) else { throw Garbage() }
        guard bytes.count >= headBytes + length else { return nil }
        let first = Int(Int64(bitPattern: number(5, 8)))
        let second = Int(Int64(bitPattern: number(13, 8)))
        let text = String(decoding: bytes[21..<headBytes + length], as: UTF8.self)
        bytes.removeFirst(headBytes + length)
        let status = Int32(truncatingIfNeeded: second)
        switch kind {
        case 1:
            guard text.hasPrefix(greeting) else { throw Garbage() }
            return .hello(rank: first, count: second, key: String(text.dropFirst(greeting.count)))
        case 2: return .welcome
        case 3: return .refused(reason: text)
        case 4: return .beat(begun: first, signs: second)
        case 5: return .goodbye
        case 6: return .stopped(rank: first, reason: text, status: status)
        case 7: return .failed(.died(rank: first))
        case 8: return .failed(.silent(rank: first, seconds: Double(second) / 1000))
        case 9: return .failed(.behind(rank: first, seconds: Double(second) / 1000))
        case 10: return .failed(.stopped(rank: first, reason: text, status: status))
        default: return .failed(.launcherEnded)
        }
    }
}
