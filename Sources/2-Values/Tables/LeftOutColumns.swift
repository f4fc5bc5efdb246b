internal import Process

/// Columns of a file whose cells fit into no table.
enum LeftOutColumns {
    private static let mostNamed = 8

    /// Tells the user which columns of a file are left out when all are read; nothing for none.
    ///
    /// - Parameter columns: name of each, and why.
    static func tell(_ columns: [(name: String, reason: String)], path: String) {
        guard !columns.isEmpty else { return }
        let sorted = columns.sorted { $0.name < $1.name }
        let named = sorted.prefix(mostNamed).map { "'\($0.name)' (\($0.reason))" }.joined(separator: ", ")
        let more = sorted.count > mostNamed ? " and \(sorted.count - mostNamed) more" : ""
        Notice.report("\(path): columns that fit into no table here are left out: \(named)\(more)")
    }
}
