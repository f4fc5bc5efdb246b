internal import CMachine

/// Turns strips of `lanes` rows so that the pixels below one another become neighbours, and back.
enum Transposition {
    static let lanes = Int(cm_lanes)

    /// Axes (row, column) to (column, lane); lanes without a row stay what they are.
    static func gather(
        _ source: UnsafePointer<Float>, rows: Int, columns: Int, into target: UnsafeMutablePointer<Float>
    ) {
        var column = 0
        if rows == lanes {
            while column + 4 <= columns {
                for row in stride(from: 0, to: lanes, by: 4) {
                    turn(source + row * columns + column, columns, into: target + column * lanes + row, lanes)
                }
                column += 4
            }
        }
        for column in column..<columns {
            for row in 0..<rows { target[column * lanes + row] = source[row * columns + column] }
        }
    }

    /// Axes (column, lane) to (row, column), rows `stride` apart.
    static func scatter(
        _ source: UnsafePointer<Float>, rows: Int, columns: Int, into target: UnsafeMutablePointer<Float>, stride: Int
    ) {
        var column = 0
        if rows == lanes {
            while column + 4 <= columns {
                for row in Swift.stride(from: 0, to: lanes, by: 4) {
                    turn(source + column * lanes + row, lanes, into: target + row * stride + column, stride)
                }
                column += 4
            }
        }
        for column in column..<columns {
            for row in 0..<rows { target[row * stride + column] = source[column * lanes + row] }
        }
    }

    /// Four by four.
    @inline(__always)
    private static func turn(
        _ source: UnsafePointer<Float>, _ stride: Int, into target: UnsafeMutablePointer<Float>, _ targetStride: Int
    ) {
        func row(_ number: Int) -> SIMD4<Float> {
            UnsafeRawPointer(source + number * stride).loadUnaligned(as: SIMD4<Float>.self)
        }
        let (a, b, c, d) = (row(0), row(1), row(2), row(3))
        for column in 0..<4 {
            UnsafeMutableRawPointer(target + column * targetStride).storeBytes(
                of: SIMD4(a[column], b[column], c[column], d[column]), as: SIMD4<Float>.self)
        }
    }
}
