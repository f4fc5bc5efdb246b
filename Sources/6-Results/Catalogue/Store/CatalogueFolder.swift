internal import Files
internal import Foundation
internal import Manifests

/// The folder of a catalogue: a HATS directory, and what its makers need in ``work``.
struct CatalogueFolder: Sendable, Equatable {
    let path: String

    /// - Parameter path: whatever leads to it; one that ends in `.` or `..` says nothing of the folder's name, and is looked up.
    init(_ path: String) {
        let name = path.fileName
        if name == "." || name == ".." {
            self.path = URL(filePath: path).standardizedFileURL.path
        } else {
            self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        }
    }

    /// Parquet files by cell.
    var dataset: String { "\(path)/dataset" }
    /// What is read by none but this program.
    var work: String { "\(path)/tuningfork" }
    var plan: String { "\(work)/plan.json" }
    /// There when every cell is done and the files that describe the catalogue are of them.
    var complete: String { "\(work)/complete.json" }
    /// Rows of the manifest that have no position.
    var leftOut: String { "\(work)/left_out.csv" }
    /// Where each galaxy lies, by its identifier.
    var identifiers: String { "\(work)/identifiers.index" }
    /// Counts by pixel, as the catalogue will have them.
    var counts: String { "\(work)/skymap.fits" }
    /// Rows of the manifest by place, only while they are needed.
    var spool: String { "\(work)/waiting" }
    /// Rows that repeat a galaxy.
    var repeats: String { "\(spool)/repeats" }
    /// Where it comes from.
    static let provenanceName = "rerun.json"
    var provenance: String { "\(work)/\(Self.provenanceName)" }
    /// Processes that were to make cells of it, a file each.
    var makers: String { "\(work)/makers" }
    /// Held while the plan is made, shared while cells are.
    var use: String { "\(work)/use.lock" }
    /// Held by the process that writes the files that describe the catalogue.
    var finish: String { "\(work)/finish.lock" }

    func file(_ cell: CatalogueCell) -> String { "\(dataset)/\(cell.file)" }
    func record(_ cell: CatalogueCell) -> String { "\(work)/cells/\(cell.name).json" }
    /// The rows of a pixel of ``CellGrid/pieceOrder``.
    func rows(_ pixel: Int) -> String { "\(spool)/\(pixel)" }
    /// The files in which the rows of a cell are.
    func rows(of cell: CatalogueCell) -> [String] {
        let shift = 2 * (29 - CellGrid.pieceOrder)
        return (cell.range.lowerBound >> shift...(cell.range.upperBound - 1) >> shift).map(rows).filter(exists)
    }
    func lock(_ cell: CatalogueCell) -> String { "\(work)/locks/\(cell.name)" }
    /// Why a process could not make it.
    func failure(_ cell: CatalogueCell) -> String { "\(work)/locks/\(cell.name).failure" }
    /// Names the file of what a network has said so far.
    func unfinished(_ cell: CatalogueCell) -> String { "\(work)/locks/\(cell.name).figures" }

    /// Removes what the network has said of cells: all are made. Processes that were killed leave some, and so do cells of an
    /// earlier plan.
    func removeUnfinished() throws {
        let ending = EmbeddingFile.unfinished(".figures")
        for name in try Directory.names(in: "\(work)/locks") where name.hasSuffix(ending) {
            try Directory.remove("\(work)/locks/\(name)")
        }
    }

    /// Makes the folders; refuses one that holds something else.
    ///
    /// - Throws: ``InputError``, ``WriteError``.
    func create() throws {
        if let names = try? Directory.names(in: path), !names.isEmpty, !Directory.isDirectory(work) {
            throw InputError(
                file: path, problem: "this folder holds something that is no catalogue of this program's",
                remedy: "Give the name of a new or an empty folder")
        }
        for folder in [path, dataset, "\(work)/cells", "\(work)/locks"] { try Directory.create(folder) }
    }

    /// Keys are sorted, so that the same content gives the same bytes.
    func writeJSON(_ value: some Encodable, to path: String, durability: AtomicFile.Durability = .powerCut) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(path, bytes: encoder.encode(value) + [10], durability: durability)
    }

    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
