/// What makes a made-up sky easy or hard to classify: kinds, sizes, blends, artefacts and how sure the volunteers are.
///
/// ```swift
/// var difficulty = SkyDifficulty.hard
/// difficulty.artefacts.trailsPerMegapixel = 2
/// let sky = SimulatedSkyConfiguration(galaxies: 500, difficulty: difficulty)
/// ```
public struct SkyDifficulty: Sendable {
    /// How many galaxies there are of each magnitude: their number grows as 10^(slope · r).
    public struct Counts: Sendable {
        /// Total r magnitudes.
        public var magnitudes: ClosedRange<Double>
        /// 0.6 where galaxies fill space evenly; smaller values leave more bright ones.
        public var slope: Double

        public init(magnitudes: ClosedRange<Double>, slope: Double) {
            precondition(slope > 0, "the counts must grow towards faint magnitudes")
            self.magnitudes = magnitudes
            self.slope = slope
        }
    }

    /// Faults of the images, as means over many tiles.
    public struct Artefacts: Sendable {
        /// Satellites' trails, each in one band; bad columns; places where a survey lists a galaxy and there is none.
        public var trailsPerMegapixel = 0.0
        public var badColumnsPerMegapixel = 0.0
        public var blanksPerMegapixel = 0.0
        /// Share of the tiles with a band of 45 arcseconds without data.
        public var gaps = 0.0
        /// Stars of 10.5th to 14th magnitude, with diffraction spikes, for each catalogued object.
        public var brightStars = 0.0
        /// How many times a survey lists a galaxy on each trail; half as often on each bad column and bright star's spikes.
        public var detectionsPerTrail = 0

        public init() {}
    }

    /// Shares of the kinds among the catalogued objects, in any scale. Kinds that are not named do not appear; those of
    /// ``artefacts`` follow their own rates.
    public var shares: [ObjectKind: Double]
    /// nil: sizes are drawn first, around 6 and 7 arcseconds, and the magnitude follows from the size, so that all galaxies
    /// are bright and large.
    public var counts: Counts?
    /// Share of a disc's local light that is in its arms; below ``leastArms`` they cannot be seen.
    public var armStrength: ClosedRange<Double>
    /// Share of spirals' light in the bulge: 0.02 in Sd, 0.6 in Sa (Simien & de Vaucouleurs 1986, ApJ 302, 564).
    public var bulgeFraction: ClosedRange<Double>
    /// Share of the spirals with two arms of grand design; the others have several, or are flocculent. Of near ones it is 0.18
    /// to 0.5, by who looks in which light (Buta et al. 2015, ApJS 217, 32).
    public var grandDesigns: Double
    /// How far flocculent arms fall apart: how much they wobble, and nearly as much their star-forming regions lie off the
    /// crests; radians of a galaxy with one arm.
    public var disorder: Double
    /// Standard deviation of the surface brightness of galaxies of one kind, magnitudes a square arcsecond. Sizes at one
    /// luminosity scatter by 0.3 to 0.5 in ln R (Shen et al. 2003, MNRAS 343, 978), which is 0.65 to 1.1.
    public var surfaceScatter: Double
    /// Factor of the scatter of the colours of one kind; 1 is that of galaxies at one distance.
    public var colourScatter: Double
    /// Sérsic indices of ellipticals; those of small ones are near a disc's 1 (Caon et al. 1993, MNRAS 265, 1013).
    public var ellipticalIndex: ClosedRange<Double>
    /// Axis ratios of ellipticals: mean, standard deviation and the smallest.
    public var ellipticity: (mean: Double, deviation: Double, least: Double)
    /// Share of each class with the colours of the other: red spirals, bluish ellipticals.
    public var oddColours: Double
    /// Share of galaxies over which another lies, in front of them or behind.
    public var blends: Double
    /// How much less sure volunteers are for each magnitude fainter than 16.6 and each halving of the size below 7 arcseconds.
    public var doubt: Double
    /// Standard deviation of the volunteers' bias from galaxy to galaxy, as a share of the mean one, which alone can be taken
    /// away (Bamford et al. 2009, MNRAS 393, 1324): it makes labels of faint galaxies wrong now and then.
    public var biasScatter: Double
    /// Standard deviation of the seeing from tile to tile, as a share of the survey's.
    public var seeingScatter: Double
    public var artefacts = Artefacts()

    /// Large bright spirals and ellipticals that can be told apart by eye, with lenticulars between; nothing is amiss.
    public static let easy = SkyDifficulty(
        shares: [.spiral: 0.52, .elliptical: 0.38, .lenticular: 0.1], counts: nil, armStrength: 0.45...0.9,
        bulgeFraction: 0.02...0.35, grandDesigns: 0.6, disorder: 0.25, surfaceScatter: 0.4, colourScatter: 1,
        ellipticalIndex: 3...5, ellipticity: (0.82, 0.13, 0.5), oddColours: 0.05, blends: 0, doubt: 0,
        biasScatter: 0, seeingScatter: 0)

    /// What surveys really have: galaxies so faint that their arms are lost in the seeing, arms and bulges down to none, and
    /// volunteers who now and then are wrong.
    public static let hard: SkyDifficulty = {
        var result = SkyDifficulty(
            shares: [
                .spiral: 0.42, .edgeOn: 0.09, .elliptical: 0.3, .lenticular: 0.07, .irregular: 0.045, .merger: 0.045,
                .star: 0.03,
            ], counts: Counts(magnitudes: 14.6...19.1, slope: 0.28), armStrength: 0...0.9,
            bulgeFraction: 0.02...0.6, grandDesigns: 0.4, disorder: 0.5, surfaceScatter: 0.7, colourScatter: 2,
            ellipticalIndex: 2...6, ellipticity: (0.74, 0.17, 0.32), oddColours: 0.2, blends: 0.08, doubt: 0.15,
            biasScatter: 0.5, seeingScatter: 0.08)
        result.artefacts.trailsPerMegapixel = 0.3
        result.artefacts.badColumnsPerMegapixel = 0.4
        result.artefacts.blanksPerMegapixel = 0.8
        result.artefacts.gaps = 0.35
        result.artefacts.brightStars = 0.009
        result.artefacts.detectionsPerTrail = 4
        return result
    }()

    /// A spiral whose arms hold less of the light than this is of no class: a disc that nobody can tell from a lenticular.
    public static let leastArms = 0.1
}
