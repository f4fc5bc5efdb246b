internal import Files
internal import Foundation

/// What a finished cell was made from: it is made again when one of these is another.
struct CellRecord: Codable, Equatable {
    /// Rows of the file.
    let rows: Int
    /// SHA-256 of the manifest's rows in it, in the catalogue's order.
    let rowDigest: String
    /// Digest of model and settings, as in every row.
    let settings: String
    /// SHA-256 of what the file system says of the images (size, time of the last change); empty for a rehearsal.
    let images: String
    /// Bytes and SHA-256 of the Parquet file.
    let bytes: Int
    let digest: String
    /// Name of the process that has made it, see ``CatalogueMaker``; nil in records of earlier versions.
    let maker: String?

    /// The record of a cell; nil where there is none that can be read, or its file is gone.
    init?(_ cell: CatalogueCell, in folder: CatalogueFolder) {
        guard let bytes = try? FilePiece(path: folder.record(cell)).read(),
            let record = try? JSONDecoder().decode(CellRecord.self, from: Data(bytes)), record.rows == cell.rows,
            let state = try? FileState(folder.file(cell)), state.size == record.bytes
        else { return nil }
        self = record
    }

    init(rows: Int, rowDigest: String, settings: String, images: String, bytes: Int, digest: String, maker: String) {
        self.rows = rows
        self.rowDigest = rowDigest
        self.settings = settings
        self.images = images
        self.bytes = bytes
        self.digest = digest
        self.maker = maker
    }
}
