/// Types of numbers in `.npy` files that become float32.
enum NpyFloats: String {
    case float32 = "<f4"
    case float64 = "<f8"
    case float16 = "<f2"
    case int8 = "|i1"
    case uint8 = "|u1"
    case boolean = "|b1"
    case int16 = "<i2"
    case uint16 = "<u2"
    case int32 = "<i4"
    case uint32 = "<u4"
    case int64 = "<i8"
    case uint64 = "<u8"

    /// Bytes of a number.
    var size: Int {
        switch self {
        case .int8, .uint8, .boolean: 1
        case .float16, .int16, .uint16: 2
        case .float32, .int32, .uint32: 4
        case .float64, .int64, .uint64: 8
        }
    }

    /// The numbers as float32, row-major.
    ///
    /// - Parameter isFortran: whether `bytes` has the columns one after another.
    func values(_ bytes: UnsafeRawBufferPointer, rows: Int, columns: Int, isFortran: Bool) -> [Float] {
        func made<Stored: BitwiseCopyable>(_ convert: (Stored) -> Float) -> [Float] {
            Self.values(bytes, rows, columns, isFortran, convert)
        }
        return switch self {
        case .float32: made { (value: Float) in value }
        case .float64: made { (value: Double) in Float(value) }
        case .float16: made { (value: UInt16) in single(half: value) }
        case .int8: made { (value: Int8) in Float(value) }
        case .uint8, .boolean: made { (value: UInt8) in Float(value) }
        case .int16: made { (value: Int16) in Float(value) }
        case .uint16: made { (value: UInt16) in Float(value) }
        case .int32: made { (value: Int32) in Float(value) }
        case .uint32: made { (value: UInt32) in Float(value) }
        case .int64: made { (value: Int64) in Float(value) }
        case .uint64: made { (value: UInt64) in Float(value) }
        }
    }

    private static func values<Stored: BitwiseCopyable>(
        _ bytes: UnsafeRawBufferPointer, _ rows: Int, _ columns: Int, _ isFortran: Bool, _ convert: (Stored) -> Float
    ) -> [Float] {
        [Float](unsafeUninitializedCapacity: rows * columns) { buffer, count in
            for row in 0..<rows {
                for column in 0..<columns {
                    let place = isFortran ? column * rows + row : row * columns + column
                    let stored = bytes.loadUnaligned(
                        fromByteOffset: place * MemoryLayout<Stored>.size, as: Stored.self)
                    buffer[row * columns + column] = convert(stored)
                }
            }
            count = rows * columns
        }
    }
}

/// A number of half precision (IEEE 754 binary16), from its bits; every one is exact in single precision.
private func single(half bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 0x1F
    let fraction = UInt32(bits & 0x3FF)
    if exponent == 0 { return (sign == 0 ? 1 : -1) * Float(fraction) * 0x1p-24 }
    let wide = exponent == 31 ? 0xFF : exponent + 112
    return Float(bitPattern: sign | wide << 23 | fraction << 13)
}
