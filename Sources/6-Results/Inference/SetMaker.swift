import Confidence
import Engines
import Foundation
import Manifests
import Process
import Tables
import Training

/// Gives the outcomes of a table their prediction sets, and looks meanwhile whether its galaxies are like those that the
/// sets were calibrated on.
struct SetMaker {
    let sets: PredictionSets
    private let columns: CovariateColumns
    private var sample = ExchangeabilitySample()
    /// Galaxies with a set.
    private var galaxies = 0
    /// Those of them whose magnitude is not known.
    private var withoutMagnitude = 0

    /// - Parameters:
    ///   - level: of the sets; nil is the run's own.
    /// - Returns: nil where the model has no sets.
    /// - Throws: ``Files/InputError`` when a column that `names` names is not there.
    init?(
        _ model: EngineModel, level: Double?, columns: [ColumnInfo], path: String, names: GalaxyColumnNames
    ) throws {
        guard var sets = model.confidence.sets else { return nil }
        if let level { sets.level = level }
        self.sets = sets
        self.columns = try CovariateColumns(in: columns, path: path, names: names)
    }

    /// Magnitude and size of each row.
    ///
    /// - Parameter surveys: that each row's image is from; nil where none is known.
    func covariates(of table: Table, surveys: [String?]?) throws -> [Covariates] {
        try columns.covariates(of: table, surveys: surveys)
    }

    /// The set of one galaxy, by the probabilities of its classes.
    ///
    /// - Parameter truth: its class, where it is known.
    mutating func set(of probabilities: [Double], _ galaxy: Covariates, truth: Int? = nil) -> [Int] {
        galaxies += 1
        if !galaxy.magnitude.isFinite { withoutMagnitude += 1 }
        sample.add(probabilities, galaxy, truth: truth)
        return sets.set(of: probabilities, galaxy)
    }

    /// What the sets promise for these galaxies, a sentence each.
    var remarks: [String] {
        var remarks = sets.remarks
        if withoutMagnitude > 0, sets.usesMagnitude {
            remarks.append(
                "Of \(withoutMagnitude) of \(galaxies) galaxies no magnitude is known: their sets are made by class alone, "
                    + "unweighted, and hold the level over all magnitudes together only.")
        }
        return remarks + Exchangeability(sample, sets).failures
    }
}
