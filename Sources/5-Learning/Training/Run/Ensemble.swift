import Confidence
import Files
import Foundation
import Manifests
import Networks
import Tables

/// Several finished runs as one run folder: their logits are averaged.
public enum Ensemble {
    /// Writes the folder `run`: each member's files below `members`, and the record, recipe and galaxies of all together.
    ///
    /// Weights are hard links where that is possible, and copies elsewhere. Recipe and record are the first member's, apart
    /// from what follows. A galaxy is calibrated on where every member has kept it for that; it counts as trained on where any
    /// member was. Without enough such galaxies the recipe's `calibration_fraction` is 0.
    ///
    /// - Parameters:
    ///   - members: finished runs of one network each, two or more.
    ///   - run: a folder that is empty, or not there yet.
    /// - Throws: ``Files/InputError`` when a member is no finished run, or has other classes, questions or heads than the
    ///   first; ``Files/WriteError``, also when the folder holds anything.
    public static func write(_ members: [RunDirectory], to run: RunDirectory) throws {
        guard members.count >= 2 else {
            throw InputError(problem: "an ensemble needs two runs or more", remedy: "Name their folders")
        }
        guard !run.holdsAnything else {
            throw WriteError(path: run.path, reason: "the folder is not empty", remedy: "Give a new folder")
        }
        let found = try members.map { try $0.readFinished() }
        for (member, own) in zip(members, found) { try check(member, own.info, own.recipe, against: found[0]) }
        let union = try EnsembleGalaxies(members, classes: found[0].info.classes)
        try Directory.create(run.path)
        let lock = try FileLock(run.lock, of: run.path)
        var info = found[0].info
        var recipe = found[0].recipe
        recipe.name = "ensemble of \(members.count), the first \(recipe.name)"
        if recipe.head.kind == .classes, !union.canCalibrate(least: TrainingData.leastCalibration) {
            recipe.calibrationFraction = 0
        }
        info.members = members.indices.map { "members/\($0 + 1)" }
        for (member, name) in zip(members, info.members ?? []) { try add(member, as: "\(run.path)/\(name)") }
        info.additional = info.additional.map { sources in
            // What the first member's folder keeps lies there.
            sources.map { source in
                var source = source
                if !source.path.hasPrefix("/") { source.path = "members/1/\(source.path)" }
                return source
            }
        }
        info.fingerprint = try fingerprint(found.map(\.weights))
        info.recipe = try RecipeValue(encoding: recipe)
        info.seconds = found.compactMap(\.info.seconds).reduce(0, +)
        (info.validationLoss, info.validationAccuracy, info.digests) = (nil, nil, [:])
        try AtomicFile.write(run.recipe, string: RecipeFile.text(of: recipe))
        try union.write(to: run.galaxies)
        for file in [run.recipe, run.galaxies] { try info.note(file) }
        // The record comes last: without it this is no run.
        try info.write(run)
        withExtendedLifetime(lock) {}
    }

    /// Whether `run` holds the ensemble of these very members.
    ///
    /// - Throws: ``Files/InputError`` when a member is no finished run, or the folder's ensemble is not whole any more.
    public static func isWritten(_ members: [RunDirectory], to run: RunDirectory) throws -> Bool {
        guard run.exists(run.info), try RunInfo.read(run).members != nil else { return false }
        let own = try run.readFinished()
        return try own.info.fingerprint == fingerprint(members.map { try $0.readFinished().weights })
    }

    private static func fingerprint(_ weights: [String]) throws -> String {
        try Checksum.hexadecimal(.sha256, of: Array((["ensemble"] + weights).joined(separator: "\n").utf8))
    }

    private static func check(
        _ member: RunDirectory, _ info: RunInfo, _ recipe: Recipe,
        against first: (info: RunInfo, recipe: Recipe, String)
    ) throws {
        func refuse(_ what: String) -> InputError {
            InputError(
                file: member.info, problem: what,
                remedy: "An ensemble's runs must tell the same classes, in the same order, by the same kind of head")
        }
        guard info.members == nil else { throw refuse("this is an ensemble itself: give its runs") }
        guard info.classes == first.info.classes else {
            throw refuse(
                "this run's classes are \(info.classes.joined(separator: ", ")), and the first run's "
                    + first.info.classes.joined(separator: ", "))
        }
        guard try recipe.voteScheme() == first.recipe.voteScheme() else {
            throw refuse("this run answers other questions than the first one, or none")
        }
    }

    private static func add(_ member: RunDirectory, as path: String) throws {
        try Directory.create(path)
        try member.copy(member.finishedFiles, to: RunDirectory(path))
    }
}

/// The galaxies that an ensemble's runs have seen.
private struct EnsembleGalaxies {
    /// One row an image, the first member's first.
    let rows: [Manifest.Row]
    let sides: [SplitSide]
    let covariates: [Covariates]
    let classes: [String]

    init(_ members: [RunDirectory], classes: [String]) throws {
        let seen = try members.map { try SeenGalaxies($0) }
        let all = seen.flatMap(\.rows)
        let sides = seen.flatMap(\.sides)
        let owners = seen.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element.rows.count) }
        var files: Set<String> = []
        var found: [(place: Int, side: SplitSide)] = []
        for group in GalaxyGroups(all).members {
            let isApart =
                group.allSatisfy { sides[$0] == .calibration } && Set(group.map { owners[$0] }).count == members.count
            let isTrained = group.contains { sides[$0] == .training }
            for place in group where files.insert(all[place].file).inserted {
                found.append((place, isApart ? .calibration : isTrained ? .training : .validation))
            }
        }
        found.sort { $0.place < $1.place }
        rows = found.map { all[$0.place] }
        let known = seen.flatMap(\.covariates)
        covariates = found.map { known[$0.place] }
        self.sides = found.map(\.side)
        self.classes = classes
    }

    /// Whether every class has as many galaxies that no member was trained or validated on.
    func canCalibrate(least: Int) -> Bool {
        let apart = zip(rows, sides).filter { $1 == .calibration }.map(\.0)
        let firsts = GalaxyGroups(apart).members.map { apart[$0[0]].label?.lowercased() }
        return classes.allSatisfy { name in firsts.count { $0 == name.lowercased() } >= least }
    }

    func write(to path: String) throws {
        try SeenGalaxies.write(
            rows, labels: rows.map { $0.label ?? "" }, sides: sides,
            covariates: covariates, to: path)
    }
}
