internal import Files
internal import Foundation
import Tables

/// What a catalogue is made of: the cells, what they are made from, and with what. It stands in the catalogue's folder, and
/// every process that works on it reads it.
struct CataloguePlan: Codable, Equatable {
    /// Version of what is kept in ``CatalogueFolder/work``; a program refuses one that it does not know.
    static let version = 1

    var version = Self.version
    /// Digest of all that the cells depend on: two processes work on one catalogue only with the same.
    let identity: String
    /// The manifest as it was given, and the SHA-256 of its bytes.
    let manifest, manifestDigest: String
    /// Columns of the manifest that are carried, as it has them.
    let carried: [ColumnInfo]
    /// Rows that are left out because they have no position; they are listed in ``CatalogueFolder/leftOut``.
    let leftOut: Int
    /// Rows of the manifest that repeat a galaxy.
    let repeated: Int
    /// Along the curve.
    let cells: [CatalogueCell]

    /// Rows of the catalogue.
    var rows: Int { cells.reduce(0) { $0 + $1.rows } }

    /// The plan of a catalogue; nil where there is none.
    ///
    /// - Throws: ``InputError`` for a catalogue of a later version, or a file that is no plan.
    init?(_ folder: CatalogueFolder) throws {
        guard (try? FileState(folder.plan)) != nil else { return nil }
        let data = Data(try FilePiece(path: folder.plan).read())
        struct Versioned: Decodable { let version: Int }
        guard let version = try? JSONDecoder().decode(Versioned.self, from: data).version else {
            throw Self.damaged(folder.plan)
        }
        guard version == Self.version else {
            throw InputError(
                file: folder.path,
                problem:
                    "this catalogue was begun by another version of the program (its plan is of version \(version), "
                    + "and \(Self.version) is known here)",
                remedy: "Use that version, or give the catalogue another name")
        }
        guard let plan = try? JSONDecoder().decode(CataloguePlan.self, from: data) else {
            throw Self.damaged(folder.plan)
        }
        self = plan
    }

    init(
        identity: String, manifest: String, manifestDigest: String, carried: [ColumnInfo], leftOut: Int, repeated: Int,
        cells: [CatalogueCell]
    ) {
        self.identity = identity
        self.manifest = manifest
        self.manifestDigest = manifestDigest
        self.carried = carried
        self.leftOut = leftOut
        self.repeated = repeated
        self.cells = cells
    }

    func write(to folder: CatalogueFolder) throws { try folder.writeJSON(self, to: folder.plan) }

    private static func damaged(_ path: String) -> InputError {
        InputError(
            file: path, problem: "this is no plan of a catalogue",
            remedy: "Remove the file: the plan is made again, and cells that are done are kept")
    }
}
