internal import Files
internal import Glibc

/// Reads the header of a CSV file and cuts the rest into blocks that end where records end.
final class CSVBlockReader {
    /// Bytes of a block, unless a record is longer.
    static let blockSize = 1 << 20

    /// Names of the columns: not empty, each once (names may differ in case only).
    private(set) var header: [String] = []
    /// What the file says of each column besides its name; the types are of no meaning.
    private(set) var infos: [ColumnInfo] = []
    /// Columns that the file says are text, by number.
    private(set) var texts: Set<Int> = []
    private(set) var dialect = CSVDialect()
    let path: String
    /// The file as it was when it was opened; nil just after a change, when another one might leave no mark.
    let state: FileState?
    private let reader: ByteReader
    /// Bytes of the file.
    private let size: Int
    private var rest: [UInt8] = []
    private var isAtEnd = false
    /// The block that the header was in.
    private var first: CSVBlock?

    /// Opens the file and reads the header.
    ///
    /// Throws ``InputError`` when the file cannot be read, is empty, is not text, or a column has no name or the name of
    /// another.
    init(_ path: String) throws {
        self.path = path
        var status = stat()
        if stat(path, &status) == 0, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) {
            throw InputError(
                file: path, problem: "this is a pipe or a device, which can be read only once",
                remedy: "Write the table to a file first")
        }
        size = Int(status.st_size)
        reader = try ByteReader(path)
        state = reader.state.flatMap { $0.isSettled ? $0 : nil }
        let block = CSVBlock(capacity: Self.blockSize)
        try read(block)
        try skipMark(of: block)
        try readHeader(block)
        first = block
    }

    /// Gives the next records in `block`; false at the end of the file.
    func next(_ block: inout CSVBlock) throws -> Bool {
        if let first {
            block = first
            self.first = nil
            return true
        }
        if isAtEnd { return false }
        try read(block)
        return true
    }

    /// A copy of the first block.
    func beginning() -> CSVBlock { first?.copied() ?? CSVBlock(capacity: 0) }

    /// How many rows the whole file may have, going by the first block; 0 when there is no telling.
    func estimatedRows(inFirst rows: Int) -> Int {
        guard let first, first.count > 0, !reader.isCompressed, !isAtEnd else { return rows }
        return Int(Double(size) / Double(first.count) * Double(rows) * 1.01)
    }

    private func read(_ block: CSVBlock) throws {
        try rest.withUnsafeBufferPointer {
            try block.fill(from: reader, rest: $0, dialect: &dialect, isAtEnd: &isAtEnd)
        }
        rest = block.remainder
    }

    /// Skips a UTF-8 byte order mark at the start of the file.
    private func skipMark(of block: CSVBlock) throws {
        let head = Array(UnsafeBufferPointer(start: block.bytes, count: min(3, block.count)))
        if head == [0xEF, 0xBB, 0xBF] { block.drop(3) }
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
            throw InputError(
                file: path, problem: "the text is UTF-16", remedy: "Convert it: iconv -f utf-16 -t utf-8")
        }
    }

    private func readHeader(_ block: CSVBlock) throws {
        var cursor = CSVCursor(block)
        while !cursor.beginRecord() {
            if isAtEnd {
                throw InputError(
                    file: path, problem: "the file is empty",
                    remedy: "A table begins with a line that names its columns")
            }
            try read(block)
            cursor = CSVCursor(block)
        }
        let beginning = CSVBeginning(UnsafeBufferPointer(start: block.bytes, count: block.count), path: path)
        block.drop(beginning.headerStart)
        dialect = beginning.dialect
        if dialect.separator != .comma { try readAgain(block) }
        cursor = CSVCursor(block)
        if beginning.isCommented { cursor.skipMark() }
        let latin1 = ForeignText()
        do throws(CSVFault) {
            repeat {
                let cell = try cursor.cell(header.count + 1)
                dialect.restore(cell)
                header.append(trimmed(ForeignText.decode(cell, latin1)))
            } while !cursor.endsRecord
        } catch {
            throw error.error(path: path, row: 0, columns: header.count, separator: dialect.separator)
        }
        try ColumnNames.check(
            header, path: path, unnamed: "Name every column (from pandas: to_csv(index=False))")
        for _ in 0..<beginning.linesBelow where cursor.beginRecord() { cursor.skipLine() }
        block.drop(min(cursor.next - block.bytes, block.count))
        let units = beginning.units.flatMap { $0.count == header.count ? $0 : nil }
        infos = header.enumerated().map { index, name in
            let known = beginning.described[name]
            if known?.type == .string { texts.insert(index) }
            let unit = known?.unit ?? units?[index]
            return ColumnInfo(
                name, .string, unit: unit?.isEmpty ?? true ? nil : unit, description: known?.description)
        }
    }

    /// Exchanges the separators of what has been read, and reads on to the end of a record.
    private func readAgain(_ block: CSVBlock) throws {
        rest = Array(UnsafeBufferPointer(start: block.bytes, count: block.count)) + rest
        let count = rest.withUnsafeMutableBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return 0 }
            let count = dialect.exchange(base, count: bytes.count)
            return isAtEnd ? count + dialect.exchange(base + count, count: 0) : count
        }
        rest.removeLast(rest.count - count)
        try read(block)
    }
}
