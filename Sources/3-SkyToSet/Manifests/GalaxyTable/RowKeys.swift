internal import Files
internal import Tables
internal import Workers

/// 64-bit keys of the galaxies of a table, to find those that are listed twice for one survey: 8 bytes a row.
struct RowKeys {
    private var keys: [UInt64] = []

    mutating func add(_ batch: GalaxyTable.Batch) {
        let surveys = batch.surveys
        // Surveys come in long runs.
        var last: (name: String, folded: [UInt8])?
        batch.ids.withUTF8 { ids in
            for row in 0..<ids.count {
                guard let name = surveys?[row] else {
                    keys.append(Self.key(ids[row], nil))
                    continue
                }
                if last?.name != name { last = (name, Self.folded(name)) }
                keys.append(Self.key(ids[row], last?.folded))
            }
        }
    }

    /// The keys that several rows have; some may belong to different galaxies. None are left here.
    mutating func takeRepeated() -> Set<UInt64> {
        keys.withUnsafeMutableBufferPointer { RadixSort.sort($0, bits: 0..<64, parts: Workers.cores) { $0 } }
        var repeated: Set<UInt64> = []
        for (key, next) in zip(keys, keys.dropFirst()) where key == next { repeated.insert(key) }
        keys = []
        return repeated
    }

    static func key(_ batch: GalaxyTable.Batch, _ row: Int) -> UInt64 {
        batch.ids.withUTF8 { key($0[row], batch.surveys?[row].map(folded)) }
    }

    private static func folded(_ survey: String) -> [UInt8] { Array(survey.lowercased().utf8) }

    private static func key(_ id: UnsafeBufferPointer<UInt8>, _ survey: [UInt8]?) -> UInt64 {
        var hash = FNV1a()
        hash.add(id)
        if let survey {
            hash.add(UInt8(0))
            survey.withUnsafeBufferPointer { hash.add($0) }
        }
        return hash.mixed
    }
}
