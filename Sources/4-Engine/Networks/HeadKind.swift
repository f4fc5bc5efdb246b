/// What a head's outputs stand for. The kind decides what is minimised in training, and what outputs become.
public enum HeadKind: String, Codable, Sendable, CaseIterable {
    /// Each galaxy is of one class: a logit for each class, cross-entropy; ``HeadOutputs/makeProbabilities(_:)``.
    case classes
    /// Volunteers answer questions of a galaxy: a number for each answer, the Dirichlet-multinomial likelihood of the
    /// votes; ``HeadOutputs/makeConcentrations(_:)``.
    case votes
}
