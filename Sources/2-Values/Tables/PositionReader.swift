internal import Files
internal import Sky
internal import Synchronization

/// Reads one coordinate of a table, batch by batch, into degrees.
struct PositionReader: Sendable {
    /// How the text of a column is written, and in which row that was first seen.
    private struct Notation {
        let isSexagesimal: Bool
        let row: Int
    }

    /// What the first rows have settled binds the later batches.
    private final class Memory: Sendable {
        let notation = Mutex<Notation?>(nil)
    }

    private let column: ColumnInfo
    private let isRightAscension: Bool
    private let unit: PositionUnit
    private let memory = Memory()

    init(_ column: ColumnInfo, isRightAscension: Bool, path: String?) throws {
        guard column.type != .boolean else {
            throw InputError(
                file: path, column: column.name, problem: "the column holds true and false, not positions",
                remedy: "Name the column of \(isRightAscension ? "right ascension" : "declination")")
        }
        self.column = column
        self.isRightAscension = isRightAscension
        unit = try PositionUnit(of: column, isRightAscension: isRightAscension, path: path)
    }

    /// One number a row; NaN where the cell is missing.
    func degrees(of batch: Table) throws -> [Double] {
        let cells = try batch.requiredColumn(column.name)
        let factor: Double
        switch (cells.values, unit) {
        case (.text(let texts), _): return try degrees(texts, batch)
        case (_, .number(let degrees, _)): factor = degrees
        case (_, .sexagesimal):
            preconditionFailure("column '\(column.name)' was declared as text and holds \(cells.type)")
        }
        switch cells.values {
        case .double(let values): return factor == 1 ? values : values.map { $0 * factor }
        case .float(let values): return values.map { Double($0) * factor }
        case .int32(let values): return converted(values, cells, factor)
        case .int64(let values): return converted(values, cells, factor)
        case .boolean, .text: preconditionFailure("column '\(column.name)' changed its type to \(cells.type)")
        }
    }

    private func converted(_ values: [some BinaryInteger], _ cells: Column, _ factor: Double) -> [Double] {
        guard let isMissing = cells.isMissing else { return values.map { Double($0) * factor } }
        return zip(values, isMissing).map { $1 ? .nan : Double($0) * factor }
    }

    private func degrees(_ texts: Texts, _ batch: Table) throws -> [Double] {
        try memory.notation.withLock { notation in
            try texts.enumerated().map { index, text in
                let row = batch.firstRow + index
                if case .missing = CellText.number(text) { return .nan }
                guard let value = Sexagesimal.parse(text, unit: isRightAscension ? "h" : "d") else {
                    throw error(
                        "'\(shortened(text))' is not a \(isRightAscension ? "right ascension" : "declination")", row,
                        batch, remedy: "Write \(isRightAscension ? "213.5 or 14:14:00.0" : "-5.25 or -05:15:00.0")")
                }
                let isSexagesimal = if case .sexagesimal = value { true } else { false }
                let first = notation ?? Notation(isSexagesimal: isSexagesimal, row: row)
                guard first.isSexagesimal == isSexagesimal else {
                    throw error(
                        "'\(shortened(text))' is \(Self.name(isSexagesimal)) but row \(first.row) is "
                            + "\(Self.name(first.isSexagesimal)): mixed units", row, batch,
                        remedy: "Write the whole column in one notation")
                }
                notation = first
                switch (value, unit) {
                case (.decimal(let number), .number(let degrees, _)): return number * degrees
                case (.sexagesimal(let number), .sexagesimal), (.sexagesimal(let number), .number(_, true)):
                    return isRightAscension ? number * 15 : number
                case (.decimal, .sexagesimal), (.sexagesimal, .number(_, false)):
                    throw error(
                        "'\(shortened(text))' is \(Self.name(isSexagesimal)) but the column's unit is "
                            + "'\(column.unit ?? "")'", row, batch, remedy: "Correct the unit or the cells")
                }
            }
        }
    }

    private static func name(_ isSexagesimal: Bool) -> String { isSexagesimal ? "sexagesimal" : "a decimal number" }

    private func error(_ problem: String, _ row: Int, _ batch: Table, remedy: String) -> InputError {
        InputError(file: batch.path, row: row, column: column.name, problem: problem, remedy: remedy)
    }
}
