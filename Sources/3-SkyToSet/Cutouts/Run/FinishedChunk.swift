/// What was made of a chunk's rows, on its way to the store.
struct FinishedChunk: Sendable {
    /// A galaxy with a cutout.
    struct Galaxy: Sendable {
        let row: Int
        let missingFraction, maskedFraction: Double
        let flags: PixelFlags
        /// Paths of the tiles that it was cut from, one a band.
        let tiles: [String]
        /// One a format; no bytes where the store has it already.
        let files: [(name: String, bytes: [UInt8]?)]
    }

    var galaxies: [Galaxy] = []
    /// Pictures that were drawn and are white in large parts.
    var burnt = 0
    /// Pictures that were drawn and are black all over.
    var black = 0
    /// Why rows have none.
    var reasons: [(row: Int, text: String)] = []
}
