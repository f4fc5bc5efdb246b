internal import Files
internal import Glibc

/// Reads the header of a CSV file and cuts the rest into blocks that end where records end.
final class CSVBlockReader {
    /// Bytes of a block, unless a record is longer.
    static let blockSize = 1 << 20

    /// Names of the columns: not empty, each once (names may differ in case only).
    private(set) var header: [String] = []
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
        try rest.withUnsafeBufferPointer { try block.fill(from: reader, rest: $0, isAtEnd: &isAtEnd) }
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
        do throws(CSVFault) {
            repeat {
                let cell = try cursor.cell(header.count + 1)
                guard let name = String(validating: cell, as: UTF8.self) else {
                    throw CSVFault.notUTF8(column: header.count)
                }
                header.append(trimmed(name))
            } while !cursor.endsRecord
        } catch {
            throw error.error(path: path, row: 0, header: [])
        }
        try ColumnNames.check(
            header, path: path, unnamed: "Name every column (from pandas: to_csv(index=False))")
        block.drop(min(cursor.next - block.bytes, block.count))
    }
}
