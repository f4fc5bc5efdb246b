/// What is left of a batch that has more rows than were asked for.
struct Leftover {
    private var batch: Table?

    /// The next batch, of at most `maximumRows` rows, where `more` gives batches of any size.
    mutating func next(_ maximumRows: Int, _ more: () throws -> Table?) rethrows -> Table? {
        guard let next = try batch ?? more() else { return nil }
        guard next.rowCount > maximumRows else {
            batch = nil
            return next
        }
        batch = next.sliced(maximumRows..<next.rowCount)
        return next.sliced(0..<maximumRows)
    }
}
