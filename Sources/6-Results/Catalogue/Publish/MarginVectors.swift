internal import Files
internal import Sky
internal import Tables

/// The vectors of rows of a margin, read from the catalogue whose rows they are. A margin has all rows of its pixels
/// (``MarginMaker``) in the catalogue's order, so that they are found again by place, and nothing so large need wait on the disk.
struct MarginVectors {
    let column: VectorColumn
    let catalogue: CatalogueReader
    /// The catalogue's folder, for messages.
    let path: String
    /// Name of the column with the pixel of order 29.
    let pixel: String

    /// The vectors of a cell's margin.
    ///
    /// - Parameter rows: of the margin, sorted by pixel.
    func feed(of rows: Table) throws -> VectorFeed {
        guard case .int64(let pixels) = try rows.requiredColumn(pixel).values else {
            preconditionFailure("the pixels are no whole numbers")
        }
        let shift = 2 * (29 - MarginMaker.order)
        var query = CatalogueQuery()
        query.footprint = MOC(order: MarginMaker.order, pixels: Set(pixels.map { Int($0) >> shift }))
        query.columns = [pixel, column.name]
        query.givesVectors = true
        let (catalogue, path, wanted) = (catalogue, path, query)
        return VectorFeed(column) { take in
            var done = 0
            func check(_ isRight: Bool) throws {
                guard !isRight else { return }
                throw InputError(
                    file: path, problem: "its rows are not those that were looked at first",
                    remedy: "Was the catalogue made again meanwhile? Run the command that makes it, then this one again"
                )
            }
            try catalogue.search(wanted) { table in
                guard case .int64(let found) = table.columns[0].values, let vectors = table.vectors else {
                    preconditionFailure("rows come without pixels or vectors")
                }
                try check(found.elementsEqual(pixels[done...].prefix(found.count)))
                done += found.count
                try take(vectors.values)
            }
            try check(done == pixels.count)
        }
    }
}
