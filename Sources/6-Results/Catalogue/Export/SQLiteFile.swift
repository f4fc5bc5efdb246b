internal import CSQLite
internal import Files
internal import Tables

/// A table as an SQLite database, for browsing and for SQL: `galaxies`, with indices; `columns` (name, unit, UCD and description
/// of each) and `parameters` (what is known of the whole).
///
/// ```sql
/// SELECT id, p_spiral FROM galaxies WHERE class = 'spiral' AND magnitude < 17 ORDER BY p_spiral DESC LIMIT 10;
/// ```
struct SQLiteFile {
    /// Writes the file, whole or not at all.
    ///
    /// - Parameters:
    ///   - indexed: columns that get an index, where they are there.
    ///   - body: gives the rows.
    /// - Throws: ``WriteError``, and what `body` throws.
    static func write(
        _ path: String, columns: [ColumnInfo], info: TableInfo, indexed: [String],
        _ body: (_ write: (Table) throws -> Void) throws -> Void
    ) throws {
        try AtomicFile.replace(path) { temporary in
            let file = try SQLiteFile(temporary, path: path)
            defer { sqlite3_close(file.handle) }
            // It is a new file that is thrown away where it is not finished.
            try file.run("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE")
            // Few calls of the system, and indices that are sorted in pieces of that size, by a second thread.
            try file.run("PRAGMA page_size=16384; PRAGMA cache_size=-65536; PRAGMA threads=1; BEGIN")
            let declared = columns.map { "\(name($0.name)) \(type($0.type))" }.joined(separator: ", ")
            try file.run("CREATE TABLE galaxies (\(declared))")
            let insert = try file.prepare(
                "INSERT INTO galaxies VALUES (\(columns.map { _ in "?" }.joined(separator: ",")))")
            defer { sqlite3_finalize(insert) }
            try body { try file.add($0, insert) }
            try file.list(
                "columns", ["name", "unit", "ucd", "description"],
                columns.map { [$0.name, $0.unit, $0.ucd, $0.description] })
            try file.list(
                "parameters", ["name", "value", "description"],
                info.parameters.map { [$0.name, $0.value, $0.description] })
            for column in indexed where columns.contains(where: { $0.name == column }) {
                try file.run("CREATE INDEX \(name("galaxies by " + column)) ON galaxies (\(name(column)))")
            }
            try file.run("COMMIT")
        }
    }

    private let handle: OpaquePointer
    private let path: String

    private init(_ temporary: String, path: String) throws {
        self.path = path
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(temporary, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil)
        guard code == SQLITE_OK, let opened else {
            sqlite3_close(opened)
            throw WriteError(path: path, reason: String(cString: sqlite3_errstr(code)))
        }
        handle = opened
    }

    private func run(_ sql: String) throws { try check(sqlite3_exec(handle, sql, nil, nil, nil)) }

    private func prepare(_ sql: String) throws -> OpaquePointer {
        var statement: OpaquePointer?
        try check(sqlite3_prepare_v2(handle, sql, -1, &statement, nil))
        guard let statement else { throw WriteError(path: path, reason: "SQLite prepares nothing") }
        return statement
    }

    private func check(_ code: Int32) throws {
        guard code != SQLITE_OK, code != SQLITE_DONE, code != SQLITE_ROW else { return }
        throw WriteError(
            path: path, reason: "SQLite: \(String(cString: sqlite3_errmsg(handle)))",
            remedy: code == SQLITE_FULL ? "Free some space on that disk, or write somewhere else" : nil)
    }

    /// Adds rows; missing cells are NULL.
    private func add(_ table: Table, _ insert: OpaquePointer) throws {
        for start in stride(from: 0, to: table.rowCount, by: SQLiteRows.most) {
            let rows = SQLiteRows(table, start..<min(start + SQLiteRows.most, table.rowCount))
            // SQLite reads the texts where they lie.
            try withExtendedLifetime(rows) {
                for row in 0..<rows.count {
                    // Not checked one by one: a binding fails for want of memory alone, and then the step does too.
                    rows.bind(row, to: insert)
                    try check(sqlite3_step(insert))
                    try check(sqlite3_reset(insert))
                }
            }
        }
    }

    private func bind(_ text: String, _ statement: OpaquePointer, _ number: Int32) throws {
        // SQLite copies the text before the call returns (SQLITE_TRANSIENT).
        let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        var text = text
        try text.withUTF8 { bytes in
            try bytes.withMemoryRebound(to: CChar.self) {
                try check(sqlite3_bind_text(statement, number, $0.baseAddress, Int32($0.count), copies))
            }
        }
    }

    /// Makes a table of texts.
    private func list(_ table: String, _ columns: [String], _ rows: [[String?]]) throws {
        try run("CREATE TABLE \(table) (\(columns.map { "\(Self.name($0)) TEXT" }.joined(separator: ", ")))")
        let insert = try prepare("INSERT INTO \(table) VALUES (\(columns.map { _ in "?" }.joined(separator: ",")))")
        defer { sqlite3_finalize(insert) }
        for row in rows {
            for (place, text) in row.enumerated() {
                guard let text else {
                    try check(sqlite3_bind_null(insert, Int32(place + 1)))
                    continue
                }
                try bind(text, insert, Int32(place + 1))
            }
            try check(sqlite3_step(insert))
            try check(sqlite3_reset(insert))
        }
    }

    private static func name(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }

    private static func type(_ type: ColumnType) -> String {
        switch type {
        case .boolean, .int32, .int64: "INTEGER"
        case .float, .double: "REAL"
        case .string: "TEXT"
        }
    }
}
