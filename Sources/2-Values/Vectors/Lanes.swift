/// Sums over vectors, sixteen numbers at a time; always in the same order, so that every machine gets the same bits.
enum Lanes {
    /// Numbers at a time.
    static let count = SIMD16<Float>.scalarCount

    static func dot(_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ count: Int) -> Float {
        sum(count, { load(left + $0) * load(right + $0) }, { left[$0] * right[$0] })
    }

    static func squaredDistance(_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ count: Int) -> Float {
        sum(
            count,
            { place in
                let difference = load(left + place) - load(right + place)
                return difference * difference
            },
            { place in
                let difference = left[place] - right[place]
                return difference * difference
            })
    }

    /// Adds `factor` times a vector to a sum; `count` is a multiple of sixteen.
    static func add(
        _ factor: Float, _ vector: UnsafePointer<Float>, to sum: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        for place in stride(from: 0, to: count, by: Self.count) {
            var value = load(UnsafePointer(sum + place))
            value += factor * load(vector + place)
            UnsafeMutableRawPointer(sum + place).storeBytes(of: value, as: SIMD16<Float>.self)
        }
    }

    @inline(__always)
    static func load(_ pointer: UnsafePointer<Float>) -> SIMD16<Float> {
        UnsafeRawPointer(pointer).loadUnaligned(as: SIMD16<Float>.self)
    }

    @inline(__always)
    private static func sum(_ count: Int, _ lanes: (Int) -> SIMD16<Float>, _ rest: (Int) -> Float) -> Float {
        var sum = SIMD16<Float>()
        let whole = count / Self.count * Self.count
        for place in stride(from: 0, to: whole, by: Self.count) { sum += lanes(place) }
        var total = sum.sum()
        for place in whole..<count { total += rest(place) }
        return total
    }
}
