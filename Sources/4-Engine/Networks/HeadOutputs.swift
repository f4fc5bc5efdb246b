internal import Foundation

/// What the outputs of a head for one galaxy become, by its ``HeadKind``.
public enum HeadOutputs {
    /// The least and the greatest concentration that a head for votes can give, as in zoobot 2: with less than 1 for every
    /// answer the likeliest galaxy would be one on which all volunteers agree.
    public static let concentrations = 1.0...101.0

    /// Kind ``HeadKind/classes``: turns logits into the probabilities of the classes, sum 1.
    ///
    /// ```swift
    /// var values = [2.0, 0.0]
    /// HeadOutputs.makeProbabilities(&values)  // [0.8808, 0.1192]
    /// ```
    public static func makeProbabilities(_ logits: inout [Double]) {
        let largest = logits.max() ?? 0
        var total = 0.0
        for number in logits.indices {
            logits[number] = exp(logits[number] - largest)
            total += logits[number]
        }
        for number in logits.indices { logits[number] /= total }
    }

    /// Kind ``HeadKind/classes``: turns logits into the logarithms of the classes' probabilities.
    public static func makeLogProbabilities(_ logits: inout [Double]) {
        let largest = logits.max() ?? 0
        let total = log(logits.reduce(0) { $0 + exp($1 - largest) }) + largest
        for number in logits.indices { logits[number] -= total }
    }

    /// Kind ``HeadKind/votes``: turns outputs x into Dirichlet concentrations of the answers, 1 + 100 / (1 + exp(-x)).
    ///
    /// Source: Walmsley et al. 2022, MNRAS 509, 3966 (arXiv:2102.08414); the range is that of zoobot 2.
    public static func makeConcentrations(_ outputs: inout [Double]) {
        let (least, range) = (concentrations.lowerBound, concentrations.upperBound - concentrations.lowerBound)
        for number in outputs.indices { outputs[number] = least + range / (1 + exp(-outputs[number])) }
    }
}
