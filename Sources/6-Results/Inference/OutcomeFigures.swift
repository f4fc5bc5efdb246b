import Confidence
import Engines
import Training

/// What is kept of each picture that is classified: the logits of its views and, of a run that tells strange pictures, the
/// p-value of its features.
struct OutcomeFigures {
    /// What is wanted of the engine.
    let outputs: EngineOutputs
    /// Figures of one picture.
    let width: Int
    private let average: ViewAverage
    private let strangeness: Strangeness?

    init(_ model: EngineModel) {
        average = ViewAverage(model)
        strangeness = model.confidence.strangeness
        outputs = strangeness == nil ? .logits : [.logits, .features]
        width = model.views.count * model.outputs + (strangeness == nil ? 0 : 1)
    }

    /// The figures of a batch: axes (picture, figure).
    func values(of batch: EngineBatch) -> [Float] {
        guard let strangeness else { return batch.logits }
        let logits = width - 1
        var values: [Float] = []
        values.reserveCapacity(batch.count * width)
        for (place, value) in strangeness.pValues(of: batch.features).enumerated() {
            values += batch.logits[place * logits..<(place + 1) * logits]
            values.append(Float(value))
        }
        return values
    }

    /// What the figures of one picture say.
    ///
    /// - Parameter reason: why the picture cannot be read; then the figures are not looked at.
    func outcome(of values: ArraySlice<Float>, reason: String?) -> ClassOutcome {
        guard strangeness != nil else { return average.outcome(of: values, reason: reason) }
        var outcome = average.outcome(of: values.dropLast(), reason: reason)
        if reason == nil { outcome.oodPValue = values.last.map(Double.init) }
        return outcome
    }
}
