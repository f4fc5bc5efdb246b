/// The 10,000 pseudo-random numbers of subtractive dithering (FITS standard 4.0, appendix I).
enum DitherNumbers {
    static let count = 10_000

    /// Park & Miller's generator, 1988, as the standard gives it.
    static let values: [Float] = {
        var seed = 1.0
        return (0..<count).map { _ in
            let next = 16807.0 * seed
            seed = next - 2_147_483_647.0 * (next / 2_147_483_647.0).rounded(.towardZero)
            return Float(seed / 2_147_483_647.0)
        }
    }()

    /// Where the number of one pixel stands.
    struct Position {
        /// The entry that gave the start of the run that `index` is in.
        private var seed: Int
        var index: Int

        /// - Parameter tile: row of the table from 0, plus ZDITHER0 - 1.
        init(tile: Int) {
            seed = tile % DitherNumbers.count
            index = Int(DitherNumbers.values[seed] * 500)
        }

        /// Goes on by many pixels.
        mutating func advance(by pixels: Int) {
            index += pixels
            while index >= DitherNumbers.count {
                let beyond = index - DitherNumbers.count
                seed = (seed + 1) % DitherNumbers.count
                index = Int(DitherNumbers.values[seed] * 500) + beyond
            }
        }
    }
}
