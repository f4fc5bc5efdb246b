internal import Files
internal import Sky
internal import Surveys
internal import Tables

/// How one query looks through cells.
struct CellSearchPlan: Sendable {
    private let query: CatalogueQuery
    private let directory: HATSDirectory
    /// Pixels of order 29 in which a row must lie; nil for any.
    private let coverage: MOC?
    private let id: String?
    private let ids: Set<String>
    /// Columns that are read, and the first of them that are given.
    private let read: [String]
    private let given: [ColumnInfo]
    /// The column whose vectors are given, too; nil for none.
    private let vector: VectorColumn?

    private static let rowsAtATime = 1 << 16

    /// - Parameters:
    ///   - id: name of the column of identifiers.
    ///   - columns: that are given.
    ///   - vector: the column of vectors that are given, too; nil for none.
    init(
        _ query: CatalogueQuery, _ directory: HATSDirectory, _ identifiers: IdentifierIndex?, id: String?,
        columns: [ColumnInfo], vector: VectorColumn?
    ) throws {
        self.vector = vector
        self.query = query
        self.directory = directory
        self.id = id
        ids = Set(query.ids)
        given = columns
        var coverage = query.coverage
        if !ids.isEmpty {
            guard id != nil else {
                throw InputError(file: directory.path, problem: "no column of the catalogue identifies its galaxies")
            }
            if let identifiers {
                let known = MOC(order: 29, pixels: query.ids.flatMap(identifiers.pixels(of:)))
                coverage = coverage.map { $0.intersection(known) } ?? known
            }
        }
        self.coverage = coverage
        var names = columns.map(\.name)
        let needed =
            (coverage == nil ? [] : [directory.pixel])
            + (Self.hasRegion(query) ? [directory.ra, directory.dec] : [])
            + (ids.isEmpty ? [] : [id].compactMap(\.self))
            + query.cuts.map(\.column)
        for name in needed where !names.contains(name) { names.append(name) }
        read = names
    }

    private static func hasRegion(_ query: CatalogueQuery) -> Bool { query.cone != nil || query.box != nil }

    /// Whether rows of a cell may be wanted.
    func mayHold(_ cell: MOCCell) -> Bool { coverage.map { Self.overlaps($0.ranges, cell.range) } ?? true }

    /// Hands over the rows of a cell that are wanted.
    func rows(of cell: MOCCell, _ body: (Table) throws -> Void) throws {
        let reader = try ParquetGroups.reader(directory.file(cell), columns: read, vectors: vector) { mayHold($0) }
        while let batch = try reader.next(Self.rowsAtATime) {
            let rows = try accepted(batch)
            guard !rows.isEmpty else { continue }
            var table = Table(columns: Array(batch.columns[..<given.count]))
            table.vectors = batch.vectors
            try body(rows.count == batch.rowCount ? table : table.gathered(rows))
        }
    }

    private func mayHold(_ group: RowGroup) -> Bool {
        if let coverage, let pixels = group.integers(of: directory.pixel),
            !Self.overlaps(coverage.ranges, Int(pixels.lowerBound)..<Int(pixels.upperBound) + 1)
        {
            return false
        }
        return query.cuts.allSatisfy { cut in
            guard case .number(let value) = cut.value, let range = group.numbers(of: cut.column) else { return true }
            return switch cut.relation {
            case .less: range.lowerBound < value
            case .lessOrEqual: range.lowerBound <= value
            case .greater: range.upperBound > value
            case .greaterOrEqual: range.upperBound >= value
            case .equal: range.contains(value)
            case .notEqual: true
            }
        }
    }

    /// Numbers of the rows that are wanted, rising.
    private func accepted(_ batch: Table) throws -> [Int32] {
        var rows = (0..<Int32(batch.rowCount)).map(\.self)
        if let coverage, case .int64(let pixels) = try batch.requiredColumn(directory.pixel).values {
            rows.removeAll { !Self.contains(coverage.ranges, Int(pixels[Int($0)])) }
        }
        if Self.hasRegion(query), !rows.isEmpty {
            let (ra, dec) = (try batch.requiredColumn(directory.ra), try batch.requiredColumn(directory.dec))
            rows.removeAll { row in
                guard let ra = ra.double(Int(row)), let dec = dec.double(Int(row)),
                    let position = try? SkyCoordinate(ra: Angle(degrees: ra), dec: Angle(degrees: dec))
                else { return true }
                return !query.contains(position)
            }
        }
        if let id, !ids.isEmpty, !rows.isEmpty {
            let column = try batch.requiredColumn(id)
            rows.removeAll { !ids.contains(column.text(Int($0))) }
        }
        for cut in query.cuts where !rows.isEmpty {
            let accepted = try cut.accepted(in: batch)
            rows.removeAll { !accepted[Int($0)] }
        }
        return rows
    }

    /// The place of the first range that ends behind `pixel`.
    private static func place(_ ranges: [Range<Int>], _ pixel: Int) -> Int {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound <= pixel { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func contains(_ ranges: [Range<Int>], _ pixel: Int) -> Bool {
        let place = place(ranges, pixel)
        return place < ranges.count && ranges[place].lowerBound <= pixel
    }

    private static func overlaps(_ ranges: [Range<Int>], _ other: Range<Int>) -> Bool {
        let place = place(ranges, other.lowerBound)
        return place < ranges.count && ranges[place].lowerBound < other.upperBound
    }
}
