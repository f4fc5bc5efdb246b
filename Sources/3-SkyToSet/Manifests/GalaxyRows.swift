import Sky
import Tables

/// Rows of a galaxy table in little memory: identifiers and paths lie one after the other in one buffer, and what all paths
/// begin with is kept once.
final class GalaxyRows: Sendable {
    let manifest: String
    let firstRow: Int
    let labels, surveys: [String?]?
    let positions: [SkyCoordinate?]?
    /// What every path begins with.
    private let stem: String
    private let text: [UInt8]
    /// For each row where its identifier ends, and where the rest of its path does.
    private let ends: [Int]

    init(_ batch: GalaxyTable.Batch, manifest: String) {
        self.manifest = manifest
        firstRow = batch.firstRow
        labels = batch.labels
        surveys = batch.surveys
        positions = batch.positions
        let stem = Self.stem(of: batch.files)
        var text: [UInt8] = []
        var ends: [Int] = []
        ends.reserveCapacity(2 * batch.count)
        batch.ids.withUTF8 { ids in
            batch.files.withUTF8 { files in
                for row in 0..<ids.count {
                    text += ids[row]
                    ends.append(text.count)
                    if files.count > 0 { text += files[row].dropFirst(stem.utf8.count) }
                    ends.append(text.count)
                }
            }
        }
        self.stem = stem
        self.text = text
        self.ends = ends
    }

    func id(_ row: Int) -> String { piece(2 * row) }

    func file(_ row: Int) -> String { stem + piece(2 * row + 1) }

    private func piece(_ number: Int) -> String {
        String(decoding: text[(number == 0 ? 0 : ends[number - 1])..<ends[number]], as: UTF8.self)
    }

    /// The longest beginning that ends in `/` and that all paths have.
    private static func stem(of files: Texts) -> String {
        guard var stem = files.first.map({ Array($0.utf8) }) else { return "" }
        files.withUTF8 { files in
            for row in 0..<files.count {
                let common = zip(stem, files[row]).prefix { $0 == $1 }.count
                stem.removeLast(stem.count - common)
            }
        }
        stem.removeLast(stem.count - (stem.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0))
        return String(decoding: stem, as: UTF8.self)
    }
}
