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

    /// Reads a footprint: FITS with either ordering, also gzipped, ASCII (`3/1-5 8 4/36`) or JSON (`{"3": [1, 2], "4": [36]}`);
    /// the content decides. In a FITS file with several tables it is the first that is a MOC.
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
                if text.first(where: { !$0.isWhitespace }) == "{" {
                    self = try Self.json(Data(text.utf8), path: path)
                } else {
                    try self.init(text: text)
                }
                return
            }
        } catch let error as MOCError {
            throw InputError(
                file: path, problem: "\(error)",
                remedy: "A footprint is a MOC in FITS or in ASCII, see the IVOA standard")
        } catch let error as InputError {
            throw error
        } catch {
            throw InputError(file: path, problem: "the file cannot be read: \(error.localizedDescription)")
        }
        self = try MOCTable.read(path)
    }

    /// The footprint of a JSON file: for each order its pixels (IVOA MOC 2.0, section 4.3.2).
    private static func json(_ data: Data, path: String) throws(InputError) -> MOC {
        guard let orders = try? JSONDecoder().decode([String: [Int]].self, from: data) else {
            throw InputError(
                file: path, problem: "this JSON is no MOC",
                remedy: "It has a list of pixels for each order: {\"3\": [1, 2], \"4\": [36]}")
        }
        var cells: [MOCCell] = []
        for (name, pixels) in orders {
            guard let order = Int(name), HEALPix.orders.contains(order) else {
                throw InputError(file: path, problem: "'\(name)' is not a HEALPix order: they are 0 to 29")
            }
            for pixel in pixels {
                guard (0..<HEALPix(order: order).pixelCount).contains(pixel) else {
                    throw InputError(file: path, problem: "order \(order) has no pixel \(pixel)")
                }
                cells.append(MOCCell(order: order, pixel: pixel))
            }
        }
        return MOC(cells: cells, order: orders.keys.compactMap { Int($0) }.max() ?? 0)
    }

    /// Writes the footprint: ASCII when the name ends in `.txt`, else FITS. All or nothing.
    /// - Throws: `WriteError`.
    public func write(to path: String, ordering: Ordering = .nuniq) throws {
        if path.lowercased().hasSuffix(".txt") { return try AtomicFile.write(path, string: text + "\n") }
        try AtomicFile.replace(path) { try MOCTable.write(self, to: $0, ordering: ordering, name: path) }
    }
}
