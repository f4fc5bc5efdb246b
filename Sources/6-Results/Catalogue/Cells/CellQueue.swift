internal import Files
internal import Foundation
internal import Glibc
internal import Process
internal import Workers

/// Takes cells that no other process has, one after the other, until all are done.
struct CellQueue {
    private let cells: [CatalogueCell]
    private let folder: CatalogueFolder
    private let progress: ProgressReporter
    private var isDone: [Bool]
    /// Cells that are written at a time, each by one thread: they are in memory.
    private static let mostWritten = 2
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

    /// Makes cells until all are done, also by others. While the network looks at one cell, those before are written.
    mutating func run(_ maker: CellMaker) throws -> CatalogueWork.Summary {
        var summary = CatalogueWork.Summary()
        progress.begin("Classifying", total: cells.reduce(0) { $0 + $1.rows })
        defer { progress.end() }
        let writing = WorkBehind(most: Self.mostWritten)
        do {
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
                    if note(number) { continue }
                    try make(number, maker, lock, writing)
                    summary.madeCells += 1
                    summary.madeRows += cells[number].rows
                    made = true
                }
                if !waiting { break }
                try writing.finish()
                if !made { Thread.sleep(forTimeInterval: CatalogueWork.pause) }
            }
        } catch {
            // What the network has said of the cells before is not lost, and an error of writing it comes first.
            try writing.finish()
            throw error
        }
        try writing.finish()
        return summary
    }

    /// Notes a cell that is done.
    private mutating func note(_ number: Int) -> Bool {
        guard CellRecord(cells[number], in: folder) != nil else { return false }
        take(number)
        return true
    }

    private mutating func take(_ number: Int) {
        isDone[number] = true
        doneRows += cells[number].rows
        progress.advance(to: doneRows)
    }

    /// Makes a cell; it is written while this goes on.
    private mutating func make(_ number: Int, _ maker: CellMaker, _ lock: FileLock, _ writing: WorkBehind) throws {
        let (cell, folder, progress, done) = (cells[number], folder, progress, doneRows)
        let write = try Self.noting(cell, folder) { try maker.make(cell) { progress.advance(to: done + $0) } }
        try writing.begin {
            try withExtendedLifetime(lock) { try Self.noting(cell, folder, write) }
        }
        take(number)
    }

    /// Does a part of the work on a cell; why it fails is kept beside it until it succeeds.
    private static func noting<Result>(
        _ cell: CatalogueCell, _ folder: CatalogueFolder, _ body: () throws -> Result
    ) throws -> Result {
        let failure = folder.failure(cell)
        do {
            let result = try body()
            unlink(failure)
            return result
        } catch let error as Interrupted {
            throw error
        } catch {
            try? AtomicFile.write(failure, string: "\(error)\n")
            throw error
        }
    }
}
