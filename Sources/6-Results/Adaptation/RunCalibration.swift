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
            let trained = try TrainedNetwork(run, device: Device(name: device), threads: threads)
            try perform(run, engine: LibtorchEngine(trained), progress: progress)
        }
    }

    /// As ``perform(_:device:threads:progress:)``, with the run's engine.
    package static func perform(_ run: RunDirectory, engine: any Engine, progress: ProgressReporter) throws {
        let addition = try RunAddition(run, progress: progress)
        let sample = try CalibrationSample(of: engine, run: run, on: .calibration, progress: progress)
        // A sample of the galaxies trained on, where a fit needs one:
        // CalibrationSample(of: engine, run: run, on: .training, progress: progress)
        let calibrator = try calibrator(sample, model: engine.model, run)
        try calibrator.write(to: run.calibration)
        try addition.say("Calibrated on \(sample.count) galaxies: \(calibrator)")
        try addition.say(try fitStrangeness(sample, model: engine.model, run))
        // What else is fitted on the sample is written here: its file among RunDirectory.confidenceFiles.
        try addition.finish(run.confidenceFiles.filter(FileManager.default.fileExists))
    }

    /// Learns what clean galaxies look like, writes it, and says so.
    private static func fitStrangeness(
        _ sample: CalibrationSample, model: EngineModel, _ run: RunDirectory
    ) throws -> String {
        guard model.features > 0,
            let strangeness = Strangeness(of: Matrix(sample.features, columnCount: model.features))
        else { return "Strange pictures are not told: that takes \(Strangeness.fewest) galaxies to calibrate on" }
        try strangeness.write(to: run.strangeness)
        return "Strange pictures are told by \(sample.count) galaxies"
    }

    /// The calibrator that the sample asks for. Expected votes are shares already, and stay as they are.
    private static func calibrator(
        _ sample: CalibrationSample, model: EngineModel, _ run: RunDirectory
    ) throws -> Calibrator {
        guard model.votes == nil else { return .identity }
        if let missing = model.classes.indices.first(where: { !sample.truths.contains($0) }) {
            throw InputError(
                file: run.galaxies, column: "set",
                problem: "no readable galaxy of the calibration split is labelled '\(model.classes[missing])'",
                remedy: "Mend the images and run the same command again, or train anew with calibration_fraction = 0")
        }
        return .temperature(TemperatureFit.temperature(sample.logits, truths: sample.truths, classes: sample.classes))
    }
}
