import Files
import Foundation
import Manifests
import Networks
import Tables
import Training

/// The run that a recursion begins with: what it was trained on and how, so that it can be trained again.
struct FirstRun {
    let run: RunDirectory
    let info: RunInfo
    /// SHA-256 of the weights.
    let weights: String
    /// Its networks' folders, itself where it is of one.
    let members: [RunDirectory]
    /// The tables that all of them were trained on.
    let manifests: [String]

    /// Columns of those tables that were named.
    var names: GalaxyColumnNames {
        GalaxyColumnNames(id: info.idColumn, magnitude: info.magnitudeColumn, size: info.sizeColumn)
    }

    var isEnsemble: Bool { info.members != nil }

    /// - Parameter manifests: where the run's tables lie now; nil for where they lay.
    /// - Throws: ``Files/InputError`` when the run was adapted, or answers questions, or the tables are others than its own.
    init(_ run: RunDirectory, manifests: [String]?) throws {
        let (info, recipe, weights) = try run.readFinished()
        (self.run, self.info, self.weights) = (run, info, weights)
        guard recipe.head.kind == .classes else {
            throw InputError(file: run.path, problem: "the run answers questions, and labels are of classes")
        }
        if FileManager.default.fileExists(atPath: run.adaptation) {
            throw InputError(
                file: run.adaptation, problem: "the run was adapted to a survey",
                remedy:
                    "Give the run that it was made from: every round is adapted to the unlabelled galaxies by itself")
        }
        if FileManager.default.fileExists(atPath: run.pseudoLabels) {
            throw InputError(
                file: run.pseudoLabels, problem: "the run has taught itself already",
                remedy: "Give the run that it began with, and more --rounds: every round is trained from there")
        }
        if try run.awaitsCalibration() {
            throw InputError(
                file: run.path, problem: "the run is trained, but not calibrated yet",
                remedy: "Go on with tuningfork train --resume --output \(run.path)")
        }
        members = info.members == nil ? [run] : run.members(info)
        let tables = manifests ?? info.manifests.map(\.path)
        for member in members {
            let known = try RunInfo.read(member).manifests
            guard known.count == tables.count else {
                throw InputError(
                    file: member.info,
                    problem: "the run was trained on \(known.count) tables, and \(tables.count) are given",
                    remedy: "Give all of them, in their order: \(known.map(\.path).joined(separator: ", "))")
            }
            for (source, table) in zip(known, tables) where try Recursion.digest(table) != source.sha256 {
                throw InputError(
                    file: table,
                    problem:
                        "this is not the table \(source.path) that the run was trained on, or it was changed since",
                    remedy: "Give that one with --manifest: what is held out must be the same in every round")
            }
        }
        self.manifests = tables
    }
}
