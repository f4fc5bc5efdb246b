internal import Files
internal import Synchronization

/// What a CSV file was found to hold when all of it was looked at. It is kept for the life of the process, so that the next
/// reader of the same file need not look again.
struct CSVTyping: Sendable {
    /// Kinds of the cells of each column; nil where nobody has looked.
    private(set) var kinds: [CellText.Kinds?]
    private(set) var rowCount: Int?

    private struct Memory {
        var typings: [FileState: CSVTyping] = [:]
        /// The files in the order in which they came.
        var order: [FileState] = []
    }

    private static let memory = Mutex(Memory())
    private static let mostFiles = 64

    /// What is known of a file already.
    ///
    /// - Parameters:
    ///   - state: of the file; nil knows nothing.
    ///   - columns: number of its columns.
    init(of state: FileState?, columns: Int) {
        let known = state.flatMap { state in Self.memory.withLock { $0.typings[state] } }
        kinds = known?.kinds ?? [CellText.Kinds?](repeating: nil, count: columns)
        rowCount = known?.rowCount
    }

    /// Adds what a pass over the whole file has found, and remembers it.
    ///
    /// - Parameters:
    ///   - found: kinds of the cells of each column; nil where the pass has not looked.
    ///   - rows: that it has seen.
    mutating func add(_ found: [CellText.Kinds?], rows: Int, of state: FileState?) {
        for (index, kinds) in found.enumerated() { self.kinds[index] = kinds ?? self.kinds[index] }
        rowCount = rows
        guard let state else { return }
        let typing = self
        Self.memory.withLock { memory in
            if memory.typings.updateValue(typing, forKey: state) == nil { memory.order.append(state) }
            if memory.order.count > Self.mostFiles { memory.typings[memory.order.removeFirst()] = nil }
        }
    }

    /// True when cells of these kinds, in a column that is known, ask for the type that it has.
    func fits(_ found: CellText.Kinds, column: Int) -> Bool {
        guard let known = kinds[column] else { return true }
        return known.union(found).type == known.type
    }
}
