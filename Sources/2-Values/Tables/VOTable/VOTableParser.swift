internal import Files

/// Reads one TABLE of a VOTable that is fed in pieces: first its fields, then row by row into columns.
final class VOTableParser: XMLHandler {
    /// Where the parser stands.
    private enum Place {
        case beforeTable, header, data, tableData, binary, afterTable
    }

    /// Whose description or null value is being read.
    private enum Owner {
        case other, table, field, parameter
    }

    private let path: String
    /// Name, ID or number (1 is the first) of the table wanted; nil for the first.
    private let tableName: String?
    /// Columns wanted, in order; nil for all.
    private let wanted: [String]?
    private var xml: XMLPushParser?
    private var place = Place.beforeTable
    private var owner = Owner.other
    private var isFed = false
    private var isRootSeen = false
    private(set) var fields: [VOTableField] = []
    private var columns = VOTableColumns()
    private var binary: VOTableBinary?
    /// Text of the element that is being read, where it matters.
    private var text: [UInt8] = []
    private var isTextWanted = false
    private var status = VOTableStatus()
    private var about = VOTableInfo()
    private var frames = VOTableFrames()
    private var cell = 0
    private var takenRows = 0
    private var rowsInHand = 0
    private var declaredRows: Int?
    private(set) var isHeaderRead = false
    private(set) var tableNames: [String] = []

    init(path: String, table: String? = nil, columns: [String]? = nil) throws {
        self.path = path
        tableName = table
        wanted = columns
        xml = try XMLPushParser(path: path, handler: self)
    }

    /// The columns that are read; empty before the header is.
    var infos: [ColumnInfo] { columns.infos }
    /// What is known of the table; complete when its header is read.
    var info: TableInfo { about.table }
    /// Number of rows that the TABLE says it has.
    var rowCount: Int? { declaredRows }
    /// Rows read and not taken yet.
    var rowsReady: Int { rowsInHand }

    /// Reads on. Throws ``InputError``.
    func feed(_ bytes: UnsafeRawBufferPointer) throws {
        isFed = true
        try xml?.feed(bytes)
    }

    /// Ends the document. Throws ``InputError`` when it is not complete or has no such table.
    func finish() throws {
        guard isFed else {
            throw InputError(file: path, problem: "the file is empty", remedy: "Fetch or write it again")
        }
        try xml?.finish()
        guard !isHeaderRead else { return status.tell(path: path, rows: takenRows + rowsInHand) }
        if let words = status.coneError { throw VOTableStatus.error(words, path: path) }
        guard let tableName, !tableNames.isEmpty else {
            throw InputError(file: path, problem: "this VOTable has no TABLE", remedy: "Ask the service for a table")
        }
        throw InputError(
            file: path, problem: "there is no table '\(tableName)'",
            remedy: "The tables are: " + tableNames.joined(separator: ", "))
    }

    /// The rows that were read since the last call.
    func take() -> Table {
        let firstRow = takenRows + 1
        let rows = rowsInHand
        takenRows += rows
        rowsInHand = 0
        // The row that is being read has cells already.
        return Table(columns: columns.take(rows), path: path, firstRow: firstRow)
    }

    // MARK: - XML

    func start(_ element: XMLStart) throws {
        if place == .tableData {
            if element.name == "TD" { return try beginCell(element) }
            if element.name == "TR" { cell = 0 }
            return
        }
        guard isRootSeen else {
            isRootSeen = true
            guard element.name == "VOTABLE" else {
                throw InputError(
                    file: path, problem: "this is no VOTable: its first element is '\(element.name.text)'",
                    remedy: "If it came from a service, read what it says: it may be an error page")
            }
            return
        }
        status.start(element)
        if !isHeaderRead {
            about.start(element)
            frames.start(element)
        }
        if status.isErrorRead { return want(text: true) }
        switch place {
        case .header: try startInHeader(element)
        case .data: try startData(element)
        default: if element.name == "TABLE" { startTable(element) }
        }
    }

    func end(_ name: XMLName) throws {
        if status.isErrorRead, name == "INFO" {
            throw VOTableStatus.error(String(decoding: text, as: UTF8.self), path: path)
        }
        switch place {
        case .tableData:
            if name == "TD" { return try endCell() }
            if name == "TR" { return try endRow() }
            if name == "TABLEDATA" { place = .data }
        case .binary:
            guard name == "STREAM" else { return }
            rowsInHand += try binary?.finish(into: &columns, row: takenRows + rowsInHand + 1) ?? 0
            want(text: false)
            place = .data
        case .header, .data: try endInTable(name)
        case .beforeTable, .afterTable: status.end(name)
        }
        if !isHeaderRead { about.end(name) }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        guard isTextWanted else { return }
        guard place == .binary else { return text.append(contentsOf: bytes) }
        rowsInHand +=
            try binary?.decode(bytes, into: &columns, row: takenRows + rowsInHand + 1, line: xml?.line ?? 0) ?? 0
    }

