import Files
import Foundation
import Tables
import Torch

/// What the folder of a request holds, and whether the request may have it.
enum RunClaim {
    /// The record of the same request's earlier run, finished or not; nil for a fresh start. Nothing is changed.
    ///
    /// - Throws: ``Files/WriteError`` when the folder holds something else and is not to be replaced;
    ///   ``Files/InputError`` when it holds files under a run's names that no run has written, or that were changed since.
    static func earlier(_ request: TrainingRequest, fingerprint: String) throws -> RunInfo? {
        let run = request.run
        guard run.holdsAnything else { return nil }
        guard run.exists(run.info) else {
            if let foreign = run.files.first(where: run.exists) {
                throw InputError(
                    file: foreign,
                    problem:
                        "a run keeps a file of its own under this name, and there is no run.json to say that this is one",
                    remedy: "Move it away, or give another --output")
            }
            if request.replaces { return nil }
            throw WriteError(
                path: run.path, reason: "the folder is not empty and holds no training run",
                remedy: "Give a new folder, or use --force to write into this one")
        }
        let info = try RunInfo.read(run)
        for file in run.files { try run.check(file, info) }
        if info.finished != nil, let foreign = run.unfinishedFiles.first(where: { !isKept($0, by: run, info) }) {
            throw InputError(
                file: foreign,
                problem:
                    "an unfinished run keeps a file of its own under this name, and the run in \(run.path) is finished",
                remedy: "Move it away, or give another --output")
        }
        if request.replaces {
            if let foreign = run.checkpoints.files.first(where: { isForeign($0, info) }) {
                throw InputError(
                    file: foreign, problem: "a run keeps a checkpoint under this name, and this is one of another run",
                    remedy: "Move it away, or give another --output")
            }
            return nil
        }
        if info.fingerprint == fingerprint { return info }
        let changes = RunChanges.sentences(since: info, request)
        throw WriteError(
            path: run.path,
            reason:
                "the folder holds \(request.isResuming ? "that run, but what it is made from has changed" : "another run"): "
                + (changes.isEmpty ? "its manifests or its recipe differ" : changes.joined(separator: "; ")),
            remedy: request.isResuming
                ? "Undo that to go on, or start anew with --manifest and --force"
                : info.finished != nil
                    ? "Give a new folder, or use --force to replace it"
                    : "Give a new folder, use --resume alone to go on with that run, or --force to replace it")
    }

    /// Whether a file that only unfinished runs have is absent, or is what the run did not come to remove when it ended.
    private static func isKept(_ file: String, by run: RunDirectory, _ info: RunInfo) -> Bool {
        guard run.exists(file) else { return true }
        if file == run.images { return (try? TableFile.reader(file).columns.map(\.name)) == ImageVerdicts.columns }
        return fingerprint(of: file)?.hasPrefix(info.fingerprint) == true
    }

    /// Whether a file is a checkpoint of another run than that which `info` tells of, and not just damaged.
    private static func isForeign(_ file: String, _ info: RunInfo) -> Bool {
        fingerprint(of: file).map { $0 != info.fingerprint } == true
    }

    private static func fingerprint(of file: String) -> String? {
        (try? SafeTensors.header(file))?.metadata["fingerprint"]
    }

    /// Throws ``Files/InputError`` when a fresh run would replace a file that it is to read.
    static func checkInputs(_ request: TrainingRequest) throws {
        let weights = request.recipe.network.weights
        try OutputFiles.check(
            request.run.files,
            tables: request.manifests + request.validation + request.additional,
            inputs: [request.recipeFile, weights.isEmpty ? nil : try WeightLookup.path(of: weights)])
    }
}
