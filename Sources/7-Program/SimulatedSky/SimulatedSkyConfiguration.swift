/// What the made-up sky is like.
///
/// The sky is a strip along right ascension. SDSS sees its western part, DES its eastern part, and both see the part
/// between; so one galaxy is in SDSS only, in both, or in DES only.
public struct SimulatedSkyConfiguration: Sendable {
    /// The same seed gives the same bytes.
    public var seed: UInt64
    /// Catalogued objects over the whole strip; some fall between the outermost tiles.
    public var galaxies: Int
    /// Shares of the strip in SDSS only, in both, in DES only.
    public var sdssOnly: Double
    public var both: Double
    public var desOnly: Double
    /// Mean distance between catalogued galaxies, arcseconds. The real sky's bright galaxies lie ten times as far apart;
    /// these are crowded so that the images stay small.
    public var spacingArcsec: Double
    /// Kinds, sizes, blends, artefacts, and how sure the volunteers are.
    public var difficulty: SkyDifficulty
    /// Stars, and faint galaxies of the background, for each catalogued galaxy.
    public var starsPerGalaxy: Double
    public var neighboursPerGalaxy: Double
    /// Middle of the strip, degrees.
    public var centreRA: Double
    public var centreDec: Double
    public var sdss: SurveyModel
    public var des: SurveyModel
    /// Tiles made at the same time; the result does not depend on it.
    public var threads: Int

    public init(
        seed: UInt64 = 1, galaxies: Int = 9000, sdssOnly: Double = 0.76, both: Double = 0.19, desOnly: Double = 0.05,
        spacingArcsec: Double = 34, difficulty: SkyDifficulty = .hard, starsPerGalaxy: Double = 0.25,
        neighboursPerGalaxy: Double = 1, centreRA: Double = 30,
        centreDec: Double = -0.6, sdss: SurveyModel = .sdss,
        des: SurveyModel = .des, threads: Int = 2
    ) {
        precondition(galaxies > 0 && spacingArcsec > 0 && threads > 0, "a sky needs galaxies, room and a thread")
        precondition(sdssOnly >= 0 && both >= 0 && desOnly >= 0, "the shares of the strip cannot be negative")
        self.seed = seed
        self.galaxies = galaxies
        self.sdssOnly = sdssOnly
        self.both = both
        self.desOnly = desOnly
        self.spacingArcsec = spacingArcsec
        self.difficulty = difficulty
        self.starsPerGalaxy = starsPerGalaxy
        self.neighboursPerGalaxy = neighboursPerGalaxy
        self.centreRA = centreRA
        self.centreDec = centreDec
        self.sdss = sdss
        self.des = des
        self.threads = threads
    }
}
