internal import Files

/// Comma-separated values: RFC 4180 in UTF-8, plain or gzip.
enum CSVFormat: TableFileFormat {
    static let extensions = [".csv", ".csv.gz"]

    static func reader(_ path: String, columns: [String]?, text: [String]) throws -> any TableReader {
        let reader = try CSVReader(path)
        let chosen = try ColumnNames.indices(of: columns, in: reader.header, path: path)
        let kept = Set(text.compactMap { ColumnNames.index(of: $0, in: reader.header) })
        var cells = [[String]](repeating: [], count: chosen.count)
        while try reader.advance() {
            for (position, index) in chosen.enumerated() { cells[position].append(try reader.cell(index)) }
        }
        let table = Table(
            columns: zip(chosen, cells).map { index, cells in
                column(reader.header[index], cells, isText: kept.contains(index))
            }, path: path)
        return CSVTableReader(table, path: path)
    }

    private static func column(_ name: String, _ cells: [String], isText: Bool) -> Column {
        var kinds: CellText.Kinds = isText ? .text : []
        for cell in cells {
            var cell = cell
            cell.withUTF8 { kinds.formUnion(CellText.kind($0)) }
        }
        func read<Value>(_ convert: (UnsafeBufferPointer<UInt8>) -> Value) -> [Value] {
            cells.map {
                var cell = $0
                return cell.withUTF8(convert)
            }
        }
        switch kinds.type {
        case .boolean:
            let values = read(CellText.boolean)
            return Column(name, .boolean(values.map { $0 ?? false }), isMissing: values.map { $0 == nil })
        case .int64:
            let values = read(CellText.integer)
            return Column(name, .int64(values.map { $0 ?? 0 }), isMissing: values.map { $0 == nil })
        case .double: return Column(name, .double(read(CellText.double)))
        default: return Column(name, .string(cells))
        }
    }

    static func write(
        _ path: String, columns: [ColumnInfo], _ body: (any TableWriter) throws -> Void
    ) throws {
        try AtomicFile.write(path, compression: path.lowercased().hasSuffix(".gz") ? .gzip : .none) { sink in
            let writer = CSVTableWriter(columns)
            try writer.writeHeader(to: &sink)
            try withoutActuallyEscaping(body) { try $0(writer) }
            try writer.drain(into: &sink)
        }
    }
}

final class CSVTableReader: TableReader {
    let path: String
    let table: Table
    var row = 0
    var columns: [ColumnInfo] { table.columns.map(\.info) }
    var rowCount: Int? { table.rowCount }

    init(_ table: Table, path: String) {
        self.table = table
        self.path = path
    }

    func next(_ maximumRows: Int) throws -> Table? {
        guard row < table.rowCount else { return nil }
        let rows = row..<min(row + maximumRows, table.rowCount)
        row = rows.upperBound
        return table.sliced(rows)
    }
}

final class CSVTableWriter: TableWriter {
    let columns: [ColumnInfo]
    var batches: [Table] = []

    init(_ columns: [ColumnInfo]) { self.columns = columns }

    func write(_ batch: Table) throws {
        checkColumns(of: batch, declared: columns)
        batches.append(batch)
    }

    func writeHeader(to sink: inout FileSink) throws {
        var writer = CSVWriter(columnCount: columns.count)
        try writer.write(columns.map(\.name), to: &sink)
    }

    func drain(into sink: inout FileSink) throws {
        var writer = CSVWriter(columnCount: columns.count)
        for batch in batches {
            for row in 0..<batch.rowCount { try writer.write(batch.columns.map { $0.text(row) }, to: &sink) }
        }
    }
}
