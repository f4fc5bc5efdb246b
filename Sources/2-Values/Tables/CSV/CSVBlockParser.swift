/// Reads the cells of a block by the plan of their columns.
struct CSVBlockParser {
    /// What a block held.
    struct Result {
        let columns: [CSVCells]
        /// Number of whole records before ``fault``.
        let rowCount: Int
        let fault: CSVFault?
        /// Whether comments have a cell for every column, as rows have.
        let hasPassedOverRows: Bool
    }

    static func parse(_ block: CSVBlock, plan: [CSVColumnPlan], dialect: CSVDialect) -> Result {
        let (lineEnds, isASCII) = block.survey()
        let columns = plan.map { CSVCells($0, capacity: lineEnds + 1, isASCII: isASCII, dialect: dialect) }
        var row = 0
        var fault: CSVFault?
        var hasPassedOverRows = false
        do throws(CSVFault) {
            hasPassedOverRows = try parse(block, columns: columns, row: &row, hasComments: dialect.hasComments)
        } catch {
            fault = error
        }
        for column in columns { column.setCount(row) }
        return Result(columns: columns, rowCount: row, fault: fault, hasPassedOverRows: hasPassedOverRows)
    }

    /// Returns whether a comment was like a row.
    private static func parse(
        _ block: CSVBlock, columns: [CSVCells], row: inout Int, hasComments: Bool
    ) throws(CSVFault) -> Bool {
        var hasPassedOverRows = false
        var cursor = CSVCursor(block)
        let count = columns.count
        let tens = DecimalNumber.tens
        // Plain memory: arrays and their classes would cost a reference count each cell.
        let lanes = UnsafeMutablePointer<Lane>.allocate(capacity: count)
        lanes.initialize(repeating: Lane(), count: count)
        defer { lanes.deallocate() }
        for (index, column) in columns.enumerated() { lanes[index] = Lane(column) }
        defer { for (index, column) in columns.enumerated() { column.kinds.formUnion(lanes[index].kinds) } }
        while cursor.beginRecord() {
            if cursor.next.pointee == UInt8(ascii: "#") {
                let isLikeRow = cursor.cellsAhead() == count
                if hasComments || !isLikeRow {
                    hasPassedOverRows = hasPassedOverRows || isLikeRow
                    cursor.skipLine()
                    continue
                }
            }
            var index = 0
            while true {
                let lane = lanes + index
                if lane.pointee.task == .skip || !readNumber(lane, &cursor, row, tens) {
                    let cell = try cursor.cell(index + 1)
                    if lane.pointee.task != .skip { columns[index].take(cell, row: row) }
                }
                index += 1
                if cursor.endsRecord { break }
                if index == count { throw try excess(&cursor, count) }
            }
            guard index == count else { throw .ragged(cells: index) }
            row += 1
        }
        return hasPassedOverRows
    }

    /// The fault of a record that goes on after its last column.
    private static func excess(_ cursor: inout CSVCursor, _ count: Int) throws(CSVFault) -> CSVFault {
        var cells = count
        while !cursor.endsRecord {
            cells += 1
            _ = try cursor.cell(cells)
        }
        return .ragged(cells: cells)
    }

    /// What is needed of a column in the inner loop.
    private struct Lane {
        enum Task { case skip, general, examine, integer, real }

        var task = Task.skip
        var kinds: CellText.Kinds = []
        var int64: UnsafeMutablePointer<Int64>?
        var double: UnsafeMutablePointer<Double>?

        init() {}

        init(_ column: CSVCells) {
            switch column.plan {
            case .skipped: task = .skip
            case .examined: task = .examine
            case .read(.int64): (task, int64) = (.integer, column.int64)
            case .read(.double): (task, double) = (.real, column.double)
            case .read, .text: task = .general
            }
        }
    }

    /// Reads a cell that is a plain number of few digits, as most are; false, with nothing done, when it is not.
    @inline(__always)
    private static func readNumber(
        _ lane: UnsafeMutablePointer<Lane>, _ cursor: inout CSVCursor, _ row: Int, _ tens: UnsafePointer<Double>
    ) -> Bool {
        let task = lane.pointee.task
        if task == .general { return false }
        var place = cursor.next
        let isNegative = place.pointee == UInt8(ascii: "-")
        if isNegative { place += 1 }
        let start = place
        var mantissa: UInt64 = 0
        while case let digit = place.pointee &- 48, digit < 10 {
            mantissa = mantissa &* 10 &+ UInt64(digit)
            place += 1
        }
        let whole = place - start
        var decimals = 0
        let hasPoint = place.pointee == UInt8(ascii: ".")
        if hasPoint {
            place += 1
            let fraction = place
            while case let digit = place.pointee &- 48, digit < 10 {
                mantissa = mantissa &* 10 &+ UInt64(digit)
                place += 1
            }
            decimals = place - fraction
        }
        // A zero before the point does not count.
        guard whole > 0, whole + decimals < (start.pointee == 48 ? 21 : hasPoint ? 20 : 19),
            place.pointee == UInt8(ascii: ",") || place.pointee == UInt8(ascii: "\n")
                || place.pointee == UInt8(ascii: "\r")
        else { return false }
        if hasPoint {
            if task == .real {
                let value = DecimalNumber.divided(mantissa, decimals, tens)
                lane.pointee.double.unsafelyUnwrapped[row] = isNegative ? -value : value
            } else if task == .integer {
                lane.pointee.int64.unsafelyUnwrapped[row] = 0
            }
            lane.pointee.kinds.formUnion(.decimal)
        } else {
            // Zeros in front are for the general way.
            if start.pointee == 48, whole > 1 { return false }
            if task == .integer {
                lane.pointee.int64.unsafelyUnwrapped[row] = isNegative ? -Int64(mantissa) : Int64(mantissa)
            } else if task == .real {
                lane.pointee.double.unsafelyUnwrapped[row] = isNegative ? -Double(mantissa) : Double(mantissa)
            }
            lane.pointee.kinds.formUnion(mantissa > 1 << 53 ? [.integer, .wide] : .integer)
        }
        cursor.leave(place)
        return true
    }
}
