public import Drawing
public import Footprints
public import Manifests
public import Sky
public import Surveys
internal import Tables

/// What labelled sets to make, and from which tables.
///
/// ```swift
/// var request = SelectionRequest(votes: "votes.fits", output: "sets")
/// request.matched = "votes_des.fits"
/// request.cuts = [Cut("FLAGS_R", .less, 2)]
/// let summary = try GalaxySelection.perform(request)
/// ```
public struct SelectionRequest: Sendable {
    /// What happens to a training galaxy that is also in a test set.
    public enum LeakPolicy: String, Sendable, CaseIterable {
        /// It is taken out of training, and listed.
        case remove
        /// It is listed, and no labelled set is written.
        case fail
    }

    /// Galaxies with votes: the volunteers' table, best after a cross-match with the source survey's catalogue.
    public var votes: String
    /// The same cross-matched with the target survey's catalogue: gives the test sets.
    public var matched: String?
    /// The target survey's catalogue: gives the unlabelled set. It is streamed.
    public var catalogue: String?
    /// The survey that the votes were cast on; training and validation galaxies are seen by it.
    public var source = Survey.sdss
    /// The survey that is to be labelled.
    public var target = Survey.des
    public var sourceNames = GalaxyColumnNames()
    public var targetNames = GalaxyColumnNames()
    public var labels = LabelRule.paper
    /// Conditions on the votes table.
    public var sourceCuts: [Cut] = []
    /// Conditions on target galaxies, of the test sets and the unlabelled one. One on a column with a default cut
    /// replaces that.
    public var cuts: [Cut] = []
    /// Further conditions on the unlabelled galaxies.
    public var unlabelledCuts: [Cut] = []
    /// Whether the target survey's own cuts apply to its galaxies: `Survey.cuts`, and `Survey.unlabelledCuts`.
    public var usesDefaultCuts = true
    /// Where both surveys look: test and unlabelled galaxies lie in it.
    public var footprint = Footprint()
    /// Whether all galaxies in the footprint are held out of training, matched or not.
    public var holdsOutFootprint = false
    /// Share of the labelled galaxies outside the test sets that validate, 0 < share < 1.
    public var validationShare = 0.1
    /// Decides who validates.
    public var seed: UInt64 = 0
    /// Positions within it are those of one galaxy.
    public var radius = Angle(arcseconds: 1)
    public var leakPolicy = LeakPolicy.remove
    /// The folder to write to; made where it does not exist.
    public var output: String
    /// Ending of the manifests' names, which says their format.
    public var ending = ".csv"
    /// What the picture of the footprint is written as.
    public var pictureFormat = PictureFormat.png
    /// Pixels across of the picture of the footprint, at least 400.
    public var pictureWidth = 1600

    public init(votes: String, output: String) {
        self.votes = votes
        self.output = output
    }

    /// Name of the picture of the footprint.
    var pictureName: String { Self.pictureName(pictureFormat) }

    private static func pictureName(_ format: PictureFormat) -> String { "footprint.\(format.rawValue)" }

    /// All names that files of a selection of these surveys may have, in any format.
    var fileNames: [String] {
        let surveys = [source.name, target.name]
        let tables =
            ["training", "validation", "unlabelled", "leaks", "duplicates", "problems"]
            + surveys.flatMap { ["hp_\($0)", "fo_\($0)"] }
        return PictureFormat.allCases.map(Self.pictureName)
            + tables.flatMap { name in TableFile.extensions.map { name + $0 } }
    }

    /// The tables that are read.
    package var inputs: [String] { ([votes] + [matched, catalogue].compactMap { $0 }).map(TableFile.file(of:)) }

    /// The cuts on target galaxies that apply, and the columns of those that the user has not asked for.
    var effectiveCuts: (cuts: [Cut], defaults: Set<String>) { merged(target.cuts, with: cuts) }

    /// The further cuts on unlabelled galaxies that apply.
    var effectiveUnlabelledCuts: [Cut] {
        merged(target.unlabelledCuts, with: unlabelledCuts + cuts).cuts.filter { !cuts.contains($0) }
    }

    /// Whether a cut is one of the target survey's own that the user has not asked for.
    func isDefault(_ cut: Cut) -> Bool {
        usesDefaultCuts && !(cuts + unlabelledCuts).contains(cut)
            && (target.cuts + target.unlabelledCuts).contains(cut)
    }

    private func merged(_ defaults: [Cut], with own: [Cut]) -> (cuts: [Cut], defaults: Set<String>) {
        guard usesDefaultCuts else { return (own, []) }
        let named = Set(own.map { $0.column.lowercased() })
        let kept = defaults.filter { !named.contains($0.column.lowercased()) }
        return (kept + own, Set(kept.map(\.column)))
    }
}
