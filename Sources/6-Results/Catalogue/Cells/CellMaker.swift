internal import Files
internal import Inference
internal import Manifests
internal import Process
internal import Tables

/// Makes cells: the manifest's rows, what the network says of them, one Parquet file.
final class CellMaker {
    private let folder: CatalogueFolder
    private let request: CatalogueRequest
    private let plan: CataloguePlan
    private let outcomes: OutcomeMaker
    private let columns: CatalogueColumns
    private let info: TableInfo
    private let images: ImageStates
    /// Digest of model and settings, as in every row.
    private let settings: String
    /// Of the cells that were made here.
    let notes: IdentifierNotes

    /// Rows of a group in a Parquet file: what a cone search reads at least.
    static let groupRows = 4096

    init(
        _ request: CatalogueRequest, _ plan: CataloguePlan, _ folder: CatalogueFolder, _ outcomes: OutcomeMaker,
        _ columns: CatalogueColumns, info: TableInfo, settings: String
    ) {
        (self.request, self.plan, self.folder, self.outcomes) = (request, plan, folder, outcomes)
        (self.columns, self.info, self.settings) = (columns, info, settings)
        images = ImageStates(frame: request.frame)
        notes = IdentifierNotes(mostRows: request.sortedRows)
    }

    /// Looks at the pictures of a cell.
    ///
    /// - Parameter seen: is told how many of the cell's galaxies are looked at.
    /// - Returns: what writes the cell's file and its record; another thread may call it, while further cells are looked at
    ///   and written.
    /// - Throws: ``Process/Interrupted`` after a signal: what was found is kept; ``InputError``, ``WriteError``, the engine's
    ///   errors.
    func make(_ cell: CatalogueCell, seen: (Int) -> Void) throws -> () throws -> Void {
        let rows = try CellRows(cell, in: folder, carrying: plan.carried)
        let files = Array(GalaxyTable.images(rows.files, of: request.manifest))
        let states = try images.states(of: files)
        let fingerprint = try Checksum.hexadecimal(
            .sha256, of: Array("\(settings) \(rows.digest) \(states)".utf8))
        let found = try outcomes.look(
            at: files, unfinished: folder.unfinished(cell), fingerprint: fingerprint, seen: seen)
        let (cells, digests) = try outcomes.columns(of: found, rows.carried)
        return { [self] in
            let path = folder.file(cell)
            try Directory.create(path.folder)
            let table = columns.table(of: rows, cells, images: digests, settings: settings)
            try ParquetGroups.write(
                table, to: path, info: info, groupRows: Self.groupRows,
                vectors: columns.vector.map { VectorFeed($0, pieces: found.embeddings) })
            let state = try FileState(path)
            try folder.writeJSON(
                CellRecord(
                    rows: rows.count, rowDigest: rows.digest, settings: settings, images: states, bytes: state.size,
                    digest: Checksum.hexadecimal(.sha256, ofFile: path), maker: CatalogueMaker.processName),
                to: folder.record(cell))
            notes.note(cell, ids: rows.ids, pixels: rows.pixels)
            try found.remove()
        }
    }

    /// Whether a cell that was made before is what would be made now.
    func isCurrent(_ cell: CatalogueCell) throws -> Bool {
        guard let record = CellRecord(cell, in: folder), record.settings == settings else { return false }
        let rows = try CellRows(cell, in: folder, carrying: plan.carried)
        guard record.rowDigest == rows.digest else { return false }
        return try record.images == images.states(of: Array(GalaxyTable.images(rows.files, of: request.manifest)))
    }
}

extension String {
    /// The folder of a path that has one.
    fileprivate var folder: String { lastIndex(of: "/").map { String(self[..<$0]) } ?? "." }
}