    private func want(text isWanted: Bool) {
        text.removeAll(keepingCapacity: true)
        isTextWanted = isWanted
    }

    // MARK: - Header

    private func startTable(_ element: XMLStart) {
        guard place == .beforeTable else { return }
        let names = [element.attribute("name"), element.attribute("ID")].compactMap { $0 }
        tableNames.append(names.first ?? "number \(tableNames.count + 1)")
        guard tableName.map({ names.contains($0) || Int($0) == tableNames.count }) ?? true else { return }
        place = .header
        owner = .table
        status.startTable()
        about.startTable(element)
        declaredRows = element.attribute("nrows").flatMap { Int(trimmed($0)) }
    }

    private func startInHeader(_ element: XMLStart) throws {
        if element.name == "FIELD" {
            fields.append(try VOTableField(element, number: fields.count + 1, path: path))
            owner = .field
        } else if element.name == "PARAM" || element.name == "GROUP" {
            owner = .parameter
        } else if element.name == "VALUES", owner == .field {
            fields[fields.count - 1].null = element.attribute("null")
        } else if element.name == "DESCRIPTION" {
            want(text: owner == .field || about.wantsDescription)
        } else if element.name == "DATA" {
            try endHeader()
            place = .data
        }
    }

    private func endInTable(_ name: XMLName) throws {
        if name == "DESCRIPTION", isTextWanted {
            let words = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace)
            want(text: false)
            guard !words.isEmpty else { return }
            let description = words.joined(separator: " ")
            if owner == .field {
                fields[fields.count - 1].description = description
            } else {
                about.describe(parameter: owner == .parameter, description)
            }
        } else if name == "FIELD" || name == "PARAM" || name == "GROUP" {
            owner = .table
        } else if name == "TABLE" {
            try endHeader()
            place = .afterTable
            let rows = takenRows + rowsInHand
            guard declaredRows ?? rows == rows else {
                throw InputError(
                    file: path, problem: "the TABLE says that it has \(declaredRows ?? 0) rows, and has \(rows)",
                    remedy: "Fetch or write the file again: rows were lost")
            }
        }
    }

    /// All fields are known: chooses the columns.
    private func endHeader() throws {
        guard !isHeaderRead else { return }
        isHeaderRead = true
        for index in fields.indices { fields[index].frame = frames.frame(of: fields[index]) }
        columns = try VOTableColumns(fields, wanted: wanted, path: path)
    }

    // MARK: - Data

    private func startData(_ element: XMLStart) throws {
        if element.name == "TABLEDATA" {
            place = .tableData
        } else if element.name == "BINARY" || element.name == "BINARY2" {
            binary = VOTableBinary(fields, hasFlags: element.name == "BINARY2", path: path)
        } else if element.name == "STREAM", binary != nil {
            guard element.attribute("href") == nil else {
                throw InputError(
                    file: path, problem: "its data are not in the file but at '\(element.attribute("href") ?? "")'",
                    remedy: "Convert it with the data in it, for instance: stilts tcopy")
            }
            let encoding = element.attribute("encoding") ?? "none"
            guard encoding == "base64" else { throw unknown(encoding: "the STREAM is of the encoding '\(encoding)'") }
            want(text: true)
            place = .binary
        } else if element.name == "INFO" || element.name == "MIN" || element.name == "MAX" {
            return
        } else {
            throw unknown(encoding: "the data are of the encoding '\(element.name.text)'")
        }
    }

    private func unknown(encoding problem: String) -> InputError {
        InputError(
            file: path, problem: problem + ", which is not known here",
            remedy:
                "Known are TABLEDATA, and BINARY and BINARY2 with a base64 stream; convert it, for instance: stilts tcopy"
        )
    }

    private func beginCell(_ element: XMLStart) throws {
        guard cell < fields.count else {
            throw InputError(
                file: path, row: takenRows + rowsInHand + 1,
                problem: "the row has more cells than there are fields (\(fields.count))", remedy: "Correct the row")
        }
        if let encoding = element.attribute("encoding") {
            throw unknown(encoding: "a TD is of the encoding '\(encoding)'")
        }
        want(text: columns.isWanted[cell])
    }

    private func endCell() throws {
        defer { cell += 1 }
        guard columns.isWanted[cell] else { return }
        isTextWanted = false
        do throws(VOTableColumn.Unreadable) {
            try text.withUnsafeBufferPointer { bytes throws(VOTableColumn.Unreadable) in
                try columns.append(bytes, field: cell)
            }
        } catch {
            throw InputError(
                file: path, row: takenRows + rowsInHand + 1, column: fields[cell].name, problem: error.problem,
                remedy: "Correct the cell, or leave it empty where the value is not known")
        }
    }

    private func endRow() throws {
        guard cell == fields.count else {
            throw InputError(
                file: path, row: takenRows + rowsInHand + 1,
                problem: "the row has \(cell) cells, and there are \(fields.count) fields", remedy: "Correct the row")
        }
        rowsInHand += 1
    }
}
