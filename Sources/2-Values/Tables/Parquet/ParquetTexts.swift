internal import CArrow

/// The cells of a column of text, as Arrow gives them piece by piece. For one thread.
final class ParquetTexts {
    private(set) var cells = Texts()
    /// Set when a text is not UTF-8.
    let latin1 = ForeignText()

    /// Adds the cells of some rows; missing ones are empty.
    func append(_ found: ca_cells, rows: Int) {
        cells.append(pieces(found, rows))
    }

    private func pieces(_ found: ca_cells, _ rows: Int) -> Texts {
        guard let offsets = found.offsets else { return Texts() }
        let words = words(found, UnsafeBufferPointer(start: offsets, count: Int(found.text_count) + 1))
        guard let indices = found.indices else { return words }
        let numbers = UnsafeBufferPointer(start: indices, count: rows)
        // Few texts in many cells stay so; an index below 0 is a missing cell.
        guard words.count < rows / 4 else { return words.gathered(Array(numbers)) }
        var kept = words
        // Always there: pieces with and without missing cells then have the same words.
        let missing = Int32(words.count)
        kept.append("")
        kept.numbers = numbers.map { $0 < 0 ? missing : $0 }
        return kept
    }

    /// The texts that cells are of.
    private func words(_ found: ca_cells, _ offsets: UnsafeBufferPointer<Int64>) -> Texts {
        var words = Texts()
        guard offsets.count > 1, let first = found.bytes else {
            for _ in offsets.dropFirst() { words.append("") }
            return words
        }
        let bytes = UnsafeRawBufferPointer(start: first, count: Int(offsets[offsets.count - 1])).assumingMemoryBound(
            to: UInt8.self)
        let begin = Int(offsets[0])
        let all = UnsafeBufferPointer(rebasing: bytes[begin...])
        if ForeignText.isASCII(all) {
            words.bytes = Array(all)
            words.places = offsets.map { Int($0) - begin }
        } else {
            for (start, end) in zip(offsets, offsets.dropFirst()) {
                ForeignText.append(UnsafeBufferPointer(rebasing: bytes[Int(start)..<Int(end)]), to: &words, latin1)
            }
        }
        return words
    }
}
