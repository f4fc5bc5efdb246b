internal import Files
internal import Foundation

/// The folder of a publication while it is made: hidden, beside its final name, and gone unless it is committed.
final class PublicationFolder {
    /// Where files are written.
    let path: String
    private let final: String
    private let lock: FileLock
    private var isCommitted = false

    /// - Parameters:
    ///   - final: the folder's name in the end.
    ///   - catalogue: what is published.
    /// - Throws: ``InputError`` when there is something of that name, and for a folder in the catalogue; ``WriteError``, also while
    ///   another process makes it.
    init(_ final: String, of catalogue: String) throws {
        let final = CatalogueFolder(final).path
        guard !Self.isThere(final) else {
            throw InputError(
                file: final, problem: "there is something of this name already",
                remedy: "A publication is a new folder: give another name, or move that one away")
        }
        func whole(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path + "/" }
        if whole(final).hasPrefix(whole(catalogue)) {
            throw InputError(
                file: final, problem: "it lies in the catalogue, and would become a part of it",
                remedy: "Name a folder elsewhere")
        }
        let above = final.contains("/") ? String(final[..<(final.lastIndex(of: "/") ?? final.endIndex)]) : "."
        if !above.isEmpty { try Directory.create(above) }
        let hidden = "\(above.isEmpty ? "" : above)/.\(final.fileName)"
        lock = try FileLock(hidden + ".lock", of: final)
        path = hidden + ".unfinished"
        self.final = final
        // What a killed process has left.
        try Directory.remove(path)
        try Directory.create(path)
    }

    deinit { if !isCommitted { try? Directory.remove(path) } }

    /// A folder for what is needed meanwhile.
    func scratch(_ name: String) throws -> String {
        let folder = "\(path)/.\(name)"
        try Directory.create(folder)
        return folder
    }

    /// Gives the folder its name. Throws ``WriteError``.
    func commit() throws {
        try Directory.place(path, as: final)
        isCommitted = true
    }

    private static func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
