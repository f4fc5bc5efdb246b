internal import Workers

/// Sorts 64-bit numbers by their upper 32 bits; numbers whose upper bits are equal keep their order.
///
/// Least significant digit first, three passes of 11 bits; a pass in which all digits are equal is left out.
enum RadixSort {
    private static let digitBits = 11
    private static let digits = 1 << digitBits

    static func sortUpperHalves(_ numbers: UnsafeMutableBufferPointer<UInt64>, parts: Int) {
        guard numbers.count > 1 else { return }
        let scratch = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: numbers.count)
        defer { scratch.deallocate() }
        var (source, target) = (numbers, scratch)
        for pass in 0..<3 where scatter(source, to: target, shift: 32 + pass * digitBits, parts: parts) {
            swap(&source, &target)
        }
        if source.baseAddress != numbers.baseAddress { _ = numbers.update(from: source) }
    }

    /// - Returns: false when nothing had to move, and `target` is as it was.
    private static func scatter(
        _ source: UnsafeMutableBufferPointer<UInt64>, to target: UnsafeMutableBufferPointer<UInt64>, shift: Int,
        parts: Int
    ) -> Bool {
        let count = source.count
        let places = UnsafeMutableBufferPointer<Int>.allocate(capacity: parts * digits)
        defer { places.deallocate() }
        places.initialize(repeating: 0)
        nonisolated(unsafe) let (from, to, table) = (source, target, places)
        Workers.perform(parts) { part in
            let counts = UnsafeMutableBufferPointer(rebasing: table[(part * digits)..<((part + 1) * digits)])
            for index in Workers.share(part, of: parts, count: count) {
                counts[Int(truncatingIfNeeded: from[index] >> UInt64(shift)) & (digits - 1)] += 1
            }
        }
        // Where each part puts its first number of each digit: digit by digit, and within a digit part by part.
        var next = 0
        for digit in 0..<digits {
            var ofDigit = 0
            for part in 0..<parts {
                let here = places[part * digits + digit]
                places[part * digits + digit] = next + ofDigit
                ofDigit += here
            }
            if ofDigit == count { return false }
            next += ofDigit
        }
        Workers.perform(parts) { part in
            let places = UnsafeMutableBufferPointer(rebasing: table[(part * digits)..<((part + 1) * digits)])
            for index in Workers.share(part, of: parts, count: count) {
                let number = from[index]
                let digit = Int(truncatingIfNeeded: number >> UInt64(shift)) & (digits - 1)
                to[places[digit]] = number
                places[digit] += 1
            }
        }
        return true
    }
}
