/// Puts the cells of one column into CSV text, spelled as ``Column/text(_:)`` does.
struct CSVCellWriter {
    private let values: Column.Values
    private let isMissing: [Bool]?
    /// Decimals of the last number: most columns have as many in every row.
    private var decimals = 0
    private let tens = DecimalNumber.tens

    init(_ column: Column) {
        values = column.values
        isMissing = column.isMissing
    }

    mutating func append(_ row: Int, to text: CSVText) {
        if let isMissing, isMissing[row] { return }
        switch values {
        case .boolean(let cells): text.append(cells[row] ? "true" : "false")
        case .int32(let cells): append(Int64(cells[row]), to: text)
        case .int64(let cells): append(cells[row], to: text)
        case .float(let cells): append(cells[row], to: text)
        case .double(let cells): append(cells[row], to: text)
        case .text(let cells): cells.withUTF8 { text.append(cell: $0[row]) }
        }
    }

    private func append(_ number: Int64, to text: CSVText) {
        var place = text.room(20)
        let start = place
        if number < 0 {
            place.pointee = UInt8(ascii: "-")
            place += 1
        }
        Self.write(number.magnitude, to: &place)
        text.advance(place - start)
    }

    /// Up to 15 digits name a double, and no two such numbers the same one, so that the number found here is the
    /// shortest.
    private mutating func append(_ number: Double, to text: CSVText) {
        if number.isNaN { return }
        let magnitude = abs(number)
        if magnitude < 1e15, magnitude >= 1e-4 || magnitude == 0 {
            for trial in 0...15 {
                let places = trial == 0 ? decimals : trial - 1
                let scale = tens[places]
                let whole = (magnitude * scale).rounded()
                guard whole < 1e15 else { break }
                if whole / scale == magnitude {
                    decimals = places
                    return append(UInt64(whole), places, isNegative: number.sign == .minus, to: text)
                }
            }
        }
        append("\(number)", to: text)
    }

    /// Up to 6 digits name a float, and no two such numbers the same one.
    private mutating func append(_ number: Float, to text: CSVText) {
        if number.isNaN { return }
        let magnitude = abs(number)
        if magnitude < 1e6, magnitude >= 1e-4 || magnitude == 0 {
            for trial in 0...6 {
                let places = trial == 0 ? min(decimals, 9) : trial - 1
                let scale = Float(tens[places])
                let whole = (magnitude * scale).rounded()
                guard whole < 1e6 else { break }
                if whole / scale == magnitude {
                    decimals = places
                    return append(UInt64(whole), places, isNegative: number.sign == .minus, to: text)
                }
            }
        }
        append("\(number)", to: text)
    }

    /// Adds `digits` with a point before the last `places` of them, without zeros at the end but for one decimal.
    private func append(_ digits: UInt64, _ places: Int, isNegative: Bool, to text: CSVText) {
        var (digits, places) = (digits, places)
        while places > 1, digits % 10 == 0 { (digits, places) = (digits / 10, places - 1) }
        if places == 0 { (digits, places) = (digits * 10, 1) }
        var scale: UInt64 = 1
        for _ in 0..<places { scale *= 10 }
        var place = text.room(40)
        let start = place
        if isNegative {
            place.pointee = UInt8(ascii: "-")
            place += 1
        }
        let (whole, fraction) = digits.quotientAndRemainder(dividingBy: scale)
        Self.write(whole, to: &place)
        place.pointee = UInt8(ascii: ".")
        var rest = fraction
        for index in stride(from: places, to: 0, by: -1) {
            place[index] = UInt8(48 + rest % 10)
            rest /= 10
        }
        place += places + 1
        text.advance(place - start)
    }

    private func append(_ plain: String, to text: CSVText) {
        let size = plain.utf8.count
        let place = text.room(size)
        for (index, byte) in plain.utf8.enumerated() { place[index] = byte }
        text.advance(size)
    }

    private static func write(_ number: UInt64, to place: inout UnsafeMutablePointer<UInt8>) {
        var count = 1
        var bound: UInt64 = 10
        while number >= bound {
            count += 1
            let (next, isOver) = bound.multipliedReportingOverflow(by: 10)
            if isOver { break }
            bound = next
        }
        var rest = number
        for index in stride(from: count - 1, through: 0, by: -1) {
            place[index] = UInt8(48 + rest % 10)
            rest /= 10
        }
        place += count
    }
}
