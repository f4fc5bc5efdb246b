import Files
import Foundation
import Process
import Tables
import Torch

/// What is asked of one training run.
public struct TrainingRequest: Sendable {
    /// Paths of the manifests to train on.
    public var manifests: [String]
    /// How to train.
    public var recipe: Recipe
    /// Where the results go.
    public var run: RunDirectory
    /// Name of the device: `cpu`, `cuda`, `cuda:1`.
    public var device: String
    /// Leaves rows with unreadable images out instead of stopping.
    public var skipsUnreadable: Bool
    /// Column of the manifests' identifiers, or several with commas between; nil finds it.
    public var idColumn: String?
    /// Replaces what another run left in the folder.
    public var replaces: Bool
    /// What a user is told to do after an interruption.
    public var howToGoOn: String

    public init(
        manifests: [String], recipe: Recipe, run: RunDirectory, device: String = "cpu", skipsUnreadable: Bool = false,
        replaces: Bool = false, howToGoOn: String? = nil
    ) {
        self.manifests = manifests
        self.recipe = recipe
        self.run = run
        self.device = device
        self.skipsUnreadable = skipsUnreadable
        self.replaces = replaces
        self.howToGoOn =
            howToGoOn ?? "Run the same command again, or tuningfork train --resume --output \(run.path), to go on."
    }

    /// The request that an unfinished run in `run` was started with.
    ///
    /// - Throws: ``Files/InputError`` when the folder holds no run.
    public static func resuming(_ run: RunDirectory) throws -> TrainingRequest {
        let info = try RunInfo.read(run)
        var request = TrainingRequest(
            manifests: info.manifests.map(\.path), recipe: try RecipeFile.read(run.recipe), run: run,
            device: info.device, skipsUnreadable: info.skipsUnreadable)
        request.idColumn = info.idColumn
        return request
    }

    /// A fingerprint of everything that the weights depend on, apart from the images themselves.
    func fingerprint() throws -> String {
        var parts = [ProgramVersion.current, Torch.version, try RecipeFile.text(of: recipe), "\(skipsUnreadable)"]
        if let idColumn { parts.append("id=\(idColumn)") }
        for manifest in manifests {
            parts.append(try Checksum.hexadecimal(.sha256, ofFile: TableFile.file(of: manifest)))
        }
        return try Checksum.hexadecimal(.sha256, of: Array(parts.joined(separator: "\n").utf8))
    }
}
