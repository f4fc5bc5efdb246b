internal import Files
internal import Foundation

/// The tar files of a store: their names, and what they hold.
struct StoreShards: Sendable {
    let directory: String

    /// Path of shard `number`.
    func path(_ number: Int) -> String {
        let digits = String(number)
        return "\(directory)/cutouts-\(String(repeating: "0", count: max(0, 5 - digits.count)))\(digits).tar"
    }

    var indexPath: String { "\(directory)/\(StoreIndex.fileName)" }

    /// Sizes in bytes of the shards that there are, from number 0 on without a gap.
    func sizes() throws -> [Int] {
        var sizes: [Int] = []
        while case let path = path(sizes.count), FileManager.default.fileExists(atPath: path) {
            sizes.append(try Scanner(path).size)
        }
        return sizes
    }

    /// The piece that an entry names.
    func piece(_ entry: StoreEntry) -> FilePiece {
        FilePiece(path: path(Int(entry.shard)), offset: Int(entry.offset), count: Int(entry.count))
    }

    /// What stands in the shards behind what an index lists.
    ///
    /// - Parameters:
    ///   - sizes: of the shards.
    ///   - covered: bytes of each shard that are known already; missing ones are 0.
    /// - Returns: the entries behind, and for each shard the end of its last whole member.
    func scan(sizes: [Int], covered: [Int]) throws -> (entries: [StoreEntry], ends: [Int]) {
        var entries: [StoreEntry] = []
        let ends = try sizes.indices.map { shard in
            let start = shard < covered.count ? covered[shard] : 0
            if start == sizes[shard] { return start }
            return try Scanner(path(shard)).scan(from: start, shard: UInt32(shard)) { entries.append($0) }
        }
        return (entries, ends)
    }

    /// Walks over the members of one shard.
    private struct Scanner {
        private let path: String
        let size: Int

        init(_ path: String) throws {
            self.path = path
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            guard let size = attributes?[.size] as? Int else {
                throw InputError(
                    file: path, problem: "the file cannot be looked at", remedy: "Check its name and permissions")
            }
            self.size = size
        }

        /// Returns the end of the last whole member.
        func scan(from start: Int, shard: UInt32, _ found: (StoreEntry) -> Void) throws -> Int {
            let block = TarHeader.blockSize
            var place = start
            while place + block <= size {
                let header = try FilePiece(path: path, offset: place, count: block).read()
                let content = place + block
                switch TarHeader.parse(header[...]) {
                case .file(let name, let count):
                    guard TarHeader.padded(count) <= size - content else { return place }
                    found(
                        StoreEntry(
                            hash: StoreEntry.hash(name), offset: UInt64(content), shard: shard, count: UInt32(count)))
                    place = content + TarHeader.padded(count)
                case .other(let count):
                    guard TarHeader.padded(count) <= size - content else { return place }
                    place = content + TarHeader.padded(count)
                case .end, .damaged: return place
                }
            }
            return place
        }
    }
}
