internal import Files
internal import Workers

/// 64-bit keys of the galaxies of a table, to find those that are listed twice for one survey: 8 bytes a row.
struct RowKeys {
    private var keys: [UInt64] = []

    mutating func add(_ batch: GalaxyTable.Batch) {
        let (ids, surveys) = (batch.ids, batch.surveys)
        for row in ids.indices { keys.append(Self.key(ids[row], surveys?[row])) }
    }

    /// The keys that several rows have; some may belong to different galaxies. None are left here.
    mutating func takeRepeated() -> Set<UInt64> {
        keys.withUnsafeMutableBufferPointer { RadixSort.sort($0, bits: 0..<64, parts: Workers.cores) { $0 } }
        var repeated: Set<UInt64> = []
        for (key, next) in zip(keys, keys.dropFirst()) where key == next { repeated.insert(key) }
        keys = []
        return repeated
    }

    static func key(_ batch: GalaxyTable.Batch, _ row: Int) -> UInt64 { key(batch.ids[row], batch.surveys?[row]) }

    private static func key(_ id: String, _ survey: String?) -> UInt64 {
        var hash = FNV1a()
        hash.add(id.utf8)
        if let survey {
            hash.add(CollectionOfOne(0))
            hash.add(survey.lowercased().utf8)
        }
        return hash.mixed
    }
}
