import Files
import Foundation
import Process
import Tables
import Torch

/// What is asked of one training run.
public struct TrainingRequest: Sendable {
    /// Paths of the manifests to train on.
    public var manifests: [String]
    /// Paths of the manifests to validate on; none parts those above.
    public var validation: [String]
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
    /// How often and how many times over the unfinished run is kept.
    public var checkpoints = CheckpointSettings()
    /// What a user is told to do after an interruption.
    public var howToGoOn: String
    /// The file that the recipe was read from; it must not be one that the run writes.
    public var recipeFile: String?
    /// Whether the request is that of the run in the folder, to go on with it.
    private(set) var isResuming = false

    public init(
        manifests: [String], validation: [String] = [], recipe: Recipe, run: RunDirectory, device: String = "cpu",
        skipsUnreadable: Bool = false, replaces: Bool = false, howToGoOn: String? = nil
    ) {
        self.manifests = manifests
        self.validation = validation
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
    /// - Throws: ``Files/InputError`` when the folder holds no run, or a recipe that is not the run's.
    public static func resuming(_ run: RunDirectory) throws -> TrainingRequest {
        let (info, recipe) = try run.read()
        var request = TrainingRequest(
            manifests: info.manifests.map(\.path), validation: (info.validation ?? []).map(\.path), recipe: recipe,
            run: run, device: info.device, skipsUnreadable: info.skipsUnreadable)
        request.idColumn = info.idColumn
        request.isResuming = true
        return request
    }

    /// A fingerprint of everything that the weights depend on, apart from the images themselves.
    func fingerprint() throws -> String {
        var parts = [ProgramVersion.current, Torch.version, try RecipeFile.text(of: recipe), "\(skipsUnreadable)"]
        if let idColumn { parts.append("id=\(idColumn)") }
        func add(_ tables: [String]) throws {
            for table in tables { parts.append(try Checksum.hexadecimal(.sha256, ofFile: TableFile.file(of: table))) }
        }
        try add(manifests)
        if !validation.isEmpty { parts.append("validation") }
        try add(validation)
        return try Checksum.hexadecimal(.sha256, of: Array(parts.joined(separator: "\n").utf8))
    }
}
