import Confidence
import Engines
import Inference
import Process
import Training

/// Reads the scores that a run's network gives to pictures: the calibrated logit of class 0 less that of class 1.
struct ScoreReader {
    private let engine: any Engine
    private let average: ViewAverage
    private let width: Int
    private let batch: Int
    private let progress: ProgressReporter

    init(_ engine: any Engine, batch: Int, progress: ProgressReporter) {
        self.engine = engine
        self.batch = batch
        self.progress = progress
        average = ViewAverage(engine.model)
        width = engine.model.views.count * engine.model.outputs
    }

    /// What is found in one picture.
    struct Found {
        /// nil for a picture that cannot be read.
        let score: Double?
        /// Why it cannot be read.
        let reason: String?
        /// Features of a middle layer; none where they were not asked for, or the run tells no strange pictures by them.
        let features: ArraySlice<Float>
    }

    /// - Parameters:
    ///   - features: whether they are wanted.
    ///   - files: gives the next files, fewer than asked for only at the end.
    ///   - body: takes what is found in each in turn.
    func read(
        _ title: String, total: Int, features: Bool = false, files: (Int) throws -> [String],
        _ body: (Found) throws -> Void
    ) throws {
        let columns = features && engine.model.confidence.strangeness != nil ? engine.model.features : 0
        let outputs: EngineOutputs = columns > 0 ? [.logits, .features] : .logits
        try InferenceLoop(engine: engine, outputs: outputs, batch: batch, progress: progress).run(
            title, total: total, files: files,
            body: { found in
                for place in 0..<found.count {
                    let reason = found.reasons[place]
                    let logits = found.logits[place * width..<(place + 1) * width]
                    try body(
                        Found(
                            score: reason == nil ? score(average.classLogits(of: logits)) : nil, reason: reason,
                            features: found.features[place * columns..<(place + 1) * columns]))
                }
                try StopSignal.check(.goesOn)
            })
    }

    /// The score of logits as ``Inference/ViewAverage/classLogits(of:)`` gives them.
    func score(_ logits: [Double]) -> Double {
        var logits = logits
        engine.model.confidence.calibrator.apply(to: &logits)
        return logits[0] - logits[1]
    }
}
