internal import Files
internal import Process

/// Columns of identifiers whose digits are kept, whatever a table has made of them.
///
/// In CSV `5.1` and `5.10` are two identifiers: such columns stay text. Where every cell of a column is a whole number that
/// was written as floating point (`587722981742084144.0`, `5.877e+17`, doubles of Parquet and FITS), the cells become the
/// whole numbers that they mean. Above 2⁵³ a double has lost digits, which a `Notice` tells.
struct IdentifierDigits {
    /// Columns that must be read as they are written.
    private(set) var literal: [String] = []
    /// For some columns, by name, the type that the whole numbers in them get.
    private var whole: [String: ColumnType] = [:]

    /// Looks at the cells of columns that may have to change: most often one cell decides.
    ///
    /// - Parameters:
    ///   - names: of the columns; names that are not there are ignored.
    ///   - columns: what is read of the file.
    ///   - beginning: its first rows; nil where it has none.
    init(_ names: [String], in columns: [ColumnInfo], of path: String, beginning: Table?) throws {
        let header = columns.map(\.name)
        for index in Set(names.compactMap { ColumnNames.index(of: $0, in: header) }).sorted() {
            let info = columns[index]
            guard info.type == .string || info.type.isFloatingPoint else { continue }
            if info.type == .string, let first = beginning?.columns[index],
                let row = (0..<first.count).first(where: first.hasValue), WholeNumbers.number(first, row) == nil
            {
                continue
            }
            let reader = try TableFile.reader(path, columns: [info.name], text: [info.name])
            if reader.columns[0].type != info.type { literal.append(info.name) }
            var found = WholeNumbers()
            while found.areAll, let batch = try reader.next(1 << 14) { found.add(batch.columns[0]) }
            guard found.areAll, found.count > 0 else { continue }
            whole[info.name] = info.type == .string || !found.fitInt64 ? .string : .int64
            if found.haveLostDigits {
                Notice.report(
                    "\(path), column '\(info.name)': these identifiers came as floating point, which has no room for "
                        + "all their digits, so that some may be wrong. Write them as whole numbers or as text.")
            }
        }
    }

    /// The column as it is given on.
    func info(_ info: ColumnInfo) -> ColumnInfo {
        ColumnInfo(
            info.name, whole[info.name] ?? info.type, unit: info.unit, ucd: info.ucd, description: info.description)
    }

    /// The table with these columns in their own digits.
    func applied(to table: Table) -> Table {
        whole.reduce(table) { table, entry in
            guard let column = table.column(entry.key), column.name == entry.key else { return table }
            let digits = (0..<column.count).map { WholeNumbers.number(column, $0)?.digits ?? "" }
            guard entry.value == .int64 else { return table.setting(Column(info(column.info), .string(digits))) }
            return table.setting(
                Column(info(column.info), .int64(digits.map { Int64($0) ?? 0 }), isMissing: digits.map(\.isEmpty)))
        }
    }
}

/// What is known of cells that may be whole numbers in floating point.
private struct WholeNumbers {
    /// Whether all cells so far are; missing ones do not count.
    var areAll = true
    var count = 0
    var fitInt64 = true
    /// Whether some number is so large that floating point rounds it, and none has digits that only text can have.
    var haveLostDigits: Bool { isLarge && areDoubles }
    private var isLarge = false
    private var areDoubles = true

    mutating func add(_ column: Column) {
        let limit: Double = column.type == .float ? 0x1p24 : 0x1p53
        for row in 0..<column.count where column.hasValue(row) {
            guard let number = Self.number(column, row) else {
                areAll = false
                return
            }
            count += 1
            if Int64(number.digits) == nil { fitInt64 = false }
            guard let value = Double(number.digits), abs(value) > limit else { continue }
            isLarge = true
            if !number.isDouble { areDoubles = false }
        }
    }

    /// The digits of a cell that is a whole number in floating point, and whether a double has them all; nil of another.
    static func number(_ column: Column, _ row: Int) -> (digits: String, isDouble: Bool)? {
        guard column.hasValue(row) else { return nil }
        guard case .text(let cells) = column.values else {
            return column.double(row).flatMap(digits).map { ($0, true) }
        }
        let text = trimmed(cells[row])
        guard let first = text.utf8.first, first < 58, let value = Double(text), value.isFinite else { return nil }
        if let point = text.firstIndex(of: "."), text[point...].dropFirst().allSatisfy({ $0 == "0" }) {
            let whole = String(text[..<point])
            guard let number = whole.first == "-" ? Int64(whole).map({ "\($0)" }) : UInt64(whole).map({ "\($0)" }),
                number == whole
            else { return nil }
            return (whole, digits(value) == whole)
        }
        guard text.contains(where: { $0 == "e" || $0 == "E" }) else { return nil }
        return digits(value).map { ($0, true) }
    }

    private static func digits(_ value: Double) -> String? {
        Int64(exactly: value).map { "\($0)" } ?? UInt64(exactly: value).map { "\($0)" }
    }
}

extension TableFile {
    /// As ``read(_:columns:text:)``, with the digits of identifiers kept; see ``IdentifierDigits``.
    ///
    /// - Parameter identifiers: given the names of all columns, those of identifiers.
    package static func read(
        _ path: String, columns: [String]? = nil, text: [String] = [], identifiers: ([String]) -> [String]
    ) throws -> Table {
        let table = try read(path, columns: columns, text: text)
        let names = identifiers(table.columns.map(\.name))
        let digits = try IdentifierDigits(names, in: table.columns.map(\.info), of: path, beginning: table)
        if digits.literal.isEmpty { return digits.applied(to: table) }
        return digits.applied(to: try read(path, columns: columns, text: text + digits.literal))
    }

    /// As ``reader(_:columns:text:)``, with the digits of identifiers kept; see ``IdentifierDigits``.
    ///
    /// - Parameter identifiers: given the names of all columns, those of identifiers.
    package static func reader(
        _ path: String, columns: [String]? = nil, text: [String] = [], identifiers: ([String]) -> [String]
    ) throws -> any TableReader {
        let first = try reader(path, columns: columns, text: text)
        let names = identifiers(first.columns.map(\.name))
        let beginning = try first.next(64)
        let digits = try IdentifierDigits(names, in: first.columns, of: path, beginning: beginning)
        if digits.literal.isEmpty { return IdentifierReader(first, digits, given: beginning) }
        return IdentifierReader(
            try reader(path, columns: columns, text: text + digits.literal), digits, given: nil)
    }
}

/// Gives the rows of another reader with the digits of their identifiers.
private final class IdentifierReader: TableReader {
    private let reader: any TableReader
    private let digits: IdentifierDigits
    let columns: [ColumnInfo]
    /// Rows that the reader has given already.
    private var given: Table?

    init(_ reader: any TableReader, _ digits: IdentifierDigits, given: Table?) {
        self.reader = reader
        self.digits = digits
        self.given = given
        columns = reader.columns.map(digits.info)
    }

    var path: String { reader.path }
    var info: TableInfo { reader.info }
    var rowCount: Int? { reader.rowCount }

    func next(_ maximumRows: Int) throws -> Table? {
        guard let table = given else { return try reader.next(maximumRows).map(digits.applied) }
        given = table.rowCount > maximumRows ? table.sliced(maximumRows..<table.rowCount) : nil
        return digits.applied(to: table.rowCount > maximumRows ? table.sliced(0..<maximumRows) : table)
    }
}
