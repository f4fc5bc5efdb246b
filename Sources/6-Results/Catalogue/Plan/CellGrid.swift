internal import Sky

/// Counts galaxies by pixel, and divides the sky into cells of at most so many.
///
/// 50 MB at most, whatever the number of galaxies; less where they cover a part of the sky.
struct CellGrid {
    /// Cells are no finer than this.
    static let order = 10
    /// Of the map of counts that goes with a catalogue.
    static let mapOrder = 8
    /// Pixels of this order have their counts in one piece, and their rows wait in one file.
    static let pieceOrder = 4
    private static let pieceSize = 1 << (2 * (order - pieceOrder))

    /// Counts by pixel of ``order``; none where a piece is empty.
    private var pieces = [[UInt32]](repeating: [], count: HEALPix(order: pieceOrder).pixelCount)

    /// Counts a galaxy.
    ///
    /// - Parameter pixel: of order 29.
    mutating func add(_ pixel: Int) {
        let place = pixel >> (2 * (29 - Self.order))
        let piece = place / Self.pieceSize
        if pieces[piece].isEmpty { pieces[piece] = [UInt32](repeating: 0, count: Self.pieceSize) }
        pieces[piece][place % Self.pieceSize] += 1
    }

    /// Counts by pixel of an order from ``pieceOrder`` to ``order``, rising; none that is empty.
    func counts(order: Int) -> [(pixel: Int, count: Int)] {
        let size = 1 << (2 * (Self.order - order))
        return pieces.enumerated().flatMap { number, piece in
            stride(from: 0, to: piece.count, by: size).compactMap { first in
                let count = piece[first..<first + size].reduce(0) { $0 + Int($1) }
                return count == 0 ? nil : ((number * Self.pieceSize + first) / size, count)
            }
        }
    }

    /// The coarsest pixels with at most `most` galaxies each, those of ``order`` with any number, along the curve; none that is
    /// empty.
    func cells(most: Int) -> [CatalogueCell] {
        let sums = pieces.map { $0.reduce(0) { $0 + Int($1) } }
        var cells: [CatalogueCell] = []
        func count(_ order: Int, _ pixel: Int) -> Int {
            guard order > Self.pieceOrder else {
                let shift = 2 * (Self.pieceOrder - order)
                return sums[pixel << shift..<(pixel + 1) << shift].reduce(0, +)
            }
            let shift = 2 * (Self.order - order)
            let place = pixel << shift
            let piece = pieces[place / Self.pieceSize]
            guard !piece.isEmpty else { return 0 }
            let first = place % Self.pieceSize
            return piece[first..<first + (1 << shift)].reduce(0) { $0 + Int($1) }
        }
        func visit(_ order: Int, _ pixel: Int) {
            let rows = count(order, pixel)
            guard rows > most, order < Self.order else {
                if rows > 0 { cells.append(CatalogueCell(order: order, pixel: pixel, rows: rows)) }
                return
            }
            for child in 4 * pixel..<4 * pixel + 4 { visit(order + 1, child) }
        }
        for pixel in 0..<12 { visit(0, pixel) }
        return cells
    }
}

/// Finds the cell that a galaxy lies in.
struct CellSearch {
    private let starts: [Int]

    /// - Parameter cells: along the curve, none within another.
    init(_ cells: [CatalogueCell]) { starts = cells.map(\.range.lowerBound) }

    /// The number of the last cell that does not begin behind a pixel of order 29; it holds the pixel where any does.
    func place(of pixel: Int) -> Int {
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= pixel { low = middle + 1 } else { high = middle }
        }
        return low - 1
    }
}
