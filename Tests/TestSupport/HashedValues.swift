/// Numbers that depend only on a tensor's name and shape, computed alike here and in the generator scripts
/// (`golden.py` in the goldens' folders), so that whole networks can be compared without storing weights.
public enum HashedValues {
    /// `count` numbers in 0..<1, multiples of 2⁻²⁴: splitmix64 on FNV-1a of the name.
    public static func uniform(_ name: String, count: Int) -> [Double] {
        var seed: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { seed = (seed ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return (0..<count).map { index in
            var z = seed &+ UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            z ^= z >> 31
            return Double(z >> 40) * 0x1p-24
        }
    }

    /// The weights called `name` of `shape` (out, in, h, w and so on), of a size that keeps activations well scaled.
    public static func tensor(_ name: String, shape: [Int]) -> [Float] {
        let u = uniform(name, count: shape.reduce(1, *))
        let map: (Double) -> Double
        if name.hasSuffix("running_var") {
            map = { 0.5 + $0 }
        } else if name.hasSuffix("running_mean") {
            map = { 0.4 * $0 - 0.2 }
        } else if name.hasSuffix("bias") {
            map = { 0.2 * $0 - 0.1 }
        } else if shape.count == 1 {
            map = { 0.6 + 0.4 * $0 }
        } else {
            let gain = name.contains(".pointwise.") ? 1.0 : 2.0
            let bound = (3 * gain / Double(shape.dropFirst().reduce(1, *))).squareRoot()
            map = { (2 * $0 - 1) * bound }
        }
        return u.map { Float(map($0)) }
    }

    /// The input of the goldens, (count, 3, side, side) in -1..<1, row-major.
    public static func image(side: Int, count: Int = 1) -> [Float] {
        uniform("input", count: count * 3 * side * side).map { Float(2 * $0 - 1) }
    }
}
