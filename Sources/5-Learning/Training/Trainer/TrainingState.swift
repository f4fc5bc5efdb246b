/// Where a run stands: what a checkpoint keeps beside the tensors.
struct TrainingState: Codable, Equatable {
    /// Index of the stage that is running, or is next; 0 is the first.
    var stage = 0
    /// Index of the epoch that is running, or is next, within the stage.
    var epoch = 0
    /// Steps of that epoch that are done.
    var step = 0
    /// Sums over those steps.
    var sums = EpochSums()
    /// The stage's learning rate; nil before the stage has begun.
    var course: LearningRateCourse?
    /// The stage's count of epochs without a lower validation loss; nil before the stage has begun.
    var stopping: EarlyStopping?
    /// The row of the epoch whose weights the stage would hand on now.
    var best: MetricsRow?
    /// The row of the epoch whose weights the stages before handed on.
    var handedOn: MetricsRow?
    /// Epochs done so far.
    var rows: [MetricsRow] = []
    /// Time spent in training, in seconds, all parts of a resumed run together.
    var seconds = 0.0
    /// Time spent in the running epoch, in seconds.
    var epochSeconds = 0.0
    /// Time of it in which steps waited for their input.
    var epochWaiting = 0.0

    /// Goes to the next stage.
    mutating func endStage() {
        stage += 1
        epoch = 0
        step = 0
        sums = EpochSums()
        course = nil
        stopping = nil
        best = nil
    }

    /// Goes to the stage's next epoch.
    mutating func endEpoch() {
        epoch += 1
        step = 0
        sums = EpochSums()
        epochSeconds = 0
        epochWaiting = 0
    }
}

/// Sums over the images that an epoch has seen.
package struct EpochSums: Codable, Equatable {
    var count = 0
    var loss = 0.0
    var correct = 0

    var meanLoss: Double { count == 0 ? 0 : loss / Double(count) }
    var accuracy: Double { count == 0 ? 0 : Double(correct) / Double(count) }

    mutating func add(_ steps: [StepNumbers]) {
        for step in steps {
            count += step.total
            loss += step.loss * Double(step.total)
            correct += step.correct
        }
    }
}
