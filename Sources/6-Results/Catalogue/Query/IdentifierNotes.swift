internal import Synchronization
internal import Tables

/// What the index of identifiers says of cells that this process has made: they need not be read again for it. So many rows
/// are kept as are sorted at a time.
final class IdentifierNotes: Sendable {
    private struct Kept {
        var rows = 0
        var entries: [CatalogueCell: [IdentifierIndex.Entry]] = [:]
    }

    private let mostRows: Int
    private let kept = Mutex(Kept())

    /// - Parameter mostRows: that are kept, 16 bytes each.
    init(mostRows: Int) { self.mostRows = mostRows }

    /// Notes a cell that is whole.
    func note(_ cell: CatalogueCell, ids: Texts, pixels: [Int64]) {
        let entries = IdentifierIndex.entries(ids, pixels)
        kept.withLock { kept in
            guard kept.rows + entries.count <= mostRows else { return }
            kept.rows += entries.count
            kept.entries[cell] = entries
        }
    }

    /// Entries of a cell's rows, along the curve; nil where it was not made here.
    func entries(of cell: CatalogueCell) -> [IdentifierIndex.Entry]? { kept.withLock { $0.entries[cell] } }
}
