internal import Foundation

/// What the base learning rate is multiplied by at each step; step 0 is the first.
public struct Schedule: Sendable, Equatable, Codable {
    public enum Decay: Sendable, Equatable, Codable {
        case constant
        /// Half a cosine from 1 to `end` over `steps` steps, then `end` (Loshchilov and Hutter 2017, equation 5).
        case cosine(steps: Int, end: Double)
        /// Times `factor` after every `every` steps.
        case step(every: Int, factor: Double)
    }

    /// The factor grows in a straight line over so many steps and reaches 1 at the last of them; the decay starts then.
    public var warmUpSteps: Int
    public var decay: Decay

    public init(_ decay: Decay = .constant, warmUpSteps: Int = 0) {
        self.decay = decay
        self.warmUpSteps = warmUpSteps
    }

    public func factor(atStep step: Int) -> Double {
        guard step >= warmUpSteps else { return Double(step + 1) / Double(warmUpSteps) }
        let step = step - warmUpSteps
        switch decay {
        case .constant:
            return 1
        case .cosine(let steps, let end):
            let progress = steps > 0 ? min(Double(step) / Double(steps), 1) : 1
            return end + (1 - end) * (1 + cos(.pi * progress)) / 2
        case .step(let every, let factor):
            return pow(factor, Double(step / max(every, 1)))
        }
    }
}
