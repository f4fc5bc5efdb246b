import Files
import Foundation

// The files of a run belong together, and run.json has the sums of those that others are read by.
extension RunDirectory {
    /// `run.json` and `recipe.toml`, which are of one run.
    ///
    /// - Throws: ``Files/InputError`` when the folder is not that of a run, or its recipe or classes are not those that
    ///   were trained.
    public func read() throws -> (info: RunInfo, recipe: Recipe) {
        let info = try RunInfo.read(self)
        let recipe = try RecipeFile.read(of: self)
        if let kept = info.recipe {
            // A key that a run's program did not know yet had the value that such a run's has by default.
            let whole = kept.completed(by: try RecipeValue(encoding: Recipe.beforeCalibration))
            let changes = RunChanges.keys(from: whole, to: try RecipeValue(encoding: recipe))
            guard changes.isEmpty else {
                throw InputError(
                    file: self.recipe,
                    problem: "this is not the recipe that the run was made with: " + changes.joined(separator: "; "),
                    remedy: "Undo that, or train anew")
            }
        }
        guard info.classes == recipe.classes else {
            throw InputError(
                file: self.info,
                problem: "its classes (\(info.classes.joined(separator: ", "))) are not those of recipe.toml "
                    + "(\(recipe.classes.joined(separator: ", "))), whose order the network's outputs have",
                remedy: "Put the file back that the run wrote, or train anew")
        }
        return (info, recipe)
    }

    /// As ``read()``, of a run whose training is finished; and the SHA-256 of its weights.
    ///
    /// - Throws: ``Files/InputError``, also when the weights or the list of galaxies are those of another run.
    public func readFinished() throws -> (info: RunInfo, recipe: Recipe, weights: String) {
        let (info, recipe) = try read()
        guard isComplete(info) else {
            throw InputError(
                file: path, problem: "training in this folder is not finished",
                remedy: "Go on with tuningfork train --resume --output \(path)")
        }
        try check(galaxies, info)
        if info.members != nil {
            let digests = try members(info).map { try $0.readFinished().weights }
            return (info, recipe, try Checksum.hexadecimal(.sha256, of: Array(digests.joined(separator: "\n").utf8)))
        }
        return (info, recipe, try check(weights, info) ?? Checksum.hexadecimal(.sha256, ofFile: weights))
    }

    /// Whether the run that `info` tells of is finished.
    func isComplete(_ info: RunInfo) -> Bool {
        let parts = info.members == nil ? [self] : members(info)
        return info.finished != nil && parts.allSatisfy { exists($0.weights) }
    }

    /// The runs of the ensemble that `info` tells of; none where that is one network's.
    public func members(_ info: RunInfo) -> [RunDirectory] {
        (info.members ?? []).map { RunDirectory("\(path)/\($0)") }
    }

    /// Path of a manifest that the run's record names, be it in the folder or elsewhere.
    package func manifest(_ source: RunInfo.Source) -> String {
        source.path.hasPrefix("/") ? source.path : "\(path)/\(source.path)"
    }

    /// The SHA-256 of `file`, where it is that of run.json; nil where that has none, or the file is gone.
    ///
    /// - Throws: ``Files/InputError`` when it is another one.
    @discardableResult
    func check(_ file: String, _ info: RunInfo) throws -> String? {
        guard let digest = info.digests?[file.fileName], exists(file) else { return nil }
        guard try Checksum.hexadecimal(.sha256, ofFile: file) == digest else {
            throw InputError(
                file: file,
                problem: "this is not the file that the run in \(path) wrote: it was changed or replaced since",
                remedy: "Put the run's own file back; a file of yours move elsewhere, and train anew")
        }
        return digest
    }
}

extension RunInfo {
    /// Takes the SHA-256 of `file` as it is now into ``digests``.
    mutating func note(_ file: String) throws {
        digests = (digests ?? [:]).merging([file.fileName: try Checksum.hexadecimal(.sha256, ofFile: file)]) { $1 }
    }
}
