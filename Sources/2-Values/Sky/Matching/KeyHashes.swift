/// Entries by the hashes of their keys, 16 bytes each: candidates for equal keys, which must be compared.
struct KeyHashes {
    private var hashes: [Int] = []
    private var entries: [Int] = []

    /// - Parameter key: of an entry; an empty one is none.
    init(count: Int, key: (Int) -> String) {
        var pairs: [(hash: Int, entry: Int)] = []
        pairs.reserveCapacity(count)
        for entry in 0..<count {
            let key = key(entry)
            if !key.isEmpty { pairs.append((key.hashValue, entry)) }
        }
        pairs.sort { $0 < $1 }
        hashes = pairs.map(\.hash)
        entries = pairs.map(\.entry)
    }

    /// The entries whose keys have the hash of `key`, rising; none for an empty key.
    func entries(of key: String) -> ArraySlice<Int> {
        if key.isEmpty { return [] }
        let hash = key.hashValue
        var (low, high) = (0, hashes.count)
        while low < high {
            let middle = (low + high) / 2
            if hashes[middle] < hash { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < hashes.count && hashes[end] == hash { end += 1 }
        return entries[low..<end]
    }

    /// Calls `body` with the entries of each hash that several have, rising.
    func forEachRepeated(_ body: (ArraySlice<Int>) -> Void) {
        var start = 0
        while start < hashes.count {
            var end = start + 1
            while end < hashes.count && hashes[end] == hashes[start] { end += 1 }
            if end - start > 1 { body(entries[start..<end]) }
            start = end
        }
    }
}
