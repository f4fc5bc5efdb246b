/// Types of numbers in `.npy` files that become float32.
enum NpyFloats: String {
    case float32 = "<f4"
    case float64 = "<f8"
    case float16 = "<f2"

    /// Bytes of a number.
    var size: Int {
        switch self {
        case .float32: 4
        case .float64: 8
        case .float16: 2
        }
    }

    /// The numbers as float32, row-major.
    ///
    /// - Parameter isFortran: whether `bytes` has the columns one after another.
    func values(_ bytes: UnsafeRawBufferPointer, rows: Int, columns: Int, isFortran: Bool) -> [Float] {
        switch self {
        case .float32: Self.values(bytes, rows, columns, isFortran) { (value: Float) in value }
        case .float64: Self.values(bytes, rows, columns, isFortran) { (value: Double) in Float(value) }
        case .float16: Self.values(bytes, rows, columns, isFortran) { (value: UInt16) in single(half: value) }
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
