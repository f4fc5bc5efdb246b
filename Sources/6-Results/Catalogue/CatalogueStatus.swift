internal import Files
internal import Foundation

/// How far a catalogue is.
public struct CatalogueStatus: Sendable, Equatable, Codable {
    /// Cells, and galaxies in them: all, and those that are done.
    public internal(set) var cells = 0, doneCells = 0, rows = 0, doneRows = 0
    /// Cells that a process is at work on now.
    public internal(set) var runningCells = 0
    /// Cells that a process could not make, and why; none of them is being made now.
    public internal(set) var failures: [String: String] = [:]
    /// Whether the files that describe the catalogue are written: it can be used.
    public internal(set) var isComplete = false
    /// Galaxies a second, from the first cell that was done to the last; nil while fewer than two are.
    public internal(set) var rate: Double?

    /// Seconds that are left at that rate; nil where it is not known.
    public var secondsLeft: Double? { rate.map { Double(rows - doneRows) / $0 } }

    /// Looks at the catalogue in a folder, whatever processes work on it.
    ///
    /// - Throws: ``Files/InputError`` when there is none, or it is of another version.
    public init(of path: String) throws {
        let folder = CatalogueFolder(path)
        guard let plan = try CataloguePlan(folder) else {
            throw InputError(
                file: path, problem: "there is no catalogue here, or its plan is still being made",
                remedy: "Give the folder that tuningfork catalog writes")
        }
        cells = plan.cells.count
        rows = plan.rows
        isComplete = folder.exists(folder.complete)
        var times: [(time: Double, rows: Int)] = []
        for cell in plan.cells {
            if CellRecord(cell, in: folder) != nil {
                doneCells += 1
                doneRows += cell.rows
                let made = try? FileManager.default.attributesOfItem(atPath: folder.record(cell))[.modificationDate]
                if let made = made as? Date { times.append((made.timeIntervalSince1970, cell.rows)) }
            } else if try FileLock.isHeld(folder.lock(cell)) {
                runningCells += 1
            } else if let text = try? FilePiece(path: folder.failure(cell)).read() {
                failures[cell.name] = String(decoding: text, as: UTF8.self)
            }
        }
        times.sort { $0.time < $1.time }
        if let first = times.first, let last = times.last, last.time > first.time {
            rate = Double(times.dropFirst().reduce(0) { $0 + $1.rows }) / (last.time - first.time)
        }
    }
}
