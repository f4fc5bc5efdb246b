/// The cells of a column of text: a collection of texts that lie one behind the other in memory, as UTF-8, each made when it is
/// asked for. Where few texts stand in many cells, each of them is kept once. Missing cells are empty.
///
/// ```swift
/// let names: Texts = ["M 51", "", "M 31"]
/// names.map(\.count)  // 4, 0, 4
/// ```
public struct Texts: Sendable {
    /// The texts, one behind the other.
    @usableFromInline var bytes: [UInt8] = []
    /// Where each text begins, and where the last one ends.
    @usableFromInline var places = [0]
    /// Number of each cell's text; nil where each cell has its own, in order.
    @usableFromInline var numbers: [Int32]?

    /// No cells.
    public init() {}

    /// A cell for each text.
    public init(_ texts: some Sequence<String>) {
        places.reserveCapacity(texts.underestimatedCount + 1)
        for text in texts { append(text) }
    }

    /// One text in all cells.
    public init(repeating text: String, count: Int) {
        self.init([text], numbers: [Int32](repeating: 0, count: count))
    }

    /// Cells of few texts.
    ///
    /// - Parameter numbers: place in `words` of each cell's text; it traps on one that is none.
    public init(_ words: [String], numbers: [Int32]) {
        self.init(words)
        precondition(numbers.allSatisfy { words.indices.contains(Int($0)) }, "a number of no text")
        self.numbers = numbers
    }

    /// Adds a cell.
    public mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append(utf8: $0) }
    }

    /// Adds a cell of bytes that are UTF-8.
    package mutating func append(utf8 text: UnsafeBufferPointer<UInt8>) {
        if numbers != nil { spread() }
        bytes.append(contentsOf: text)
        places.append(bytes.count)
    }

    /// Adds cells.
    public mutating func append(_ others: Texts) {
        if isEmpty && (others.numbers != nil || places.capacity <= others.places.count) {
            self = others
        } else if let added = others.numbers, numbers != nil, places == others.places, bytes == others.bytes {
            numbers?.append(contentsOf: added)
        } else {
            if numbers != nil { spread() }
            if others.numbers == nil {
                let start = bytes.count
                bytes += others.bytes
                places.append(contentsOf: others.places.dropFirst().lazy.map { start + $0 })
            } else {
                others.withUTF8 { cells in
                    for row in 0..<cells.count { append(utf8: cells[row]) }
                }
            }
        }
    }

    /// Makes room for that many cells, and bytes of all of them together.
    package mutating func reserve(_ cells: Int, bytes: Int = 0) {
        places.reserveCapacity(cells + 1)
        self.bytes.reserveCapacity(bytes)
    }

    /// Takes the first `rows` cells out.
    mutating func take(_ rows: Int) -> Texts {
        let taken = sliced(0..<rows)
        self = rows == count ? Texts() : sliced(rows..<count)
        return taken
    }

    /// Gives each cell its own text.
    private mutating func spread() { self = gathered(at: Array(0..<count)) }

    /// A stretch of cells.
    package func sliced(_ rows: Range<Int>) -> Texts {
        if rows == 0..<count { return self }
        var slice = Texts()
        if let numbers {
            (slice.bytes, slice.places, slice.numbers) = (bytes, places, Array(numbers[rows]))
        } else {
            let start = places[rows.lowerBound]
            slice.bytes = Array(bytes[start..<places[rows.upperBound]])
            slice.places = places[rows.lowerBound...rows.upperBound].map { $0 - start }
        }
        return slice
    }

    /// The cells at `rows`, in that order; an empty one where a row is negative.
    package func gathered(_ rows: [some FixedWidthInteger & SignedInteger]) -> Texts {
        guard let numbers, !rows.contains(where: { $0 < 0 }) else { return gathered(at: rows.map { Int($0) }) }
        var cells = self
        cells.numbers = rows.map { numbers[Int($0)] }
        return cells
    }

    private func gathered(at rows: [Int]) -> Texts {
        withUTF8 { cells in
            var gathered = Texts()
            gathered.places = [Int](unsafeUninitializedCapacity: rows.count + 1) { places, count in
                var end = 0
                places.initializeElement(at: 0, to: 0)
                for (number, row) in rows.enumerated() {
                    if row >= 0 { end += cells[row].count }
                    places.initializeElement(at: number + 1, to: end)
                }
                count = rows.count + 1
            }
            let end = gathered.places[rows.count]
            gathered.bytes = [UInt8](unsafeUninitializedCapacity: end) { bytes, count in
                for row in rows where row >= 0 {
                    count =
                        UnsafeMutableBufferPointer(rebasing: bytes[count...]).update(fromContentsOf: cells[row]) + count
                }
            }
            return gathered
        }
    }

    /// As `map`, but a text that stands in many cells is looked at once.
    package func mapOnce<Result>(_ transform: (String) throws -> Result) rethrows -> [Result] {
        guard let numbers, places.count <= numbers.count else { return try map(transform) }
        var words = self
        words.numbers = nil
        let results = try words.map(transform)
        return numbers.map { results[Int($0)] }
    }

    /// Whether a cell is empty.
    package func isEmpty(_ row: Int) -> Bool {
        let number = numbers.map { Int($0[row]) } ?? row
        return places[number] == places[number + 1]
    }

    /// Bytes of the longest one; 0 without any.
    package var longest: Int {
        withUTF8 { cells in (0..<cells.count).reduce(0) { Swift.max($0, cells[$1].count) } }
    }
}

extension Texts: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { numbers?.count ?? places.count - 1 }

    public subscript(row: Int) -> String {
        let number = numbers.map { Int($0[row]) } ?? row
        return String(decoding: bytes[places[number]..<places[number + 1]], as: UTF8.self)
    }
}

extension Texts: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: String...) { self.init(elements) }
}

extension Texts: Equatable {
    /// Equal when all cells are.
    public static func == (left: Texts, right: Texts) -> Bool {
        guard left.count == right.count else { return false }
        if left.numbers == nil && right.numbers == nil {
            return left.places == right.places && left.bytes == right.bytes
        }
        return left.withUTF8 { left in
            right.withUTF8 { right in (0..<left.count).allSatisfy { left[$0].elementsEqual(right[$0]) } }
        }
    }
}
