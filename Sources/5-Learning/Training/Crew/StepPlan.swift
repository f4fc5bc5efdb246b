import Files
import Torch

/// How this process computes its part of a step.
package struct StepPlan: Sendable, Equatable {
    /// Whether steps are those of ``ExactSteps``, else of ``OverlappedSteps``.
    package let isExact: Bool
    /// Threads that have a network each.
    package let threads: Int

    package init(isExact: Bool = true, threads: Int = 1) {
        self.isExact = isExact
        self.threads = threads
    }

    /// Whether `recipe` asks for exact steps on such a device.
    static func isExact(_ recipe: Recipe, onCPU: Bool) -> Bool {
        switch recipe.ranks.reduction {
        case .auto: onCPU
        case .exact: true
        case .overlapped: false
        }
    }

    /// What `recipe` asks for on `device`, with so many threads for this process.
    ///
    /// - Throws: ``Files/InputError`` when it asks for exact steps on a GPU.
    init(_ recipe: Recipe, device: Device, threads: Int) throws {
        let isExact = Self.isExact(recipe, onCPU: device == .cpu)
        guard !isExact || device == .cpu else {
            throw InputError(
                problem: "the recipe's reduction is 'exact', which is for the CPU: a GPU's kernels have no fixed order",
                remedy: "Set reduction = \"auto\" or \"overlapped\" under [ranks]")
        }
        self.init(isExact: isExact, threads: isExact ? threads : 1)
    }
}
