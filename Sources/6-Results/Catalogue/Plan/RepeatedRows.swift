internal import Files

/// Rows of the manifest that repeat a galaxy, and the earlier row of each: in a file of two numbers of 8 bytes a row, rows
/// rising. It is mapped, and a row is found with some looks into it.
struct RepeatedRows {
    private let file: MappedFile
    private let count: Int

    /// - Throws: ``InputError`` when there is no such file, or it is not whole.
    init(_ path: String) throws {
        file = try MappedFile(path)
        count = file.bytes.count / 16
        guard file.bytes.count == 16 * count else {
            throw InputError(
                file: path, problem: "the list of repeated galaxies is not whole",
                remedy: "Remove the file plan.json in the catalogue's folder tuningfork: rows are sorted by cell again")
        }
    }

    /// - Parameter repeats: rows, and the earlier row of each; 1 is the first.
    static func write(_ repeats: [Int: Int], to path: String) throws {
        try AtomicFile.write(path, durability: .powerCut) { sink in
            for (row, first) in repeats.sorted(by: { $0.key < $1.key }) {
                try withUnsafeBytes(of: (Int64(row), Int64(first))) { try sink.write($0) }
            }
        }
    }

    /// The earlier row of each of some rows, 0 where there is none.
    func earlier(than rows: [Int64]) -> [Int64] {
        guard count > 0 else { return [Int64](repeating: 0, count: rows.count) }
        return rows.map { row in
            var (low, high) = (0, count)
            while low < high {
                let middle = (low + high) / 2
                if number(2 * middle) < row { low = middle + 1 } else { high = middle }
            }
            return low < count && number(2 * low) == row ? number(2 * low + 1) : 0
        }
    }

    private func number(_ place: Int) -> Int64 { file.bytes.loadUnaligned(fromByteOffset: 8 * place, as: Int64.self) }
}
