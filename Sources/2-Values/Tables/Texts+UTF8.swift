extension Texts {
    /// The cells where they lie in memory, as long as ``Texts/withUTF8(_:)`` lasts.
    @frozen public struct UTF8Cells {
        @usableFromInline let bytes: UnsafeBufferPointer<UInt8>
        @usableFromInline let places: UnsafeBufferPointer<Int>
        @usableFromInline let numbers: UnsafeBufferPointer<Int32>?

        @usableFromInline
        init(
            _ bytes: UnsafeBufferPointer<UInt8>, _ places: UnsafeBufferPointer<Int>,
            _ numbers: UnsafeBufferPointer<Int32>?
        ) {
            (self.bytes, self.places, self.numbers) = (bytes, places, numbers)
        }

        /// Number of cells.
        @inlinable public var count: Int { numbers?.count ?? places.count - 1 }

        /// The bytes of a cell; 0 is the first.
        @inlinable public subscript(row: Int) -> UnsafeBufferPointer<UInt8> {
            let number = numbers.map { Int($0[row]) } ?? row
            return UnsafeBufferPointer(rebasing: bytes[places[number]..<places[number + 1]])
        }
    }

    /// Gives `body` the bytes of the cells.
    @inlinable
    public func withUTF8<Result>(_ body: (UTF8Cells) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBufferPointer { bytes in
            try places.withUnsafeBufferPointer { places in
                guard let numbers else { return try body(UTF8Cells(bytes, places, nil)) }
                return try numbers.withUnsafeBufferPointer {
                    try body(UTF8Cells(bytes, places, $0))
                }
            }
        }
    }

    /// Cells of bytes that are UTF-8.
    ///
    /// - Parameters:
    ///   - lengths: of each cell.
    ///   - bytes: how many all of them have together.
    ///   - fill: writes all of them, one behind the other.
    package init(lengths: [UInt32], bytes: Int, fill: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows {
        places = [Int](unsafeUninitializedCapacity: lengths.count + 1) { places, count in
            var end = 0
            places.initializeElement(at: 0, to: 0)
            for (row, length) in lengths.enumerated() {
                end += Int(length)
                places.initializeElement(at: row + 1, to: end)
            }
            count = lengths.count + 1
        }
        precondition(places.last == bytes, "lengths of other texts")
        self.bytes = try [UInt8](unsafeUninitializedCapacity: bytes) { buffer, count in
            try fill(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<bytes]))
            count = bytes
        }
    }
}

extension Texts {
    /// Whether no cell is empty, or begins or ends with a blank or a tab.
    package var areTrimmed: Bool {
        func isInk(_ byte: UInt8) -> Bool { byte != UInt8(ascii: " ") && byte != UInt8(ascii: "\t") }
        return withUTF8 { cells in
            (0..<cells.count).allSatisfy { row in
                let cell = cells[row]
                return !cell.isEmpty && isInk(cell[0]) && isInk(cell[cell.count - 1])
            }
        }
    }
}
