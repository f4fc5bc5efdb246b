import CrossMatch
public import Cutouts
internal import Files
public import Process
public import Sets
internal import Sky
public import Surveys

/// The paper's training and test sets of two surveys, from their catalogues, votes and tiles to cutouts (Khan et al.
/// 2019, arXiv:1812.02183), by the steps that an astronomer takes on the command line:
///
/// 1. `crossmatch` the SDSS catalogue with the votes, and the result with the DES catalogue;
/// 2. `select` labelled sets by the votes: training and validation from SDSS alone, a test set of all galaxies that both
///    surveys list (the paper's full overlap), and DES galaxies without label;
/// 3. `cutouts` of each set from its survey's tiles, with one framing and one stretch.
///
/// Training and validation galaxies have the class that the volunteers gave them. Of the test galaxies, whatever their votes,
/// the label is what they truly are; those that are of no class (``SimulatedSky``'s lenticulars, discs without
/// arms, irregulars, mergers, stars and false detections) have none, and the table of truth says what they are.
public struct LabelledSets: Sendable {
    /// How sets are made.
    public struct Configuration: Sendable {
        public var labels = LabelRule.paper
        /// Share of the labelled SDSS galaxies outside the overlap that validate.
        public var validationShare = 0.12
        /// Unlabelled DES galaxies are brighter; the paper has 18, and here all that DES lists are wanted.
        public var unlabelledCuts = [Cut("MAG_AUTO_G", .less, 22)]
        /// Whether what SDSS lists and nobody's votes label is cut out too.
        public var includesUnlabelledSDSS = false
        public var cutouts: CutoutSettings
        /// Decides who validates.
        public var seed: UInt64 = 1
        public var threads = 2

        public init() {
            cutouts = CutoutSettings()
            cutouts.size = 96
        }
    }

    /// What was selected, with the picture of the footprint.
    public let selection: SelectionSummary
    /// Cutouts of the labelled SDSS galaxies that DES does not see.
    public let training, validation: CutoutSummary
    /// Cutouts of the galaxies that both surveys list, from SDSS and from DES, with their true classes where they are of one.
    public let testSDSS, testDES: CutoutSummary
    /// Table of the same galaxies, two rows each, without their classes: what ties the surveys together.
    public let pairs: String
    /// Cutouts of DES galaxies without label.
    public let unlabelled: CutoutSummary
    /// Manifest of those among ``unlabelled`` that are of a class, with their true classes: what no volunteer has seen, down to
    /// the limit of DES.
    public let testUnlabelled: String
    /// Cutouts of what SDSS lists and nobody's votes label, where they were asked for.
    public let unlabelledSDSS: CutoutSummary?

    /// Makes all sets of a sky. Stopped by a signal, or killed, it goes on with the next cutout when it is called again.
    ///
    /// - Parameters:
    ///   - sky: what ``SimulatedSky/build(_:in:progress:)`` returned.
    ///   - directory: gets `tables` (the matched catalogues), `sets` (a manifest a set, and the footprint), `truth` (the
    ///     tests with their true classes) and `cutouts` (a folder a set).
    ///   - progress: is told what is being done.
    /// - Throws: `Interrupted` after a signal; `InputError` for
    ///   a missing column or cell, or cutouts of another sky in the directory; `FITSError`,
    ///   `WriteError`.
    public static func make(
        from sky: SimulatedSky.Paths, _ configuration: Configuration = Configuration(), in directory: String,
        progress: ProgressReporter = .silent
    ) throws -> LabelledSets {
        try StopSignal.whileGraceful { try makeGracefully(from: sky, configuration, in: directory, progress) }
    }

    private static func makeGracefully(
        from sky: SimulatedSky.Paths, _ configuration: Configuration, in directory: String, _ progress: ProgressReporter
    ) throws -> LabelledSets {
        try Directory.create(directory + "/tables")
        let voted = directory + "/tables/sdss_votes.csv"
        let matched = directory + "/tables/sdss_votes_des.csv"
        try CrossMatch.perform(
            CrossMatchRequest(left: .init(sky.sdssCatalogue), right: .init(sky.galaxyZoo), output: voted),
            progress: progress)
        try StopSignal.check(.goesOn)
        try CrossMatch.perform(
            CrossMatchRequest(left: .init(voted), right: .init(sky.desCatalogue), output: matched), progress: progress)
        try StopSignal.check(.goesOn)

        var request = SelectionRequest(votes: voted, output: directory + "/sets")
        request.matched = matched
        request.catalogue = sky.desCatalogue
        request.labels = configuration.labels
        request.unlabelledCuts = configuration.unlabelledCuts
        request.validationShare = configuration.validationShare
        request.seed = configuration.seed
        let selection = try GalaxySelection.perform(request, progress: progress)

        let truth = try TrueClasses(sky)
        try Directory.create(directory + "/truth")
        for (name, key) in [("fo_sdss", "objid"), ("fo_des", "COADD_OBJECT_ID")] {
            try truth.label(
                "\(directory)/sets/\(name).csv", by: key, classes: selection.classes, keepsOthers: true,
                to: "\(directory)/truth/\(name).csv")
        }
        func cutouts(_ name: String, from folder: String = "sets", _ tiles: String) throws -> CutoutSummary {
            progress.say("Cutting out \(name)")
            return try CutoutRun.perform(
                CutoutJob(
                    catalogue: "\(directory)/\(folder)/\(name).csv", tiles: tiles,
                    output: "\(directory)/cutouts/\(name)", settings: configuration.cutouts,
                    threads: configuration.threads),
                progress: progress)
        }
        if configuration.includesUnlabelledSDSS {
            let labelled = ["training", "validation", "hp_sdss"].map { "\(directory)/sets/\($0).csv" }
            try truth.writeUnlabelledSDSS(except: labelled, to: "\(directory)/truth/unlabelled_sdss.csv")
        }
        let unlabelled = try cutouts("unlabelled", sky.desTiles)
        let testUnlabelled = "\(directory)/truth/unlabelled_des.csv"
        try truth.label(
            unlabelled.manifest, by: "COADD_OBJECT_ID", classes: selection.classes, to: testUnlabelled,
            pictures: "../cutouts/unlabelled/")
        let testSDSS = try cutouts("fo_sdss", from: "truth", sky.sdssTiles)
        let testDES = try cutouts("fo_des", from: "truth", sky.desTiles)
        let pairs = "\(directory)/cutouts/pairs.csv"
        try OverlapTable.write([testSDSS, testDES], to: pairs)
        return try LabelledSets(
            selection: selection, training: cutouts("training", sky.sdssTiles),
            validation: cutouts("validation", sky.sdssTiles), testSDSS: testSDSS, testDES: testDES, pairs: pairs,
            unlabelled: unlabelled, testUnlabelled: testUnlabelled,
            unlabelledSDSS: configuration.includesUnlabelledSDSS
                ? cutouts("unlabelled_sdss", from: "truth", sky.sdssTiles) : nil)
    }
}

extension LabelRule {
    /// Spiral and elliptical where four of five debiased votes agree: Galaxy Zoo's clean sample (Lintott et al. 2008,
    /// MNRAS 389, 1179).
    public static let galaxyZooClean = LabelRule(classes: [
        Class(name: "spiral", column: "P_CS_DEBIASED", threshold: 0.8),
        Class(name: "elliptical", column: "P_EL_DEBIASED", threshold: 0.8),
    ])
}
