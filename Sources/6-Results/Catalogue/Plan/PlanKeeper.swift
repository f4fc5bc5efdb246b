internal import Files
internal import Foundation
internal import Inference
internal import Process
internal import Workers

/// Sees to it that all processes of a catalogue work by one plan: the first of them makes it, the others wait.
struct PlanKeeper {
    let request: CatalogueRequest
    let folder: CatalogueFolder
    let settings: CatalogueSettings
    let progress: ProgressReporter

    typealias Makers = (maker: CellMaker, outcomes: OutcomeMaker, columns: CatalogueColumns)

    /// The plan, by which no other can take the place of while `use` is shared: as long as it lives.
    ///
    /// - Parameter makers: gives what makes cells by a plan.
    /// - Throws: ``InputError`` while other processes work by another plan; ``Interrupted``.
    func plan(_ use: SharedFileLock, makers: (CataloguePlan) throws -> Makers) throws -> CataloguePlan {
        while true {
            if use.takeAlone() { try prepare(makers) }
            while !use.share() { try wait() }
            guard let plan = try CataloguePlan(folder) else { continue }  // who was to make it has died
            if plan.identity == settings.identity { return plan }
            // Another plan: of processes that are at work, or one that was made just now.
            guard use.takeAlone() else {
                throw InputError(
                    file: folder.path,
                    problem: "other processes make this catalogue from another manifest, with another model or other "
                        + "settings (theirs is \(plan.manifest))",
                    remedy: "Give the same arguments as theirs, or wait until they have ended")
            }
            try prepare(makers)
        }
    }

    private func wait() throws {
        Thread.sleep(forTimeInterval: CatalogueWork.pause)
        try StopSignal.check(.goesOn)
    }

    /// Makes the plan unless the one that is there serves; no other process is at work.
    private func prepare(_ makers: (CataloguePlan) throws -> Makers) throws {
        let old = try CataloguePlan(folder)
        if let old, old.identity == settings.identity, !folder.exists(folder.complete), folder.exists(folder.spool) {
            return
        }
        // Until it is complete again: whoever finds no plan begins here.
        try Directory.remove(folder.plan)
        let plan = try PlanMaker(
            request: request, folder: folder, progress: progress, identity: settings.identity,
            manifestDigest: settings.manifestDigest
        ).make()
        let isCompared = old != nil
        if isCompared { try forgetStale(plan, makers(plan).maker) }
        try plan.write(to: folder)
        try Directory.remove(folder.complete)
    }

    /// Removes the records of cells that are to be made again or are no more.
    private func forgetStale(_ plan: CataloguePlan, _ maker: CellMaker) throws {
        let planned = Set(plan.cells.map { folder.record($0).fileName })
        for name in try Directory.names(in: "\(folder.work)/cells") where !planned.contains(name) {
            try Directory.remove("\(folder.work)/cells/\(name)")
        }
        progress.begin("Looking for cells that have changed", total: plan.cells.count)
        var changed = 0
        for (number, cell) in plan.cells.enumerated() {
            if try !maker.isCurrent(cell) {
                if folder.exists(folder.record(cell)) { changed += 1 }
                try Directory.remove(folder.record(cell))
            }
            progress.advance(to: number + 1)
            try StopSignal.check(.goesOn)
        }
        progress.end()
        let new = plan.cells.count { !folder.exists(folder.record($0)) }
        progress.say("\(new) of \(plan.cells.count) cells are to be made, \(changed) of them again")
    }
}
