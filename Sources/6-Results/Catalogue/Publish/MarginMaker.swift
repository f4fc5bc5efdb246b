internal import Sky
internal import Tables

/// Finds the rows that lie beyond the edge of a cell, but so near that who searches around its galaxies needs them: the
/// margin of HATS. As hats and LSDB make it, it is of pixels that are wider than the margin and border on the cell, so that
/// it holds all rows within the margin and some farther ones.
struct MarginMaker {
    /// Width of the margin.
    static let width = Angle(arcseconds: 10)
    /// The finest order whose pixels are nowhere narrower than the margin (16.1 arcsec); cells are coarser.
    static let order = 13

    private let cells: [CatalogueCell]
    private let search: CellSearch
    private let healpix = HEALPix(order: Self.order)
    private var spool: RowSpool
    private let pixel: String
    /// What was found for the last pixel: the curve gives rows of one pixel one after the other.
    private var last: (pixel: Int, cells: [Int]) = (-1, [])

    /// - Parameters:
    ///   - cells: of the catalogue, along the curve.
    ///   - files: in which a cell's margin waits.
    ///   - pixel: name of the column with the pixel of order 29.
    init(_ cells: [CatalogueCell], files: [String], pixel: String) {
        self.cells = cells
        self.pixel = pixel
        search = CellSearch(cells)
        spool = RowSpool(files: files)
    }

    /// Takes rows of the catalogue, along the curve.
    mutating func add(_ table: Table) throws {
        guard case .int64(let pixels) = try table.requiredColumn(pixel).values else {
            preconditionFailure("the pixels are no whole numbers")
        }
        var rows: [Int32] = []
        var numbers: [Int] = []
        let shift = 2 * (29 - Self.order)
        for (row, pixel) in pixels.enumerated() {
            let place = Int(pixel) >> shift
            if place != last.pixel { last = (place, borderingCells(place)) }
            for cell in last.cells {
                rows.append(Int32(row))
                numbers.append(cell)
            }
        }
        if !rows.isEmpty { try spool.add(table.gathered(rows), to: numbers) }
    }

    mutating func finish() throws { try spool.flush() }

    /// Numbers of the cells that border on a pixel of ``order`` and do not hold it, rising.
    private func borderingCells(_ pixel: Int) -> [Int] {
        guard let own = holder(of: pixel) else { return [] }
        if isInside(pixel, cells[own]) { return [] }
        return Set(healpix.neighbours(of: pixel).compactMap { $0.flatMap(holder) }).subtracting([own]).sorted()
    }

    private func holder(of pixel: Int) -> Int? {
        let first = pixel << (2 * (29 - Self.order))
        let number = search.place(of: first)
        return number >= 0 && cells[number].range.contains(first) ? number : nil
    }

    /// Whether a pixel lies in a cell, and not on its edge. Within a cell the bits of its number are those of its place
    /// along the two sides by turns; on an edge all of one side's are 0, or all 1.
    private func isInside(_ pixel: Int, _ cell: CatalogueCell) -> Bool {
        let bits = 2 * (Self.order - cell.order)
        let mask = (1 << bits) - 1
        let (x, y) = (0x5555_5555_5555_5555 & mask, 0x2AAA_AAAA_AAAA_AAAA & mask)
        return pixel & x != 0 && pixel & x != x && pixel & y != 0 && pixel & y != y
    }
}
