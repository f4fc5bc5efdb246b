internal import Files
internal import Foundation
internal import Tables

extension CatalogueFinish {
    /// Writes where the catalogue comes from. A record that says so already of the same files stays: they were made then.
    func writeProvenance() throws {
        let files = try sums()
        let now = Date()
        let planned = (try? FileManager.default.attributesOfItem(atPath: folder.plan)[.modificationDate]) as? Date
        let provenance = CatalogueProvenance(
            name: name, origin: request.origin,
            manifest: .init(
                path: URL(filePath: request.manifest).path, sha256: plan.manifestDigest, leftOut: plan.leftOut,
                repeated: plan.repeated, names: request.names, view: TableFile.view(of: request.manifest)),
            settings: .init(
                digest: settings.digest, batch: request.batch, cellRows: request.cellRows, setLevel: request.setLevel,
                embeddings: request.embeddings ? true : nil),
            makers: CatalogueMaker.all(of: plan.cells, in: folder), started: CatalogueMaker.time(planned ?? now),
            finished: CatalogueMaker.time(now), rows: plan.rows, cells: plan.cells.count, files: files)
        if let old = try? CatalogueProvenance.read(folder.provenance), old.files == files,
            old.settings == provenance.settings, old.manifest == provenance.manifest, old.origin == provenance.origin
        {
            return
        }
        try provenance.write(to: folder.provenance)
    }

    /// Length and sum of every file that others than this program read.
    private func sums() throws -> [String: CatalogueProvenance.Sum] {
        var sums: [String: CatalogueProvenance.Sum] = [:]
        for cell in plan.cells {
            guard let record = CellRecord(cell, in: folder) else { continue }
            sums["dataset/\(cell.file)"] = .init(bytes: record.bytes, sha256: record.digest)
        }
        for name in try CatalogueFiles.names(in: folder.path) where sums[name] == nil {
            sums[name] = try CatalogueFiles.sum("\(folder.path)/\(name)")
        }
        return sums
    }
}

/// The files of a catalogue that others than this program read.
enum CatalogueFiles {
    /// What a file's name begins with while it is written, and where its writer was killed.
    static let unfinished = ".tuningfork-"

    /// Their paths in the catalogue's folder, sorted.
    static func names(in folder: String) throws -> [String] {
        let own = CatalogueFolder(folder).work.fileName
        return try Directory.files(in: folder).filter {
            !$0.hasPrefix("\(own)/") && !$0.fileName.hasPrefix(unfinished)
        }
    }

    static func sum(_ path: String) throws -> CatalogueProvenance.Sum {
        .init(bytes: try FileState(path).size, sha256: try Checksum.hexadecimal(.sha256, ofFile: path))
    }
}
