import Confidence
import Engines
import Files
import Process
import Training

/// Labelled galaxies of a run that it was not trained on.
struct SourceSample {
    /// What its network says of each.
    let galaxies: CalibrationSample
    /// Score of each.
    let values: [Double]
    /// The scores of class 0 and of class 1.
    let scores: [ScoreHistogram]
    /// All galaxies of the run.
    let seen: SeenGalaxies

    /// Labelled galaxies of each class that shapes of classes need.
    static let fewest = Adaptation.leastOfClass

    /// Looks at the split `calibration`; at `validation` in a run without one.
    init(_ engine: any Engine, _ run: RunDirectory, _ reader: ScoreReader, progress: ProgressReporter) throws {
        seen = try SeenGalaxies(run)
        let side = seen.calibrationSide
        galaxies = try CalibrationSample(of: engine, run: run, on: side, progress: progress)
        var scores = [ScoreHistogram(), ScoreHistogram()]
        var values: [Double] = []
        for place in 0..<galaxies.count {
            values.append(reader.score(Array(galaxies.logits[place * 2..<place * 2 + 2])))
            scores[galaxies.truths[place]].add(values[place])
        }
        if let number = scores.indices.first(where: { Int(scores[$0].total) < Self.fewest }) {
            throw InputError(
                file: run.galaxies, column: "set",
                problem:
                    "only \(Int(scores[number].total)) readable galaxies labelled '\(engine.model.classes[number])' "
                    + "stand on the side '\(side.rawValue)', and \(Self.fewest) are needed to know the class's scores",
                remedy: "Train with more galaxies, or a greater calibration_fraction")
        }
        (self.scores, self.values) = (scores, values)
    }
}
