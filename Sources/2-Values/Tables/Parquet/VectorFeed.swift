/// The vectors of a table that is written, given piece by piece so that they need not be in memory together.
package struct VectorFeed {
    let column: VectorColumn
    let pieces: (_ take: ([Float]) throws -> Void) throws -> Void

    /// - Parameter pieces: hands vectors over, axes (row, number), some rows at a time and in their order, until every row has
    ///   had its own.
    package init(_ column: VectorColumn, pieces: @escaping (_ take: ([Float]) throws -> Void) throws -> Void) {
        (self.column, self.pieces) = (column, pieces)
    }
}
