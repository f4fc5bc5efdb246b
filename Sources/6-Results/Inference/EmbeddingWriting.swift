import Files
import Manifests
import Process
import Tables
import Vectors

/// Writes the vectors of a whole journal as files.
struct EmbeddingWriting {
    let output: String
    let type: StoredFloat
    /// Numbers in a vector.
    let dimension: Int
    let galaxies: GalaxyTable.Checked
    let journal: OutcomeJournal

    /// Rows whose vectors are in memory at a time.
    private var rowsAtATime: Int { min(PredictionTable.rowsAtATime, VectorColumn.rowsAtATime(width: dimension)) }

    func perform() throws -> Embedding.Summary {
        EmbeddingFile.isParquet(output) ? try writeParquet() : try writePair()
    }

    private func writePair() throws -> Embedding.Summary {
        let columns = EmbeddingFile.columns
        var summary = Embedding.Summary(rows: galaxies.rowCount, repeated: galaxies.repeats.count)
        try TableFile.write(EmbeddingFile.table(beside: output), columns: columns) { writer in
            try forEachBatch(PredictionTable.rowsAtATime, keepingVectors: false, &summary) { table, _ in
                try writer.write(table)
            }
        }
        var blocks = try journal.blocks()
        var row = 1
        try Npy.write(rows: galaxies.rowCount, columns: dimension, type: type, to: output) { append in
            while let block = blocks.next() {
                try check(block.values, firstRow: row)
                try append(block.values)
                row += block.count
                try StopSignal.check(.goesOn)
            }
        }
        return summary
    }

    private func writeParquet() throws -> Embedding.Summary {
        var summary = Embedding.Summary(rows: galaxies.rowCount, repeated: galaxies.repeats.count)
        let vector = EmbeddingFile.column(width: dimension, isHalf: type == .float16)
        var row = 1
        try VectorTable.write(output, columns: EmbeddingFile.columns, vector: vector) { append in
            try forEachBatch(rowsAtATime, keepingVectors: true, &summary) { table, vectors in
                try check(vectors, firstRow: row)
                row += table.rowCount
                switch type {
                case .float32: try vectors.withUnsafeBytes { try append(table, $0) }
                case .float16: try StoredFloat.halves(vectors).withUnsafeBytes { try append(table, $0) }
                }
                try StopSignal.check(.goesOn)
            }
        }
        return summary
    }

    /// Hands over the table's rows and their vectors.
    private func forEachBatch(
        _ rows: Int, keepingVectors: Bool, _ summary: inout Embedding.Summary, _ body: (Table, [Float]) throws -> Void
    ) throws {
        let reader = try galaxies.reader(carrying: .none)
        var blocks = try journal.blocks()
        while let batch = try reader.next(rows) {
            var (reasons, vectors): ([Int: String], [Float]) = ([:], [])
            var row = 0
            try blocks.take(batch.count) { values, reason in
                if let reason {
                    reasons[row] = reason
                    summary.unreadable += 1
                    if summary.firstUnreadable == nil { summary.firstUnreadable = (batch.firstRow + row, reason) }
                }
                row += 1
                if keepingVectors { vectors += values }
            }
            let values =
                [.text(batch.ids), .text(batch.writtenFiles)]
                + PredictionColumns.verdicts(reasons, galaxies.repeats(of: batch), rows: batch.count)
            try body(Table(columns: zip(EmbeddingFile.columns, values).map { Column($0, $1) }), vectors)
        }
    }

    /// Throws `InputError` when a number would become infinite.
    private func check(_ values: [Float], firstRow: Int) throws {
        guard type == .float16,
            let place = values.firstIndex(where: { abs($0) >= StoredFloat.overflow && $0.isFinite })
        else { return }
        throw InputError(
            file: output, row: firstRow + place / dimension,
            problem: "a number of this vector is \(values[place]), beyond the 65504 of float16",
            remedy: "Use --type float32: what was found is kept, and the same command with it writes it")
    }
}
