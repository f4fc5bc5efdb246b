package import Manifests
import Tables
import TrainingSets

/// Turns labels and votes of manifests into what a network is trained towards.
package struct TargetReader {
    private let classes: ClassList
    private let softTargets: SoftTargets
    /// For a head for votes: the questions, and where the votes stand.
    private let votes: (scheme: VoteScheme, counts: VoteCounts)?

    /// Throws ``Files/InputError`` when the recipe's classes or question tree are not right.
    package init(_ recipe: Recipe) throws {
        classes = try ClassList(recipe.classes)
        softTargets = recipe.softTargets
        votes = try recipe.voteScheme().map { ($0, recipe.votes.counts($0.tree)) }
    }

    /// Whether targets are made of labels alone.
    var needsLabels: Bool { votes == nil && !softTargets.isUsed }

    /// Columns of a manifest that are looked at besides those of every galaxy table.
    var columns: [String] { votes?.counts.allColumns ?? softTargets.columns.keys.sorted() }

    /// The rows that have a target, in order. Rows with neither label nor usable votes are left out; for a head for votes
    /// those without votes.
    ///
    /// - Parameters:
    ///   - manifest: all or some rows of one.
    ///   - hasLabels: whether the whole manifest has any label; nil: these rows are all.
    /// - Throws: ``Files/InputError`` naming the row on an unknown label or a vote that cannot be.
    package func galaxies(of manifest: Manifest, hasLabels: Bool? = nil) throws -> [Galaxy] {
        var numbers: [Int: Int] = [:]
        if manifest.rows.contains(where: { $0.label != nil }) {
            let labelled = try classes.select(manifest.rows, requireEveryClass: false)
            numbers = Dictionary(uniqueKeysWithValues: zip(labelled.rows.map(\.row), labelled.classes))
        }
        if let votes {
            return try zip(manifest.rows, votes.counts.counts(of: manifest)).compactMap { row, counts in
                guard let counts else { return nil }
                let shares = votes.scheme.classShares(votes.scheme.tree.fractions(counts))
                let largest = shares.flatMap { shares in shares.indices.max { shares[$0] < shares[$1] } }
                return Galaxy(
                    row: row, label: numbers[row.row] ?? largest, target: Target(counts: counts.map(Float.init)))
            }
        }
        let votes = try votes(of: manifest, hasLabels: hasLabels ?? manifest.rows.contains { $0.label != nil })
        return manifest.rows.enumerated().compactMap { index, row in
            let label = numbers[row.row]
            guard label != nil || softTargets.useUnlabelled else { return nil }
            let soft = votes?[index].map { Target(shares: $0.shares.map(Float.init), votes: $0.count) }
            guard let target = soft ?? label.map({ Target(label: $0, classes: classes.count) }) else { return nil }
            return Galaxy(row: row, label: label ?? target.largest, target: target)
        }
    }

    /// The votes as shares of the classes; nil when they are not asked for, or not in this manifest, which then has
    /// labels.
    private func votes(of manifest: Manifest, hasLabels: Bool) throws -> [Votes?]? {
        guard softTargets.isUsed else { return nil }
        let hasAny = softTargets.columns.keys.contains { manifest.table.column($0) != nil }
        if !hasAny && hasLabels { return nil }
        return try VoteColumns(softTargets.columns).votes(of: manifest, classes: classes)
    }
}
