import Confidence
package import Engines
import Files
import Foundation
public import Process
import Torch
public import Training
import Vectors

/// Learns after a training how far the network's answers can be believed, on galaxies that it was not trained on, and
/// keeps it with the run.
public enum RunCalibration {
    /// Runs the network over the run's split `calibration`, fits, and writes the files into the run's folder; at once when
    /// that is done already, or the recipe's `calibration_fraction` is 0.
    ///
    /// - Parameters:
    ///   - run: a run whose training is finished.
    ///   - device: name of the device to compute on.
    ///   - threads: CPU threads; nil takes all cores.
    /// - Throws: ``Files/InputError``, ``Files/WriteError``, ``Process/Interrupted`` after a signal: the same call then
    ///   begins anew; the engine's errors.
    public static func perform(
        _ run: RunDirectory, device: String = "cpu", threads: Int? = nil, progress: ProgressReporter
    ) throws {
        guard try run.awaitsCalibration() else { return }
        try StopSignal.whileGraceful {
            let engine = try RunEngine.open(run, device: Device(name: device), threads: threads).engine
            try perform(run, engine: engine, progress: progress)
        }
    }

    /// As ``perform(_:device:threads:progress:)``, with the run's engine.
    package static func perform(_ run: RunDirectory, engine: any Engine, progress: ProgressReporter) throws {
        let addition = try RunAddition(run, progress: progress)
        let sample = try CalibrationSample(of: engine, run: run, on: .calibration, progress: progress)
        var calibrator = Calibrator.identity
        if engine.model.votes == nil {
            let choice = try choice(sample, engine.model, run, seed: addition.recipe.seed)
            calibrator = choice.calibrator
            try addition.say("Calibrated on \(sample.count) galaxies: \(choice)")
        }
        // Expected votes are shares already.
        try calibrator.write(to: run.calibration)
        // A network that answers questions may know galaxies of one class alone, or of none.
        if Set(sample.truths).count > 1 {
            let sets = try PredictionSets(
                probabilities: sample.probabilities(calibrator), truths: sample.truths, covariates: sample.covariates,
                classes: engine.model.classes)
            try sets.write(to: run.sets)
            for remark in sets.remarks { try addition.say(remark) }
        }
        try addition.say(try fitStrangeness(sample, model: engine.model, run))
        try addition.finish(run.confidenceFiles)
    }

    /// Learns what clean galaxies look like, writes it, and says so.
    private static func fitStrangeness(
        _ sample: CalibrationSample, model: EngineModel, _ run: RunDirectory
    ) throws -> String {
        guard model.features > 0 else {
            return "Strange pictures are not told: an ensemble has no middle layer whose features could tell them"
        }
        guard let strangeness = Strangeness(of: Matrix(sample.features, columnCount: model.features)) else {
            return "Strange pictures are not told: that takes \(Strangeness.fewest) galaxies to calibrate on"
        }
        try strangeness.write(to: run.strangeness)
        return "Strange pictures are told by \(sample.count) galaxies"
    }

    /// The calibrator that the sample asks for.
    private static func choice(
        _ sample: CalibrationSample, _ model: EngineModel, _ run: RunDirectory, seed: Int
    ) throws -> CalibratorChoice {
        let least = CalibratorChoice.folds
        let firsts = sample.groups.map { sample.truths[$0[0]] }
        for (number, name) in model.classes.enumerated() {
            let count = firsts.count { $0 == number }
            guard count < least else { continue }
            throw InputError(
                file: run.galaxies, column: "set",
                problem:
                    "of '\(name)' \(count == 1 ? "1 galaxy" : "\(count) galaxies") of the calibration split can be "
                    + "read, and \(least) are the least",
                remedy:
                    "Put the images back and run the same command again, or train anew with another calibration_fraction"
            )
        }
        return CalibratorChoice(
            LabelledLogits(sample.logits, truths: sample.truths, classes: sample.classes), groups: sample.groups,
            seed: UInt64(seed))
    }
}
