internal import Files
internal import Foundation
public import Sky

extension MOC {
    /// How the pixels of a footprint stand in a FITS table.
    public enum Ordering: String, Sendable, CaseIterable {
        /// One number for each pixel, order and number together (MOC 1.1 and 2.0): what every program reads.
        case nuniq = "NUNIQ"
        /// First and last of each run of pixels of order 29 (MOC 2.0): smaller and faster for large footprints.
        case range = "RANGE"
    }

    /// Reads a footprint: FITS with either ordering, also gzipped, or ASCII (`3/1-5 8 4/36`); the content decides.
    ///
    /// - Throws: `InputError` that names the file and, in a table, row and column: for a file that is no footprint, one
    ///   of time or frequency, one that is not in ICRS, and pixels that do not exist.
    public init(contentsOf path: String) throws {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw InputError(file: path, problem: "the file cannot be opened", remedy: "Check its name")
        }
        defer { try? file.close() }
        let start: Data
        do {
            start = try file.read(upToCount: 9) ?? Data()
            if !start.starts(with: Data("SIMPLE  =".utf8)) && !start.starts(with: [0x1F, 0x8B]) {
                let text = String(decoding: start + (try file.readToEnd() ?? Data()), as: UTF8.self)
                try self.init(text: text)
                return
            }
        } catch let error as MOCError {
            throw InputError(
                file: path, problem: "\(error)",
                remedy: "A footprint is a MOC in FITS or in ASCII, see the IVOA standard")
        } catch {
            throw InputError(file: path, problem: "the file cannot be read: \(error.localizedDescription)")
        }
        self = try MOCTable.read(path)
    }

    /// Writes the footprint: ASCII when the name ends in `.txt`, else FITS. All or nothing.
    /// - Throws: `WriteError`.
    public func write(to path: String, ordering: Ordering = .nuniq) throws {
        if path.lowercased().hasSuffix(".txt") { return try AtomicFile.write(path, string: text + "\n") }
        try AtomicFile.replace(path) { try MOCTable.write(self, to: $0, ordering: ordering, name: path) }
    }
}
