internal import Cutouts
internal import Files
internal import Foundation
internal import Images

/// Finds the picture of a row: by the path in the table, in a folder, or in a store of cutouts.
struct PagePictures: Sendable {
    /// The table that names the pictures, for messages.
    let path: String
    let rowCount: Int
    private let ids: [String]
    private let written: [String]?
    /// Paths count from here.
    private let folder: String
    private let images: String?
    private let store: CutoutStore?

    /// Throws `InputError` when nothing says where pictures are.
    init(_ request: GalaxyPage.Request, _ table: PageTable) throws {
        path = request.manifest ?? request.map
        (rowCount, ids) = (table.rowCount, table.ids)
        written = table.files?.written
        folder = table.files?.folder ?? ""
        images = request.images
        if let images, !Directory.isDirectory(images) {
            throw InputError(
                file: images, problem: "there is no such folder", remedy: "Name the folder of the pictures, or a store")
        }
        store = try images.flatMap { images in
            FileManager.default.fileExists(atPath: images + "/cutouts-00000.tar")
                ? try CutoutStore(directory: images) : nil
        }
        guard written != nil || images != nil else {
            throw InputError(
                file: request.map, problem: "no table has a column 'file' with the pictures",
                remedy: "Give --manifest or --images, or --no-images for a page without thumbnails")
        }
    }

    /// The picture of a row. Throws an error that says why there is none.
    func picture(_ row: Int) throws -> RGBImage {
        if let images, let found = try picture(row, in: images) { return found }
        let file = written?[row] ?? ""
        return try RGBImage(contentsOf: file.isEmpty || file.hasPrefix("/") ? file : folder + file)
    }

    /// nil when neither the folder nor the store has one of the names that a row's picture may have.
    private func picture(_ row: Int, in images: String) throws -> RGBImage? {
        let file = written?[row] ?? ""
        let own = ids[row].isEmpty ? [] : ["jpg", "jpeg", "png"].map { "\(ids[row]).\($0)" }
        let candidates = (file.isEmpty ? [] : [file, file.fileName]) + own
        if let store {
            for name in candidates {
                if let bytes = try store.bytes(named: name) { return try RGBImage(decoding: bytes, name: name) }
            }
        }
        for name in candidates where !name.hasPrefix("/") {
            let path = "\(images)/\(name)"
            if FileManager.default.fileExists(atPath: FilePiece(path).path) { return try RGBImage(contentsOf: path) }
        }
        return nil
    }
}
