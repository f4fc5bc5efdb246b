/// The name of a checkpoint's file, which says how far the run had come: `stage02-epoch0003-step000120.safetensors` is
/// the second stage, its third epoch, after 120 steps. Names sort as they follow each other in a run.
package struct CheckpointName: Equatable, Comparable, Sendable {
    /// Index of the stage; 0 is the first.
    package let stage: Int
    /// Index of the epoch in the stage; 0 is the first.
    package let epoch: Int
    /// Steps of that epoch that are done.
    package let step: Int

    init(_ state: TrainingState) {
        stage = state.stage
        epoch = state.epoch
        step = state.step
    }

    /// Nil where `file` is not the name of a checkpoint.
    package init?(_ file: String) {
        guard let parts = file.wholeMatch(of: /stage(\d{1,9})-epoch(\d{1,9})-step(\d{1,9})\.safetensors/)?.output,
            let stage = Int(parts.1), let epoch = Int(parts.2), let step = Int(parts.3)
        else { return nil }
        self.stage = stage - 1
        self.epoch = epoch - 1
        self.step = step
        guard self.file == file else { return nil }
    }

    package var file: String {
        "stage\(digits(stage + 1, 2))-epoch\(digits(epoch + 1, 4))-step\(digits(step, 6)).safetensors"
    }

    private func digits(_ number: Int, _ count: Int) -> String {
        let text = "\(number)"
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }

    package static func < (a: CheckpointName, b: CheckpointName) -> Bool {
        (a.stage, a.epoch, a.step) < (b.stage, b.epoch, b.step)
    }
}
