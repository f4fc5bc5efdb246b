internal import Files

/// 64-bit keys of the galaxies of a table, to find those that are listed twice for one survey: 8 bytes a row.
struct RowKeys {
    private var keys: [UInt64] = []

    mutating func add(_ batch: GalaxyTable.Batch) {
        for row in 0..<batch.count { keys.append(Self.key(batch, row)) }
    }

    /// The keys that several rows have; some may belong to different galaxies. None are left here.
    mutating func takeRepeated() -> Set<UInt64> {
        keys.sort()
        var repeated: Set<UInt64> = []
        for (key, next) in zip(keys, keys.dropFirst()) where key == next { repeated.insert(key) }
        keys = []
        return repeated
    }

    static func key(_ batch: GalaxyTable.Batch, _ row: Int) -> UInt64 {
        var hash = FNV1a()
        hash.add(batch.ids[row].utf8)
        if let survey = batch.surveys?[row] {
            hash.add(CollectionOfOne(0))
            hash.add(survey.lowercased().utf8)
        }
        return hash.mixed
    }
}
