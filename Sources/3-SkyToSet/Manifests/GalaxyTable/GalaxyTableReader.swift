internal import Files
internal import Sky
public import Tables

extension GalaxyTable {
    /// Reads a table of galaxies in batches.
    ///
    /// Every row is checked as it comes; at the end, whether a galaxy was listed twice. Of the rows before only 8 bytes each
    /// are kept. A file that is changed while it is read stops the reader with an error, also when that looks like a fault
    /// of the table. Belongs to one task at a time.
    ///
    /// ```swift
    /// let reader = try GalaxyTable.Reader("manifest.parquet", needs: GalaxyColumn.needed(by: .classify))
    /// while let batch = try reader.next(16_384) { use(batch.ids, batch.files) }
    /// ```
    public final class Reader {
        public let path: String
        /// All columns of the file, in its order.
        public let columns: [ColumnInfo]
        /// Name of the column of identifiers, as the file spells it; nil where they are joined from several.
        public var idColumn: String? { found.id.within.isEmpty ? found.id.name : nil }
        /// Name of the column of images; nil where the reader was not asked for it.
        public var fileColumn: String? { found.file }
        /// The columns of right ascension and declination, where there are any.
        public var positionColumns: PositionColumns? { found.positions }
        /// Number of rows, where the format says so beforehand.
        public var rowCount: Int? { reader.rowCount }

        let state: FileState
        let found: Columns
        private let reader: any TableReader
        /// nil where repeats are not looked for.
        private var keys: RowKeys?
        private var rowsRead = 0
        private var hasLabel = false
        private let keepsFaulty: Bool
        /// See ``GalaxyTable/Checked/repeats``.
        private(set) var repeats: [Int: Int] = [:]
        private var isAtEnd = false

        /// Opens a table.
        ///
        /// - Parameters:
        ///   - path: a table; its format is told by the ending of its name (`TableFile`).
        ///   - needs: columns that must be there; with ``GalaxyColumn/label`` at least one row must have a label.
        ///   - names: columns that are not to be found by name.
        ///   - carrying: which columns come along.
        ///   - mayRepeat: whether one galaxy may be listed twice for one survey.
        /// - Throws: ``Files/InputError``: no such file, a column that is not there, with those that are.
        public convenience init(
            _ path: String, needs: [GalaxyColumn], names: GalaxyColumnNames = GalaxyColumnNames(),
            carrying: Carrying = .all, mayRepeat: Bool = false
        ) throws {
            try self.init(
                path, needs: needs, names: names, carrying: carrying, checked: nil, looksForRepeats: !mayRepeat,
                keepsFaulty: false)
        }

        init(
            _ path: String, needs: [GalaxyColumn], names: GalaxyColumnNames, carrying: Carrying, checked: FileState?,
            looksForRepeats: Bool, keepsFaulty: Bool, resolvesFiles: Bool = true
        ) throws {
            self.path = path
            self.keepsFaulty = keepsFaulty
            state = try checked ?? FileState(TableFile.file(of: path))
            var literal = GalaxyColumn.literalNames
            var whole = try TableFile.reader(path, text: literal)
            found = try Columns(
                in: whole.columns, path: path, needs: needs, names: names, keepsFaulty: keepsFaulty,
                resolvesFiles: resolvesFiles)
            let others = found.literal
            if whole.columns.contains(where: { others.contains($0.name) && $0.type != .string }) {
                literal += others
                whole = try TableFile.reader(path, text: literal)
            }
            let names = found.id.columns
            let wanted: [String]? =
                switch carrying {
                case .all: nil
                case .none: found.all
                case .columns(let carried): found.all + carried
                }
            reader = try IdentifierColumn.reader(path, columns: wanted, text: literal, named: names)
            columns = wanted == nil ? reader.columns : whole.columns
            keys = looksForRepeats ? RowKeys() : nil
            if checked != nil { try state.checkUnchanged() }
        }

        /// The next rows, 1 or more; nil after the last.
        ///
        /// - Parameter maximumRows: 1 or more; a batch may have fewer rows than this although more follow.
        /// - Throws: ``Files/InputError`` with file, row and column: a file that was changed meanwhile, an empty identifier
        ///   or image, half a position or one that is not on the sky; at the end: no rows, no label where labels are needed,
        ///   one galaxy listed twice for one survey.
        public func next(_ maximumRows: Int) throws -> Batch? {
            if isAtEnd { return nil }
            return try unchanged {
                if let table = try reader.next(maximumRows) {
                    try state.checkUnchanged()
                    return try taken(table)
                }
                isAtEnd = true
                try checkEnd()
                return nil
            }
        }

        /// All rows that are left.
        func rest() throws -> Batch {
            try unchanged {
                let batch = try taken(reader.rest())
                isAtEnd = true
                try checkEnd()
                return batch
            }
        }

        private func taken(_ table: Table) throws -> Batch {
            let batch = try found.batch(of: table)
            keys?.add(batch)
            rowsRead += batch.count
            if found.needsLabels && !hasLabel { hasLabel = batch.labels?.contains { $0 != nil } ?? false }
            return batch
        }

        private func checkEnd() throws {
            try found.checkEnd(rowCount: rowsRead, hasLabel: hasLabel)
            if let repeated = keys?.takeRepeated() { try checkRepeats(repeated) }
            try state.checkUnchanged()
        }

        /// What a file that changes seems to be at fault with is not said.
        private func unchanged<Result>(_ body: () throws -> Result) throws -> Result {
            do {
                return try body()
            } catch {
                try state.checkUnchanged()
                throw error
            }
        }

        /// Looks at the rows again whose keys are equal: most often they are one galaxy, but different ones may have equal
        /// keys.
        private func checkRepeats(_ repeated: Set<UInt64>) throws {
            guard !repeated.isEmpty else { return }
            let again = try IdentifierColumn.reader(
                path, columns: found.all, text: GalaxyColumn.literalNames + found.literal,
                named: found.id.columns)
            var rows: [(number: Int, id: String, survey: String?)] = []
            var (keys, positions): ([String], [SkyCoordinate?]) = ([], [])
            while let table = try again.next(1 << 14) {
                let batch = try found.batch(of: table)
                for row in 0..<batch.count where repeated.contains(RowKeys.key(batch, row)) {
                    let survey = batch.surveys?[row]
                    rows.append((batch.firstRow + row, batch.ids[row], survey))
                    // One galaxy may be listed once for each survey that saw it.
                    keys.append(batch.ids[row] + "\0" + (survey?.lowercased() ?? ""))
                    positions.append(batch.positions?[row])
                }
            }
            for (entry, first) in RepeatedIdentifiers.repeats(keys, at: positions) {
                guard keepsFaulty else {
                    throw found.repeated(
                        rows[entry].id, rows[entry].survey, row: rows[entry].number, firstRow: rows[first].number)
                }
                repeats[rows[entry].number] = rows[first].number
            }
        }
    }
}
