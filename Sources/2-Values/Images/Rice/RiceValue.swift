/// A pixel that a Rice-coded integer can become.
protocol RiceValue: BitwiseCopyable {
    /// Makes pixels of integers.
    /// - Parameters:
    ///   - scaling: of the tile.
    ///   - first: number of the first of these pixels within the tile.
    /// - Returns: false when the integers cannot be had by this scaling.
    static func fill(
        _ target: UnsafeMutablePointer<Self>, from source: UnsafePointer<Int32>, count: Int, first: Int,
        scaling: RiceTiles.Scaling
    ) -> Bool
}

extension Int32: RiceValue {
    static func fill(
        _ target: UnsafeMutablePointer<Int32>, from source: UnsafePointer<Int32>, count: Int, first: Int,
        scaling: RiceTiles.Scaling
    ) -> Bool {
        guard scaling.scale == 1, scaling.zero == 0 else { return false }
        target.update(from: source, count: count)
        return true
    }
}

extension Float: RiceValue {
    /// In the order of operations, and in double precision, as cfitsio's `unquantize_i4r4` and `fffi4r4`.
    static func fill(
        _ target: UnsafeMutablePointer<Float>, from source: UnsafePointer<Int32>, count: Int, first: Int,
        scaling: RiceTiles.Scaling
    ) -> Bool {
        let (scale, zero) = (scaling.scale, scaling.zero)
        if var position = scaling.dither {
            position.advance(by: first)
            DitherNumbers.values.withUnsafeBufferPointer { random in
                var index = 0
                while index < count {
                    let run = min(count - index, DitherNumbers.count - position.index)
                    let numbers = random.baseAddress.unsafelyUnwrapped + position.index
                    for step in 0..<run {
                        let value = Double(source[index &+ step])
                        target[index &+ step] = Float((value - Double(numbers[step]) + 0.5) * scale + zero)
                    }
                    index += run
                    position.advance(by: run)
                }
            }
            if scaling.keepsZeros {
                for index in 0..<count where source[index] == RiceTiles.exactZero { target[index] = 0 }
            }
        } else {
            for index in 0..<count { target[index] = Float(Double(source[index]) * scale + zero) }
        }
        if let blank = scaling.blank {
            for index in 0..<count where source[index] == blank { target[index] = .nan }
        }
        return true
    }
}
