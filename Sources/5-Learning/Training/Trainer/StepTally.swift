package import Torch

/// What one step gave, on the device.
package struct StepResult {
    /// The sum of the weighted losses of this process' galaxies, divided by the step's galaxies in all processes.
    package let loss: Tensor
    /// Norm of the gradient over all parameters and processes, before clipping; nil where none was computed.
    package let gradientNorm: Tensor?
    /// How many of this process' galaxies were put in the right class (int64).
    package let correct: Tensor
    /// This process' galaxies.
    package let count: Int
    /// The step's galaxies in all processes.
    package let total: Int
}

/// What one step gave, read from the device.
struct StepNumbers {
    let loss: Double
    let gradientNorm: Double
    let correct: Int
    let count: Int
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
        var scalars: [Tensor] = []
        for step in steps {
            for scalar in [step.loss, step.gradientNorm ?? step.loss, step.correct] {
                scalars.append(try scalar.to(.float64))
            }
        }
        let values = try Tensor.stack(scalars).doubles()
        defer { steps = [] }
        return steps.enumerated().map { index, step in
            StepNumbers(
                loss: values[3 * index], gradientNorm: values[3 * index + 1], correct: Int(values[3 * index + 2]),
                count: step.count, total: step.total)
        }
    }
}
