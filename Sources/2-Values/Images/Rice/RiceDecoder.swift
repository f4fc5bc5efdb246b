/// The Rice code of tile-compressed FITS images (ZCMPTYPE = RICE_1).
///
/// FITS standard 4.0, section 10.4.1; Rice, Yeh & Miller 1993, and R. White's layout of it, that cfitsio and fpack write:
/// the first pixel as it is, then blocks of differences to the pixel before, each folded to be ≥ 0 and split in a
/// unary and a binary part. How many bits the binary part has is said at the block's start.
package struct RiceDecoder {
    /// Bytes a pixel had before it was compressed: 1 (unsigned), 2 or 4.
    let bytesPerPixel: Int
    /// Pixels of a block.
    let blockSize: Int
    /// Bits of a block's header.
    private let headerBits: Int
    /// The header that says: differences as they are.
    private let rawHeader: Int

    /// Writers end a tile with the byte of its last bit; one more is borne.
    private static let padding = 1

    /// - Returns: nil for sizes that the code does not have.
    package init?(bytesPerPixel: Int, blockSize: Int) {
        guard blockSize > 0 else { return nil }
        switch bytesPerPixel {
        case 1: (headerBits, rawHeader) = (3, 6)
        case 2: (headerBits, rawHeader) = (4, 14)
        case 4: (headerBits, rawHeader) = (5, 25)
        default: return nil
        }
        self.bytesPerPixel = bytesPerPixel
        self.blockSize = blockSize
    }

    /// What decoding a tile came to.
    package enum Outcome: Equatable {
        case whole
        /// The bytes end before the pixels do.
        case short
        /// Bytes are left when all pixels are there: they were not written for this tile, or some were changed.
        case leftover
    }

    /// Decodes a tile's pixels.
    ///
    /// No byte outside `bytes` is read, whatever they hold.
    /// - Parameter pixels: room for them; as many are decoded.
    package func decode(_ bytes: UnsafeRawBufferPointer, into pixels: UnsafeMutableBufferPointer<Int32>) -> Outcome {
        guard bytes.count > bytesPerPixel, let target = pixels.baseAddress else {
            return pixels.isEmpty ? .whole : .short
        }
        var last = bytes.prefix(bytesPerPixel).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        var reader = BitReader(UnsafeRawBufferPointer(rebasing: bytes.dropFirst(bytesPerPixel)))
        var index = 0
        while index < pixels.count {
            let end = min(index + blockSize, pixels.count)
            guard let header = reader.bits(headerBits) else { return .short }
            let binary = Int(header) - 1
            if binary < 0 {
                (target + index).update(repeating: Int32(bitPattern: last), count: end - index)
                index = end
            } else if binary == rawHeader {
                while index < end {
                    guard let folded = reader.bits(8 * bytesPerPixel) else { return .short }
                    last &+= RiceDecoder.unfolded(folded)
                    target[index] = Int32(bitPattern: last)
                    index += 1
                }
            } else {
                guard reader.differences(target + index, end - index, binary: binary, last: &last) else {
                    return .short
                }
                index = end
            }
        }
        if bytesPerPixel < 4 {
            for index in pixels.indices { target[index] = wrapped(target[index]) }
        }
        return reader.unreadBytes <= RiceDecoder.padding ? .whole : .leftover
    }

    /// A sum wrapped around at the pixels' own size.
    func wrapped(_ sum: Int32) -> Int32 {
        switch bytesPerPixel {
        case 1: sum & 0xFF
        case 2: Int32(Int16(truncatingIfNeeded: sum))
        default: sum
        }
    }

    /// 0, -1, 1, -2, 2 … from 0, 1, 2, 3, 4 ….
    @inline(__always)
    fileprivate static func unfolded(_ folded: UInt32) -> UInt32 { (folded &>> 1) ^ (0 &- (folded & 1)) }
}

/// Bits of a byte stream from the highest of the first byte on.
private struct BitReader {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0
    /// The next bits, from the highest on; below them zeros or bits that follow.
    private var window: UInt64 = 0
    /// How many bits of `window` are certain.
    private var count = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Bytes of which no bit was taken.
    var unreadBytes: Int { bytes.count - offset + count / 8 }

    /// Fills the window to at least 56 bits, or with all that is left.
    @inline(__always)
    private mutating func refill() {
        if offset &+ 8 <= bytes.count {
            let next = UInt64(
                bigEndian: bytes.baseAddress.unsafelyUnwrapped.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            window |= next &>> UInt64(count)
            offset &+= (63 &- count) &>> 3
            count |= 56
        } else {
            refillAtEnd()
        }
    }

    @inline(never)
    private mutating func refillAtEnd() {
        // What stands below the certain bits was read ahead.
        window = count == 0 ? 0 : window & (~0 << UInt64(64 - count))
        while count <= 56, offset < bytes.count {
            window |= UInt64(bytes[offset]) << UInt64(56 - count)
            offset += 1
            count += 8
        }
    }

    @inline(__always)
    private mutating func drop(_ number: Int) {
        window <<= UInt64(number)
        count &-= number
    }

    /// The next 1…32 bits as a number; nil when there are not as many.
    @inline(__always)
    mutating func bits(_ number: Int) -> UInt32? {
        if count < number { refill() }
        guard count >= number else { return nil }
        let result = UInt32(truncatingIfNeeded: window &>> UInt64(64 &- number))
        drop(number)
        return result
    }

    /// Zeros before the next one, which is read too; nil when there is none.
    private mutating func zeros() -> Int? {
        var result = 0
        while true {
            refill()
            guard count > 0 else { return nil }
            let here = window.leadingZeroBitCount
            if here < count {
                drop(here)
                drop(1)
                return result + here
            }
            result += count
            drop(count)
        }
    }

    /// A block's differences, added up to pixels.
    /// - Parameters:
    ///   - binary: bits of each number's binary part.
    ///   - last: the pixel before the block; afterwards its last one.
    mutating func differences(
        _ target: UnsafeMutablePointer<Int32>, _ number: Int, binary: Int, last: inout UInt32
    ) -> Bool {
        var index = 0
        let shift = UInt64(63 &- binary)
        let length = UInt64(binary &+ 1)
        while index < number {
            // Four at a time, where 56 bits hold them but for rare long zeros.
            if binary <= 8 {
                while index &+ 4 <= number {
                    refill()
                    guard count >= 56 else { break }
                    var ahead = window
                    var used = 0
                    var sum = last
                    for step in 0..<4 {
                        let zeros = (ahead | 1).leadingZeroBitCount
                        ahead = ahead &<< UInt64(zeros)
                        // The one that ends the zeros stands above the binary part, and is taken off.
                        let low = UInt32(truncatingIfNeeded: ahead &>> shift) &- (1 &<< UInt32(binary))
                        ahead = ahead &<< length
                        used &+= zeros
                        sum &+= RiceDecoder.unfolded(UInt32(truncatingIfNeeded: zeros) &<< UInt32(binary) &+ low)
                        target[index &+ step] = Int32(bitPattern: sum)
                    }
                    used &+= 4 &* (binary &+ 1)
                    guard used <= count else { break }
                    window = ahead
                    count &-= used
                    last = sum
                    index &+= 4
                }
                if index == number { return true }
            }
            guard let high = zeros() else { return false }
            var folded = UInt32(truncatingIfNeeded: high) &<< UInt32(binary)
            if binary > 0 {
                guard let low = bits(binary) else { return false }
                folded |= low
            }
            last &+= RiceDecoder.unfolded(folded)
            target[index] = Int32(bitPattern: last)
            index += 1
        }
        return true
    }
}
