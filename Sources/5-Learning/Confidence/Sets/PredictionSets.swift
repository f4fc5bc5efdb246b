public import Files
internal import Randomness

/// Sets of classes that hold a galaxy's true class with a chosen probability, whatever the network is worth: split
/// conformal prediction; `sets.json` of a run's folder.
///
/// Each class is looked at by itself (Mondrian; Vovk, Gammerman & Shafer 2005, section 4.5), so that the level holds for
/// every class, whatever shares the classes have in another survey; and each at magnitudes of its own, so that it holds
/// for faint galaxies as for bright ones. The score is 1 − p of the class (Sadinle, Lei & Wasserman 2019, "Least
/// Ambiguous Set-Valued Classifiers"), without randomisation: sets are the same in every run. Where galaxies of a target
/// survey are known, those of the calibration are weighted by the likelihood ratio of magnitude and size (Tibshirani et
/// al. 2019). Of galaxies beyond all calibration galaxies nothing is promised: their sets hold every class.
///
/// ```swift
/// var sets = try PredictionSets(
///     probabilities: [[0.9, 0.1], …], truths: [0, …], covariates: [Covariates(magnitude: 16.2, size: 1.8), …],
///     classes: ["spiral", "elliptical"])
/// sets = sets.weighted(to: target)
/// sets.set(of: [0.7, 0.3], Covariates(magnitude: 17.1, size: 1.5))  // [0], [1], [0, 1] or []
/// ```
public struct PredictionSets: Sendable, Equatable {
    /// The share of sets that hold the true class, between 0 and 1.
    public var level: Double
    /// Class names, in the order of probabilities.
    public let classes: [String]
    /// How much more often each kind of galaxy stands in the target survey; nil where no target is known.
    public let ratio: LikelihoodRatio?

    let calibration: [CalibrationScores]
    let prepared: [ClassCalibration]

    /// The share that is usual.
    public static let usualLevel = 0.95
    /// Calibration galaxies of a class that are kept: a random part of them is as good a calibration as all.
    static let most = 10_000

    /// - Parameters:
    ///   - probabilities: axes (galaxy, class), of labelled galaxies that no setting was learnt from.
    ///   - truths: class number of each galaxy.
    ///   - covariates: of each galaxy; empty where none are known.
    ///   - classes: class names.
    /// - Throws: ``Files/InputError`` where galaxies of fewer than two classes are there.
    public init(
        probabilities: [[Double]], truths: [Int], covariates: [Covariates] = [], classes: [String],
        level: Double = PredictionSets.usualLevel
    ) throws(InputError) {
        precondition(probabilities.count == truths.count, "\(probabilities.count) galaxies, \(truths.count) truths")
        precondition(covariates.isEmpty || covariates.count == truths.count, "\(covariates.count) covariates")
        var calibration = [CalibrationScores](repeating: .init(), count: classes.count)
        var generator = SeededGenerator(0x5E75)
        for place in generator.shuffled(truths.indices) where calibration[truths[place]].scores.count < Self.most {
            calibration[truths[place]].scores.append(1 - probabilities[place][truths[place]])
            calibration[truths[place]].confidences.append(probabilities[place].max() ?? 0)
            calibration[truths[place]].covariates.append(covariates.isEmpty ? Covariates() : covariates[place])
        }
        guard calibration.count(where: { !$0.scores.isEmpty }) > 1 else {
            throw InputError(
                problem: "the calibration galaxies are all of one class, which says nothing of sets of several",
                remedy: "Put galaxies of each class into the split")
        }
        self.init(calibration, classes: classes, level: level, ratio: nil)
    }

    init(_ calibration: [CalibrationScores], classes: [String], level: Double, ratio: LikelihoodRatio?) {
        self.calibration = calibration
        self.classes = classes
        self.level = level
        self.ratio = ratio
        let range = CovariateRange(of: calibration.flatMap(\.covariates))
        prepared = calibration.map { ClassCalibration($0, ratio: ratio, within: range) }
    }

    /// Whether sets are made by magnitude.
    public var usesMagnitude: Bool { prepared.contains { $0.binCount > 0 } }

    /// How sure the network was of the class that it gave each calibration galaxy, and whether that was the true one; nil where
    /// a file of an earlier version does not say it.
    public var answers: (confidences: [Double], isCorrect: [Bool])? {
        guard calibration.allSatisfy({ $0.confidences.count == $0.scores.count }) else { return nil }
        let all = calibration.flatMap { zip($0.confidences, $0.scores) }
        // The score is 1 less the true class's probability, and rounded.
        return (all.map(\.0), all.map { 1 - $1 >= $0 - 1e-12 })
    }

    /// The same calibration, weighted to the galaxies of a target survey.
    ///
    /// - Returns: nil where magnitudes are missing: fewer than ``LikelihoodRatio/fewest`` are known here or there.
    public func weighted(to target: [Covariates]) -> PredictionSets? {
        guard let ratio = LikelihoodRatio(of: target, over: calibration.flatMap(\.covariates)) else { return nil }
        return weighted(by: ratio)
    }

    /// The same calibration, weighted by a ratio that is known.
    package func weighted(by ratio: LikelihoodRatio) -> PredictionSets {
        PredictionSets(calibration, classes: classes, level: level, ratio: ratio)
    }

    /// Numbers of the classes in a galaxy's set, rising; none where the galaxy is like those of no class.
    public func set(of probabilities: [Double], _ galaxy: Covariates = Covariates()) -> [Int] {
        let weight = ratio?.value(galaxy)
        // p-values are fractions of whole numbers: what is equal to 1 − level must not lie above it by rounding.
        let least = 1 - level + 1e-12
        return probabilities.indices.filter {
            prepared[$0].pValue(of: 1 - probabilities[$0], galaxy, weight: weight).value > least
        }
    }

    /// How well a galaxy fits each class: conformal p-values, even between 0 and 1 over the galaxies of that class.
    public func pValues(of probabilities: [Double], _ galaxy: Covariates = Covariates()) -> [Double] {
        let weight = ratio?.value(galaxy)
        return probabilities.indices.map {
            prepared[$0].pValue(of: 1 - probabilities[$0], galaxy, weight: weight).value
        }
    }
}
