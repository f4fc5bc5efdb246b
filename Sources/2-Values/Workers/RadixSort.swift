/// Sorts by keys of 64 bits; elements whose keys are equal in the bits that count keep their order.
///
/// Public, for the compiler specialises no generic `package` function for its callers in other modules.
///
/// Least significant digit first, 11 bits a pass; a pass in which all digits are equal is left out.
///
/// ```swift
/// RadixSort.sort(numbers, bits: 32..<64, parts: Workers.cores) { $0 }
/// ```
public enum RadixSort {
    @usableFromInline static let digitBits = 11
    @usableFromInline static let digits = 1 << digitBits

    /// Sorts elements by their keys.
    ///
    /// - Parameters:
    ///   - elements: what is sorted, in place; as much memory again is taken for a while.
    ///   - bits: of the keys that count, within 0..<64.
    ///   - parts: threads.
    @inlinable
    public static func sort<Element: BitwiseCopyable>(
        _ elements: UnsafeMutableBufferPointer<Element>, bits: Range<Int>, parts: Int,
        key: (Element) -> UInt64
    ) {
        guard elements.count > 1 else { return }
        let scratch = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
        defer { scratch.deallocate() }
        var (source, target) = (elements, scratch)
        for shift in stride(from: bits.lowerBound, to: bits.upperBound, by: digitBits) {
            let width = min(digitBits, bits.upperBound - shift)
            let isMoved = scatter(source, to: target, parts: parts) {
                Int(truncatingIfNeeded: key($0) >> UInt64(shift)) & ((1 << width) - 1)
            }
            if isMoved { swap(&source, &target) }
        }
        if source.baseAddress != elements.baseAddress { _ = elements.update(from: source) }
    }

    /// - Parameter digit: of an element, less than ``digits``.
    /// - Returns: false when nothing had to move, and `target` is as it was.
    @inlinable
    static func scatter<Element: BitwiseCopyable>(
        _ source: UnsafeMutableBufferPointer<Element>, to target: UnsafeMutableBufferPointer<Element>, parts: Int,
        digit: (Element) -> Int
    ) -> Bool {
        let count = source.count
        let places = UnsafeMutableBufferPointer<Int>.allocate(capacity: parts * digits)
        defer { places.deallocate() }
        places.initialize(repeating: 0)
        nonisolated(unsafe) let (from, to, table) = (source, target, places)
        Workers.perform(parts) { part in
            let counts = UnsafeMutableBufferPointer(rebasing: table[(part * digits)..<((part + 1) * digits)])
            for index in Workers.share(part, of: parts, count: count) { counts[digit(from[index])] += 1 }
        }
        // Where each part puts its first element of each digit: digit by digit, and within a digit part by part.
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
                let element = from[index]
                let digit = digit(element)
                to[places[digit]] = element
                places[digit] += 1
            }
        }
        return true
    }
}
