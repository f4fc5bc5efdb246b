internal import Files
internal import Synchronization

/// What a CSV file was found to hold when all of it was looked at. It is kept for the life of the process, so that the next
/// reader of the same file need not look again.
struct CSVTyping: Sendable {
    /// Kinds of the cells of each column; nil where nobody has looked.
    private(set) var kinds: [CellText.Kinds?]
    private(set) var rowCount: Int?

    private struct Memory {
        var typings: [FileIdentity: CSVTyping] = [:]
        /// The files in the order in which they came.
        var order: [FileIdentity] = []
    }

    private static let memory = Mutex(Memory())
    private static let mostFiles = 64

    /// What is known of a file already.
    ///
    /// - Parameters:
    ///   - identity: of the file; nil knows nothing.
    ///   - columns: number of its columns.
    init(of identity: FileIdentity?, columns: Int) {
        let known = identity.flatMap { identity in Self.memory.withLock { $0.typings[identity] } }
        kinds = known?.kinds ?? [CellText.Kinds?](repeating: nil, count: columns)
        rowCount = known?.rowCount
    }

    /// Adds what a pass over the whole file has found, and remembers it.
    ///
    /// - Parameters:
    ///   - found: kinds of the cells of each column; nil where the pass has not looked.
    ///   - rows: that it has seen.
    mutating func add(_ found: [CellText.Kinds?], rows: Int, of identity: FileIdentity?) {
        for (index, kinds) in found.enumerated() { self.kinds[index] = kinds ?? self.kinds[index] }
        rowCount = rows
        guard let identity else { return }
        let typing = self
        Self.memory.withLock { memory in
            if memory.typings.updateValue(typing, forKey: identity) == nil { memory.order.append(identity) }
            if memory.order.count > Self.mostFiles { memory.typings[memory.order.removeFirst()] = nil }
        }
    }

    /// True when cells of these kinds, in a column that is known, ask for the type that it has.
    func fits(_ found: CellText.Kinds, column: Int) -> Bool {
        guard let known = kinds[column] else { return true }
        return known.union(found).type == known.type
    }

    /// The error for a file that is another than before.
    static func changed(_ path: String) -> InputError {
        InputError(
            file: path, problem: "the file was changed while it was read",
            remedy: "Something else changes it: run again when that is done")
    }
}
