internal import Files
import Sky
import Tables

extension GalaxyTable {
    /// The columns of a table that have a meaning, and how their cells are read.
    struct Columns: Sendable {
        private let path: String
        private let directory: String
        let id: IdentifierColumn
        let file: String?
        private let label, survey: String?
        let positions: PositionColumns?
        let needsLabels: Bool
        private let keepsFaulty: Bool
        private let resolvesFiles: Bool

        /// Throws `InputError` when a column that is needed, or one half of the position, is not there.
        init(
            in columns: [ColumnInfo], path: String, needs: [GalaxyColumn], names: GalaxyColumnNames,
            keepsFaulty: Bool = false, resolvesFiles: Bool = true
        ) throws {
            self.path = path
            self.keepsFaulty = keepsFaulty
            self.resolvesFiles = resolvesFiles
            directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
            let header = columns.map(\.name)
            func find(_ column: GalaxyColumn, named name: String?, isNeeded: Bool) throws -> String? {
                let wanted = name.map { [$0] } ?? [column.name] + column.aliases
                if let found = ColumnNames.first(of: wanted, in: header) { return found }
                guard isNeeded || name != nil else { return nil }
                let error = ColumnNames.missing(wanted, in: header, path: path)
                guard column == .file, let columns = error.remedy else { throw error }
                throw InputError(
                    file: error.file, problem: error.problem,
                    remedy:
                        "\(columns). Where it has no pictures yet, take the manifest that cutouts or fetch makes of it")
            }
            id = try IdentifierColumn.required(in: columns, path: path, named: names.id)
            file = needs.contains(.file) ? try find(.file, named: names.file, isNeeded: true) : nil
            needsLabels = needs.contains(.label)
            label = try find(.label, named: names.label, isNeeded: needsLabels)
            survey = try find(.survey, named: names.survey, isNeeded: needs.contains(.survey))
            guard !keepsFaulty else {
                positions = nil
                return
            }
            positions = try PositionColumns.find(in: columns, path: path, ra: names.ra, dec: names.dec)
            if positions == nil {
                let halves = try [GalaxyColumn.ra, .dec].map { try find($0, named: nil, isNeeded: needs.contains($0)) }
                if halves[0] != nil || halves[1] != nil {
                    throw ColumnNames.missing([halves[0] == nil ? "ra" : "dec"], in: header, path: path)
                }
            }
        }

        /// Names of the columns whose cells mean what they spell.
        var literal: [String] { id.columns + [file, label, survey].compactMap(\.self) }

        /// Names of all of them.
        var all: [String] { literal + (positions.map { [$0.ra.name, $0.dec.name] } ?? []) }

        /// Reads and checks rows of the table.
        func batch(of table: Table) throws -> Batch {
            let written = try file.map { try table.requiredColumn($0) }
            return Batch(
                firstRow: table.firstRow, ids: try filled(id.column(of: table), table),
                files: try resolvesFiles ? written.map { resolved(try filled($0, table)) } ?? [] : [],
                writtenFiles: written?.cells ?? [], labels: try label.map { try texts($0, table) },
                surveys: try survey.map { try texts($0, table) }, positions: try positions?.positions(of: table),
                table: table)
        }

        /// Reads the images of rows that have been checked.
        ///
        /// - Parameter mayBeEmpty: gives an empty path for an empty cell, instead of an error.
        func files(of table: Table, mayBeEmpty: Bool = false) throws -> Texts {
            guard let file else { return [] }
            let column = try table.requiredColumn(file)
            guard mayBeEmpty else { return resolved(try filled(column, table)) }
            let written = Texts(column.texts.map(trimmed))
            return Texts(zip(written, resolved(written)).map { $0.isEmpty ? "" : $1 })
        }

        /// Throws `InputError` when the table as a whole is not right.
        func checkEnd(rowCount: Int, hasLabel: Bool) throws {
            guard rowCount > 0 else {
                throw InputError(
                    file: path, problem: "the manifest has no rows",
                    remedy: "List one galaxy image a row under the header")
            }
            guard needsLabels, !hasLabel else { return }
            throw InputError(
                file: path, column: label, problem: "no row has a label", remedy: "Label the rows to learn from")
        }

        /// The error for a galaxy that is listed twice.
        func repeated(_ id: String, _ survey: String?, row: Int, firstRow: Int) -> InputError {
            let survey = survey.map { " of survey '\($0)'" } ?? ""
            return InputError(
                file: path, row: row, column: self.id.name,
                problem: "id '\(id)'\(survey) already stands in row \(firstRow)",
                remedy: "Keep one of them; for images from different surveys fill in the column 'survey'")
        }

        private func filled(_ column: Column, _ table: Table) throws -> Texts {
            let cells = column.cells
            if cells.areTrimmed { return cells }
            return Texts(
                try cells.enumerated().map { row, cell in
                    let text = trimmed(cell)
                    guard !text.isEmpty || keepsFaulty else {
                        throw InputError(
                            file: path, row: table.firstRow + row, column: column.name, problem: "the cell is empty")
                    }
                    return text
                })
        }

        private func texts(_ name: String, _ table: Table) throws -> [String?] {
            let column = try table.requiredColumn(name)
            return column.cells.mapOnce { cell in
                let text = trimmed(cell)
                return text.isEmpty ? nil : text
            }
        }

        /// Paths of images without empty and `.` parts, so that one file has one spelling. `..` stays: a link may stand
        /// before it.
        func resolved(_ files: Texts) -> Texts { Self.resolved(files, in: directory) }

        /// - Parameter directory: of the table, with its slash; empty for the current one.
        static func resolved(_ files: Texts, in directory: String) -> Texts {
            let folder = tidied(directory)
            let start = Array((folder.isEmpty || folder == "/" ? folder : folder + "/").utf8)
            return files.withUTF8 { cells in
                let areTidy = (0..<cells.count).map { isTidy(cells[$0]) }
                if start.isEmpty, !areTidy.contains(false) { return files }
                var resolved = Texts()
                resolved.reserve(cells.count)
                var path: [UInt8] = []
                for row in 0..<cells.count {
                    if areTidy[row] {
                        path.replaceSubrange(0..., with: start)
                        path.append(contentsOf: cells[row])
                        path.withUnsafeBufferPointer { resolved.append(utf8: $0) }
                    } else {
                        let file = files[row]
                        resolved.append(
                            file.isEmpty ? "" : tidied(file.hasPrefix("/") ? file : directory + file))
                    }
                }
                return resolved
            }
        }

        /// Whether a path is relative and has neither empty nor `.` parts.
        private static func isTidy(_ file: UnsafeBufferPointer<UInt8>) -> Bool {
            // The number of points that a part began with, nil when it has something else.
            var points: Int? = 0
            for byte in file {
                if byte == UInt8(ascii: "/") {
                    if points == 0 || points == 1 { return false }
                    points = 0
                } else if byte == UInt8(ascii: "."), let count = points {
                    points = count + 1
                } else {
                    points = nil
                }
            }
            return points != 0 && points != 1
        }

        private static func tidied(_ path: String) -> String {
            let parts = path.split(separator: "/").filter { $0 != "." }
            return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
        }
    }
}
