import Files
import Foundation
import Process
import TrainingSets

/// Records a run in its folder and for people: `metrics.csv`, `log.txt`, progress.
struct RunRecorder: TrainingRecorder {
    let run: RunDirectory
    let log: RunLog
    let progress: ProgressReporter

    func record(_ event: TrainingEvent) throws {
        switch event {
        case .goingOn(let state, let stages):
            try log.say(
                "Going on in stage \(min(state.stage + 1, stages)) of \(stages), epoch \(state.epoch + 1), "
                    + "after \(state.step) steps")
        case .stageBegins(let stage, let number, let count, let parameters, let galaxies):
            try log.say(
                "Stage \(number) of \(count), '\(stage.name)': \(parameters.formatted()) parameters move, "
                    + "up to \(stage.epochs) epochs of \(galaxies.formatted()) galaxies")
        case .workBegins(let title, let total): progress.begin(title, total: total)
        case .workAdvances(let done, let sums):
            progress.advance(to: done, detail: sums.map(Self.detail) ?? "")
        case .workEnds: progress.end()
        case .epochEnds(let stage, let rows):
            if let row = rows.last { try log.say(Self.line(row, of: stage)) }
            try AtomicFile.write(run.metrics, string: MetricsRow.csv(rows))
        case .rateFalls: try log.say("The learning rate falls: the validation loss has not")
        case .stageIsInVain(let stage, let kept):
            try log.say(
                "Stage '\(stage.name)' brought no lower validation loss: the weights of '\(kept.stage)', "
                    + "epoch \(kept.epoch), are kept")
        case .diverged(let error):
            progress.end()
            try log.say("Stopped: \(error)")
        }
    }

    private static func detail(_ sums: EpochSums) -> String {
        "loss \(decimals(sums.meanLoss, 4)), accuracy \(decimals(sums.accuracy * 100, 2)) %"
    }

    private static func line(_ row: MetricsRow, of stage: Stage) -> String {
        "\(stage.name) \(row.epoch)/\(stage.epochs)  training \(decimals(row.trainingLoss, 4)) "
            + "(\(decimals(row.trainingAccuracy * 100, 2)) %)  validation \(decimals(row.validationLoss, 4)) "
            + "(\(decimals(row.validationAccuracy * 100, 2)) %)  rate \(String(format: "%.4g", row.learningRate))  "
            + "\(shortDuration(row.seconds))" + (row.isBest ? "  best" : "")
    }
}

/// `value` with a fixed number of decimals.
package func decimals(_ value: Double, _ count: Int) -> String { String(format: "%.\(count)f", value) }
