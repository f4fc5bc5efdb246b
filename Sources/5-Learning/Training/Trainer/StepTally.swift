package import Torch

/// What one step gave, on the device.
package struct StepResult {
    /// Axes (3): the step's mean loss over its galaxies in all processes; how many of them were put in the right class;
    /// how many processes were asked to stop. float64.
    package let numbers: Tensor
    /// Norm of the gradient over all parameters and processes, before clipping.
    package let gradientNorm: Tensor
    /// The step's galaxies in all processes.
    package let total: Int
}

/// What one step gave, read from the device.
struct StepNumbers {
    let loss: Double
    let gradientNorm: Double
    let correct: Int
    /// Whether a process was asked to stop.
    let isStopped: Bool
    let total: Int

    /// What of it is no number: its name in messages, and its value.
    var notFinite: (quantity: String, value: Double)? {
        if !loss.isFinite { return ("loss", loss) }
        return gradientNorm.isFinite ? nil : ("gradient", gradientNorm)
    }
}

/// Collects what steps gave, and reads it from the device several steps at a time: each reading waits for the device.
struct StepTally {
    private var steps: [StepResult] = []
    private let stepsBetweenReadings: Int

    init(device: Device) {
        stepsBetweenReadings = device == .cpu ? 1 : 16
    }

    /// Whether it is time to read.
    var isDue: Bool { steps.count >= stepsBetweenReadings }

    mutating func add(_ step: StepResult) { steps.append(step) }

    /// What was collected since the last reading, in the order of the steps.
    mutating func read() throws(TorchError) -> [StepNumbers] {
        guard !steps.isEmpty else { return [] }
        var parts: [Tensor] = []
        for step in steps { parts += [step.numbers, try step.gradientNorm.to(.float64).reshape([1])] }
        let values = try Tensor.cat(parts).doubles()
        defer { steps = [] }
        return steps.enumerated().map { index, step in
            let own = Array(values[4 * index..<4 * index + 4])
            // A loss that is no number has no count of right answers either.
            return StepNumbers(
                loss: own[0], gradientNorm: own[3], correct: own[1].isFinite ? Int(own[1]) : 0, isStopped: own[2] > 0,
                total: step.total)
        }
    }
}
