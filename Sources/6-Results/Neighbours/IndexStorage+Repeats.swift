extension IndexStorage {
    /// The first row that has a row's vector; itself where there is none before.
    func first(of row: Int32) -> Int32 {
        let pairs = words(layout.repeatsByLater)
        let place = Self.place(of: row, in: pairs)
        return place < layout.repeats && pairs[2 * place] == row ? clamped(pairs[2 * place + 1]) : row
    }

    /// Later rows that have the vector of a first one.
    func later(than first: Int32) -> [Int32] {
        let pairs = words(layout.repeatsByFirst)
        var place = Self.place(of: first, in: pairs)
        var rows: [Int32] = []
        while place < layout.repeats, pairs[2 * place] == first {
            rows.append(clamped(pairs[2 * place + 1]))
            place += 1
        }
        return rows
    }

    /// Whether a row is a node that others are linked with.
    func isNode(_ row: Int) -> Bool {
        layers[0].links[row * layers[0].degree] >= 0
            || layout.nodes == 1 && words(layout.upperRows).first == Int32(row)
    }

    /// A damaged file may say anything.
    private func clamped(_ row: Int32) -> Int32 { min(max(row, 0), Int32(layout.rows - 1)) }

    /// The first pair that does not begin with less.
    private static func place(of row: Int32, in pairs: UnsafeMutableBufferPointer<Int32>) -> Int {
        var (low, high) = (0, pairs.count / 2)
        while low < high {
            let middle = (low + high) / 2
            if pairs[2 * middle] < row { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
