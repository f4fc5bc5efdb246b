internal import Files
internal import Foundation
internal import Manifests
internal import Process
internal import Sky
internal import Tables

/// Writes the files that describe a catalogue, once all cells are done: what HATS 1.0 asks for beside the cells.
struct CatalogueFinish {
    let folder: CatalogueFolder
    let plan: CataloguePlan
    let columns: CatalogueColumns
    let info: TableInfo
    let request: CatalogueRequest
    let settings: CatalogueSettings
    let notes: IdentifierNotes

    /// Finishes the catalogue if all cells are done, or waits until another process has.
    ///
    /// - Returns: how many cells are not done yet.
    func perform() throws -> Int {
        let left = plan.cells.count { CellRecord($0, in: folder) == nil }
        guard left == 0 else { return left }
        while !folder.exists(folder.complete) {
            guard let lock = try FileLock.ifFree(folder.finish) else {
                Thread.sleep(forTimeInterval: CatalogueWork.pause)
                try StopSignal.check(.goesOn)
                continue
            }
            try withExtendedLifetime(lock) { if !folder.exists(folder.complete) { try describe() } }
        }
        return 0
    }

    private func describe() throws {
        let (files, hats) = (plan.cells.map(\.file), HATSFolder(path: folder.path))
        try hats.writeMetadata(of: files, columns: columns.all, info: info, vector: columns.vector)
        try hats.writePartitions(plan.cells)
        let counts = try FilePiece(path: folder.counts).read()
        for name in ["skymap.fits", "point_map.fits"] { try AtomicFile.write("\(folder.path)/\(name)", bytes: counts) }
        try hats.writeProperties(properties)
        try removeOthers(than: Set(files))
        try folder.removeUnfinished()
        try IdentifierIndex.write(
            folder, plan.cells, id: GalaxyColumn.id.name, pixel: GalaxyColumn.healpix.name,
            notes: notes, mostRows: request.sortedRows)
        try writeProvenance()
        // Cells last by themselves, the folders that they lie in do not: after this the catalogue counts as whole.
        try Directory.synchronize(folder.dataset)
        let records = plan.cells.map { CellRecord($0, in: folder)?.digest ?? "" }
        try folder.writeJSON(
            Completed(
                cells: plan.cells.count, rows: plan.rows,
                digest: Checksum.hexadecimal(.sha256, of: Array(records.joined(separator: "\n").utf8))),
            to: folder.complete)
        try Directory.remove(folder.spool)
    }

    /// What stands in the file that says that a catalogue is complete.
    private struct Completed: Codable {
        let cells, rows: Int
        /// SHA-256 over the sums of the cells' files, in their order.
        let digest: String
    }

    /// The catalogue's name.
    var name: String { request.name ?? folder.path.fileName }

    private var properties: [(String, String)] {
        let bytes = plan.cells.reduce(0) { $0 + (CellRecord($1, in: folder)?.bytes ?? 0) }
        let covered = plan.cells.reduce(0) { $0 + $1.range.count }
        return [
            ("obs_collection", name), ("dataproduct_type", "object"), ("hats_nrows", "\(plan.rows)"),
            ("hats_col_ra", GalaxyColumn.ra.name), ("hats_col_dec", GalaxyColumn.dec.name),
            ("hats_cols_default", columns.defaults.joined(separator: " ")),
            ("hats_col_healpix", GalaxyColumn.healpix.name), ("hats_col_healpix_order", "29"),
            ("hats_npix_suffix", ".parquet"), ("hats_skymap_order", "\(CellGrid.mapOrder)"),
            ("hats_max_rows", "\(plan.cells.mostRows)"),
            ("hats_order", "\(plan.cells.finestOrder)"), ("hats_estsize", "\(bytes / 1024)"),
            ("moc_sky_fraction", "\(Double(covered) / Double(HEALPix(order: 29).pixelCount))"),
            ("hats_builder", "tuningfork \(ProgramVersion.current)"), ("hats_version", "v1.0"),
            ("obs_description", info.description ?? ""),
        ]
    }

    /// Removes cells of an earlier plan, and what killed processes have left.
    private func removeOthers(than files: Set<String>) throws {
        func visit(_ path: String, _ levels: Int) throws {
            for name in try Directory.names(in: "\(folder.dataset)/\(path)") {
                let below = path.isEmpty ? name : "\(path)/\(name)"
                if levels > 0, Directory.isDirectory("\(folder.dataset)/\(below)") {
                    try visit(below, levels - 1)
                } else if levels == 0, !files.contains(below),
                    name.hasPrefix("Npix=") || name.hasPrefix(CatalogueFiles.unfinished)
                {
                    try Directory.remove("\(folder.dataset)/\(below)")
                }
            }
        }
        try visit("", 2)
    }
}
