/// What one training epoch gave; one line of `metrics.csv`.
public struct MetricsRow: Codable, Sendable, Equatable {
    /// Name of the stage.
    public var stage: String
    /// Number of the epoch within the stage; 1 is the first.
    public var epoch: Int
    /// Learning rate of the head at the end of the epoch.
    public var learningRate: Double
    /// Mean loss over the training images, as they were seen (augmented, with dropout).
    public var trainingLoss: Double
    /// Fraction of the training images put in the right class, as they were seen; of votes, whose first question's
    /// likeliest answer is the most voted one.
    public var trainingAccuracy: Double
    /// Mean loss over the validation images.
    public var validationLoss: Double
    /// Fraction of the validation images put in the right class.
    public var validationAccuracy: Double
    /// Time that the epoch took, in seconds.
    public var seconds: Double
    /// Time of it in which training steps waited for their images, in seconds; nil in runs of earlier versions.
    public var waitingSeconds: Double?
    /// Whether the stage's best weights so far are those of this epoch.
    public var isBest: Bool

    static let header =
        "stage,epoch,learning_rate,training_loss,training_accuracy,validation_loss,validation_accuracy,seconds,waiting_seconds,best"

    /// The line of `metrics.csv`, without line end.
    var line: String {
        let name =
            stage.contains(where: { ",\"\n\r".contains($0) })
            ? "\"" + stage.replacing("\"", with: "\"\"") + "\"" : stage
        let values = [learningRate, trainingLoss, trainingAccuracy, validationLoss, validationAccuracy]
        let times = [seconds, waitingSeconds ?? 0].map { ($0 * 10).rounded() / 10 }
        let numbers = (values + times).map { "\($0)" }.joined(separator: ",")
        return "\(name),\(epoch),\(numbers),\(isBest ? 1 : 0)"
    }

    /// The whole of `metrics.csv`.
    static func csv(_ rows: [MetricsRow]) -> String {
        ([header] + rows.map(\.line)).joined(separator: "\n") + "\n"
    }
}
