internal import Files
internal import Foundation
internal import Glibc
internal import Process

/// Takes cells that no other process has, one after the other, until all are done.
struct CellQueue {
    private let cells: [CatalogueCell]
    private let folder: CatalogueFolder
    private let progress: ProgressReporter
    private var isDone: [Bool]
    /// Galaxies of cells that are done, whoever has made them.
    private var doneRows = 0

    /// - Parameter share: of the cells; nil for all.
    init(
        _ cells: [CatalogueCell], share: CatalogueRequest.Shard?, folder: CatalogueFolder, progress: ProgressReporter
    ) {
        self.cells = cells.enumerated().filter { number, _ in
            share.map { number % $0.count == $0.index } ?? true
        }.map(\.element)
        self.folder = folder
        self.progress = progress
        isDone = self.cells.map { _ in false }
    }

    /// Makes cells until all are done, also by others.
    mutating func run(_ maker: CellMaker) throws -> CatalogueWork.Summary {
        var summary = CatalogueWork.Summary()
        progress.begin("Classifying", total: cells.reduce(0) { $0 + $1.rows })
        defer { progress.end() }
        while true {
            var (made, waiting) = (false, false)
            for number in cells.indices where !isDone[number] {
                try StopSignal.check(.goesOn)
                if note(number) { continue }
                // Its name goes with the process that has it, however that ends.
                guard let lock = try FileLock.ifFree(folder.lock(cells[number])) else {
                    waiting = true
                    continue
                }
                try withExtendedLifetime(lock) {
                    if note(number) { return }
                    try make(number, maker)
                    summary.madeCells += 1
                    summary.madeRows += cells[number].rows
                    made = true
                }
            }
            if !waiting { return summary }
            if !made { Thread.sleep(forTimeInterval: CatalogueWork.pause) }
        }
    }

    /// Notes a cell that is done.
    private mutating func note(_ number: Int) -> Bool {
        guard CellRecord(cells[number], in: folder) != nil else { return false }
        isDone[number] = true
        doneRows += cells[number].rows
        progress.advance(to: doneRows)
        return true
    }

    private mutating func make(_ number: Int, _ maker: CellMaker) throws {
        let cell = cells[number]
        let failure = folder.failure(cell)
        do {
            let done = doneRows
            try maker.make(cell) { progress.advance(to: done + $0) }
            unlink(failure)
        } catch let error as Interrupted {
            throw error
        } catch {
            try? AtomicFile.write(failure, string: "\(error)\n")
            throw error
        }
        _ = note(number)
    }
}
