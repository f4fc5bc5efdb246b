/// Where one column of a binary table stands in a row, and what its bytes mean.
struct FITSField {
    /// How the bytes of a cell are read.
    enum Form {
        /// `T`, `F`, or 0 for a missing cell.
        case logical
        case uint8, int16, int32, int64, float, double
        /// Text of that many bytes.
        case text(Int)

        var size: Int {
            switch self {
            case .logical, .uint8: 1
            case .int16: 2
            case .int32, .float: 4
            case .int64, .double: 8
            case .text(let width): width
            }
        }

        var isInteger: Bool {
            switch self {
            case .uint8, .int16, .int32, .int64: true
            default: false
            }
        }
    }

    let info: ColumnInfo
    let form: Form
    /// First byte in the row.
    let offset: Int
    /// Added to stored integers: what makes them unsigned. 2⁶³ is only a turn of the sign.
    let shift: Int64
    let isUnsigned64: Bool
    /// Value = `scale` · stored + `zero`, where the column is scaled; its type then is double.
    let scaling: (scale: Double, zero: Double)?
    /// Stored integer of a missing cell.
    let null: Int64?

    /// - Parameters:
    ///   - name: the column's own name; a part of a vector has its number in it.
    ///   - scale: TSCAL.
    ///   - zero: TZERO.
    init(
        _ name: String, _ form: Form, offset: Int, scale: Double, zero: Double, null: Int64?, unit: String?,
        ucd: String?,
        description: String?
    ) {
        self.form = form
        self.offset = offset
        self.null = form.isInteger ? null : nil
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
        }
        self.shift = shift
        self.isUnsigned64 = isUnsigned64
        switch form {
        case .logical, .text: scaling = nil
        default: scaling = isScaled ? (scale, zero) : nil
        }
        info = ColumnInfo(name, type, unit: unit, ucd: ucd, description: description)
    }
}
