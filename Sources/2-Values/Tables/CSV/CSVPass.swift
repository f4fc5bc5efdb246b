internal import Files
internal import Process
internal import Workers

/// One run over a CSV file: blocks are read by one core while the others parse.
final class CSVPass {
    let header: [String]
    private let path: String
    /// What is done with each column of the file.
    let plan: [CSVColumnPlan]
    private let reader: CSVBlockReader
    private var current: [CSVBlock] = []
    private var spare: [CSVBlock] = []
    /// Why reading ended early; thrown when what was read before has been given.
    private var readingError: (any Error)?
    private var isAtEnd = false
    private var rowCount = 0

    private static let groupSize = 2 * Workers.cores

    /// - Parameter plan: one entry a column of the file.
    init(_ reader: CSVBlockReader, plan: [CSVColumnPlan]) {
        self.reader = reader
        self.plan = plan
        path = reader.path
        header = reader.header
    }

    /// The next blocks' cells, in order; nil at the end.
    ///
    /// Throws ``InputError`` with the row when a record is not right.
    func next() throws -> [CSVBlockParser.Result]? {
        if current.isEmpty {
            readGroup()
            swap(&current, &spare)
        }
        if current.isEmpty {
            if let readingError { throw readingError }
            return nil
        }
        var results = [CSVBlockParser.Result?](repeating: nil, count: current.count)
        let (blocks, plan, dialect) = (current, plan, reader.dialect)
        results.withUnsafeMutableBufferPointer { results in
            nonisolated(unsafe) let results = results
            Workers.perform(blocks.count + 1) { item in
                if item == 0 {
                    self.readGroup()
                } else {
                    results[item - 1] = CSVBlockParser.parse(blocks[item - 1], plan: plan, dialect: dialect)
                }
            }
        }
        swap(&current, &spare)
        return try results.compactMap { result in
            guard let result else { return nil }
            if let fault = result.fault {
                throw fault.error(
                    path: path, row: rowCount + result.rowCount + 1, columns: header.count,
                    separator: reader.dialect.separator)
            }
            for (name, column) in zip(header, result.columns) { column.latin1.tell(path: path, column: name) }
            if result.hasPassedOverRows {
                Notice.report(
                    "\(path): lines that begin with '#' are comments and are passed over, also those with a cell for every "
                        + "column. Put quotation marks around a first cell that begins so.")
            }
            rowCount += result.rowCount
            return result
        }
    }

    /// Fills the spare blocks.
    private func readGroup() {
        var count = 0
        do {
            while !isAtEnd, count < Self.groupSize {
                if count == spare.count { spare.append(CSVBlock(capacity: CSVBlockReader.blockSize)) }
                if try reader.next(&spare[count]) { count += 1 } else { isAtEnd = true }
            }
        } catch {
            readingError = error
            isAtEnd = true
        }
        spare.removeLast(spare.count - count)
    }
}
