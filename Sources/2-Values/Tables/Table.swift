internal import Files

/// A table in memory, or a batch of the rows of one: named columns of equal length, in order.
///
/// Names are looked up without regard to case, an exact match first: `ra` finds `RA`; where both `g` and `G` exist each
/// is found by its own spelling only.
///
/// ```swift
/// let table = Table(columns: [Column("id", .int64([7, 8])), Column("mag_r", .float([17.2, .nan]), unit: "mag")])
/// table.column("MAG_R")?.hasValue(1)  // false: missing
/// try TableFile.write(table, to: "two.vot")
/// ```
public struct Table: Sendable, Equatable {
    /// The columns, in order of the file.
    public private(set) var columns: [Column]
    /// Number of rows.
    public let rowCount: Int
    /// The file that the table came from, for messages.
    public let path: String?
    /// Number of its first row in that file, for messages: 1 unless this is a later batch.
    public let firstRow: Int
    /// What is known of the table as a whole. Batches have none: see ``TableReader/info``.
    public var info: TableInfo
    /// A vector for each row, of a Parquet file that is read with them (``ParquetGroups``); they follow the rows.
    package var vectors: RowVectors? {
        didSet { precondition(vectors.map { $0.count == rowCount } ?? true, "there is not a vector for each row") }
    }

    /// - Parameters:
    ///   - columns: columns of equal length, each name once; anything else traps.
    ///   - path: the file that the table came from, for messages.
    ///   - firstRow: number of its first row in that file.
    ///   - info: what is known of the table as a whole.
    public init(columns: [Column], path: String? = nil, firstRow: Int = 1, info: TableInfo = TableInfo()) {
        let rowCount = columns.first?.count ?? 0
        for column in columns {
            precondition(
                column.count == rowCount,
                "column '\(column.name)' has \(column.count) rows, the first column \(rowCount)")
        }
        precondition(Set(columns.map(\.name)).count == columns.count, "two columns have one name")
        self.columns = columns
        self.rowCount = rowCount
        self.path = path
        self.firstRow = firstRow
        self.info = info
    }

    /// A table of text from its rows.
    ///
    /// - Parameters:
    ///   - names: names of the columns, each once, or it traps.
    ///   - rows: cells of each row, as many as there are columns, or it traps; an empty one is missing.
    public init(names: [String], rows: [[String]], path: String? = nil) {
        precondition(rows.allSatisfy { $0.count == names.count }, "each row has a cell for each of \(names)")
        self.init(
            columns: names.enumerated().map { number, name in Column(name, .string(rows.map { $0[number] })) },
            path: path)
    }

    /// The column called `name`, or nil when there is none or only several that differ in case.
    public func column(_ name: String) -> Column? {
        ColumnNames.index(of: name, in: columns.lazy.map(\.name)).map { columns[$0] }
    }

    /// The first column that exists of `names`.
    ///
    /// Throws ``InputError`` that lists the columns there are.
    public func requiredColumn(_ names: String...) throws -> Column {
        for name in names {
            if let column = column(name) { return column }
        }
        throw ColumnNames.missing(names, in: columns.map(\.name), path: path)
    }

    /// The table with one more column, or with the column of that very name replaced.
    public func setting(_ column: Column) -> Table {
        var columns = columns
        if let index = columns.firstIndex(where: { $0.name == column.name }) {
            columns[index] = column
        } else {
            columns.append(column)
        }
        return Table(columns: columns, path: path, firstRow: firstRow, info: info).with(vectors)
    }

    /// The table with only the rows given, in the order given (0 is the first row); a row may come more than once, and a
    /// negative one gives a row of missing cells. Messages about it count rows from 1.
    public func gathered(_ rows: [Int]) -> Table {
        Table(columns: columns.map { $0.gathered(rows) }, path: path, info: info).with(vectors?.gathered(rows))
    }

    /// The table with only the rows given; see ``gathered(_:)-([Int])``.
    public func gathered(_ rows: [Int32]) -> Table {
        Table(columns: columns.map { $0.gathered(rows) }, path: path, info: info).with(vectors?.gathered(rows))
    }

    /// A stretch of rows; messages about it count rows as in the whole.
    public func sliced(_ rows: Range<Int>) -> Table {
        Table(columns: columns.map { $0.sliced(rows) }, path: path, firstRow: firstRow + rows.lowerBound, info: info)
            .with(vectors?.sliced(rows))
    }

    private func with(_ vectors: RowVectors?) -> Table {
        var table = self
        table.vectors = vectors
        return table
    }
}
