/// Where one column of a table stands in a row, and what its bytes mean.
struct FITSField {
    /// How the bytes of a cell are read.
    enum Form {
        /// `T`, `F`, or 0 for a missing cell.
        case logical
        case uint8, int16, int32, int64, float, double
        /// Text of that many bytes.
        case text(Int)
        /// A whole number in that many bytes of an ASCII table.
        case digits(Int)
        /// A number in that many bytes of an ASCII table, and the digits after its decimal point where it has none.
        case decimal(Int, places: Int)

        var size: Int {
            switch self {
            case .logical, .uint8: 1
            case .int16: 2
            case .int32, .float: 4
            case .int64, .double: 8
            case .text(let width), .digits(let width), .decimal(let width, _): width
            }
        }

        var isInteger: Bool {
            switch self {
            case .uint8, .int16, .int32, .int64, .digits: true
            default: false
            }
        }
    }

    private(set) var info: ColumnInfo
    let form: Form
    /// First byte in the row.
    let offset: Int
    /// Added to stored integers: what makes them unsigned. 2⁶³ is only a turn of the sign.
    let shift: Int64
    private(set) var isUnsigned64: Bool
    /// Value = `scale` · stored + `zero`, where the column is scaled; its type then is double.
    let scaling: (scale: Double, zero: Double)?
    /// Stored integer of a missing cell of a binary table.
    let null: Int64?
    /// Text of a missing cell of an ASCII table, without the blanks around it.
    let nullText: [UInt8]?

    /// - Parameters:
    ///   - name: the column's own name; a part of a vector has its number in it.
    ///   - scale: TSCAL.
    ///   - zero: TZERO.
    ///   - null: TNULL of a binary table.
    ///   - nullText: TNULL of an ASCII table.
    init(
        _ name: String, _ form: Form, offset: Int, scale: Double, zero: Double, null: Int64? = nil,
        nullText: String? = nil, unit: String?, ucd: String?, description: String?, frame: SkyFrame? = nil
    ) {
        self.form = form
        self.offset = offset
        self.null = form.isInteger ? null : nil
        self.nullText = nullText.map { Array(trimmed($0).utf8) }
        var shift: Int64 = 0
        var isScaled = scale != 1 || zero != 0
        var isUnsigned64 = false
        if scale == 1, form.isInteger, zero == zero.rounded(), abs(zero) <= 2_147_483_648 {
            shift = Int64(zero)
            isScaled = false
        } else if scale == 1, case .int64 = form, zero == 0x1p63 {
            isUnsigned64 = true
            isScaled = false
        }
        let type: ColumnType
        switch form {
        case .logical: type = .boolean
        case .text: type = .string
        case .float: type = isScaled ? .double : .float
        case .double: type = .double
        case .uint8, .int16: type = isScaled ? .double : abs(shift) <= 1 << 30 ? .int32 : .int64
        case .int32: type = isScaled ? .double : shift == 0 ? .int32 : .int64
        case .int64: type = isScaled ? .double : .int64
        case .digits(let width): type = isScaled ? .double : shift == 0 && width <= 9 ? .int32 : .int64
        case .decimal: type = .double
        }
        self.shift = shift
        self.isUnsigned64 = isUnsigned64
        switch form {
        case .logical, .text: scaling = nil
        default: scaling = isScaled ? (scale, zero) : nil
        }
        info = ColumnInfo(name, type, unit: unit, ucd: ucd, description: description, frame: frame)
    }

    /// A field of unsigned integers whose cells come out as text, so that those beyond an `Int64` keep their digits.
    func asText() -> FITSField {
        var field = self
        field.info.type = .string
        return field
    }

    /// A field of unsigned integers as they are stored: those from 0 on stand for numbers beyond an `Int64`.
    func asStored() -> FITSField {
        var field = self
        field.isUnsigned64 = false
        return field
    }
}
