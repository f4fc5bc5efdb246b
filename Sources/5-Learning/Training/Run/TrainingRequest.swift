import Files
import Foundation
public import Manifests
import Process
public import Ranks
import Tables
import Torch

/// What is asked of one training run.
public struct TrainingRequest: Sendable {
    /// Paths of the manifests to train on.
    public var manifests: [String]
    /// Paths of the manifests to validate on; none parts those above.
    public var validation: [String]
    /// Paths of manifests that are trained on alone, whatever the recipe keeps apart of the others.
    public var additional: [String] = []
    /// How to train.
    public var recipe: Recipe
    /// Where the results go.
    public var run: RunDirectory
    /// Name of the device: `cpu`, `cuda`, `cuda:1`.
    public var device: String
    /// Leaves rows with unreadable images out instead of stopping.
    public var skipsUnreadable: Bool
    /// Columns of the manifests that are not to be found by name.
    public var names = GalaxyColumnNames()
    /// Replaces what another run left in the folder.
    public var replaces: Bool
    /// How often and how many times over the unfinished run is kept.
    public var checkpoints = CheckpointSettings()
    /// What a user is told to do after an interruption.
    public var howToGoOn: String
    /// The file that the recipe was read from; it must not be one that the run writes.
    public var recipeFile: String?
    /// Where this process stands among those that train together.
    public var launch = Launch.alone
    /// Seconds to wait for another rank before it is taken for lost.
    public var patience = 300.0
    /// Processes that share this machine's cores and memory; nil for those of ``launch``.
    private var sharing: Int?
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
        request.additional = (info.additional ?? []).map(run.manifest)
        request.names = GalaxyColumnNames(
            id: info.idColumn, magnitude: info.magnitudeColumn, size: info.sizeColumn)
        request.isResuming = true
        return request
    }

    /// The device of this rank: GPUs are dealt out by the rank's number on its machine.
    var deviceOfRank: String {
        device == "cuda" && launch.count > 1 ? "cuda:\(launch.localRank)" : device
    }

    /// Processes that share this machine's cores and memory.
    var processes: Int { sharing ?? launch.localCount }

    /// The same asked of this process alone, which shares its machine with the other ranks of its launch.
    package func byItself() -> TrainingRequest {
        var own = self
        own.device = deviceOfRank
        own.sharing = launch.localCount
        own.launch = .alone
        return own
    }

    /// The recipe without what leaves the weights as they are: what is done with the network later; and exact steps have the
    /// same bytes on any number of threads.
    private var decisiveRecipe: Recipe {
        var recipe = recipe
        recipe.recursion = nil
        if StepPlan.isExact(recipe, onCPU: !device.hasPrefix("cuda")) { recipe.threads = 0 }
        return recipe
    }

    /// A fingerprint of everything that the weights depend on, apart from the images themselves.
    func fingerprint() throws -> String {
        var recipeText = try RecipeFile.text(of: decisiveRecipe)
        if recipe.calibrationFraction == 0 {
            // Such a run is that of a recipe which did not have the key yet.
            recipeText = recipeText.split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.hasPrefix("calibration_fraction = ") }.joined(separator: "\n")
        }
        var parts = [ProgramVersion.current, Torch.version, recipeText, "\(skipsUnreadable)"]
        for (key, column) in [("id", names.id), ("magnitude", names.magnitude), ("size", names.size)] {
            if let column { parts.append("\(key)=\(column)") }
        }
        if recipe.ranks.batchScope == .eachRank { parts.append("ranks=\(launch.count)") }
        func add(_ tables: [String]) throws {
            for table in tables { parts.append(try Checksum.hexadecimal(.sha256, ofFile: TableFile.file(of: table))) }
        }
        try add(manifests)
        if !validation.isEmpty { parts.append("validation") }
        try add(validation)
        if !additional.isEmpty { parts.append("additional") }
        try add(additional)
        return try Checksum.hexadecimal(.sha256, of: Array(parts.joined(separator: "\n").utf8))
    }

    /// What all ranks must hold alike, under the names that people know.
    func facts() throws -> [String: String] {
        var facts = [
            "the number of ranks": "\(launch.count)", "the program's version": ProgramVersion.current,
            "libtorch's version": Torch.version, "--skip-unreadable": "\(skipsUnreadable)",
            "--id": names.id ?? "not given", "--magnitude": names.magnitude ?? "not given",
            "--size": names.size ?? "not given", "--device": device,
        ]
        if StepPlan.isExact(recipe, onCPU: !device.hasPrefix("cuda")) {
            facts["the set of vector instructions"] = Torch.vectorInstructions
        }
        for (key, value) in try RecipeValue(encoding: decisiveRecipe).leaves() { facts["'\(key)'"] = "\(value)" }
        for (what, tables) in [("training", manifests), ("validation", validation), ("additional", additional)] {
            for (number, table) in tables.enumerated() {
                let digest = try Checksum.hexadecimal(.sha256, ofFile: TableFile.file(of: table))
                facts["the SHA-256 of \(what) table \(number + 1)"] = String(digest.prefix(16))
            }
        }
        return facts
    }
}
