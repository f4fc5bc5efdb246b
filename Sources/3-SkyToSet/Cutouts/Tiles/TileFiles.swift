internal import Files
internal import Foundation

/// Finds the files that may be tiles.
enum TileFiles {
    /// Files in a folder and the folders below it whose names end as those of tiles do, in order of their paths; what begins
    /// with a point is passed over, a folder is searched once however many links lead to it.
    /// - Returns: paths relative to the folder.
    /// - Throws: `InputError` when the folder cannot be read, or holds none.
    static func find(in directory: String) throws -> [String] {
        var found: [String] = []
        var seen: Set<UInt64> = []
        try search(directory, prefix: "", &found, &seen)
        guard !found.isEmpty else {
            throw InputError(
                file: directory,
                problem: "no file here, or in the folders below, ends in \(TileSet.extensions.joined(separator: ", "))",
                remedy: "Name the tiles' directory")
        }
        return found.sorted()
    }

    /// Bytes that the name of a tile ends with; 0 when it is no tile's.
    static func ending(of name: String) -> Int {
        let name = name.lowercased()
        return TileSet.extensions.filter { name.hasSuffix($0) }.map(\.count).max() ?? 0
    }

    /// True for a file that says which pixels of another one are sound, by the last words of its name: `tile_r_wht.fits`,
    /// `skycell.stk.r.unconv.mask.fits`, `KiDS_r_wei.fits`.
    static func isCompanion(_ name: String) -> Bool {
        let words = name.fileName.lowercased().dropLast(ending(of: name)).split { !$0.isLetter && !$0.isNumber }
        return words.count > 1 && words.last.map { companions.contains(String($0)) } == true
    }

    private static let companions: Set = [
        "weight", "weights", "wei", "wht", "wt", "mask", "masks", "msk", "rms", "invvar", "ivar", "variance", "flag",
        "flags",
    ]

    private static func search(
        _ folder: String, prefix: String, _ found: inout [String], _ seen: inout Set<UInt64>
    ) throws {
        var status = stat()
        guard stat(folder, &status) == 0,
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
        else {
            throw InputError(file: folder, problem: "the directory of tiles cannot be read", remedy: "Check its name")
        }
        guard seen.insert(UInt64(status.st_ino) &* 31 &+ UInt64(status.st_dev)).inserted else { return }
        for name in names.sorted() where !name.hasPrefix(".") {
            let path = folder + "/" + name
            if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
                try search(path, prefix: prefix + name + "/", &found, &seen)
            } else if ending(of: name) > 0 {
                found.append(prefix + name)
            }
        }
    }
}
