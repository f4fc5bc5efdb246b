/// Finds labels that are probably wrong, from probabilities by models that did not learn from them.
///
/// Confident learning (Northcutt, Jiang and Chuang 2021, *Journal of Artificial Intelligence Research* 70, 1373). The
/// threshold of a class is the mean probability that its own examples get for it. An example belongs confidently to the
/// most probable of the classes whose threshold it reaches; where that is not its label, the label is suspect. The
/// margin, by which suspects are ranked, is the probability of the suggested class less that of the label.
public struct ConfidentLearning: Sendable, Equatable {
    /// What is thought of one label.
    public struct Verdict: Sendable, Equatable {
        /// The label as given: class number.
        public let label: Int
        /// The class that it belongs to confidently, else the most probable one: class number.
        public let suggested: Int
        /// Probability of the suggested class, 0…1.
        public let probability: Double
        /// Probability of the suggested class less that of the label, −1…1; 0 where the label is confirmed.
        public let margin: Double
        /// True when the example belongs confidently to another class than its label.
        public let isSuspect: Bool
    }

    /// The confidence from which an example counts as one of that class (classes); NaN for a class without examples.
    public let thresholds: [Double]
    /// The confident joint (label, class): examples with that label that belong confidently to that class.
    public let joint: [[Int]]
    /// One verdict an example, in the order given.
    public let verdicts: [Verdict]

    /// - Parameters:
    ///   - labels: class number of each example, 0 ..< `classCount`.
    ///   - probabilities: out-of-fold probabilities, axes (example, class), row-major; every row sums to 1.
    ///   - classCount: number of classes, at least 2.
    public init(labels: [Int], probabilities: [Double], classCount: Int) {
        precondition(classCount >= 2, "labels are compared between at least 2 classes, not \(classCount)")
        precondition(
            probabilities.count == labels.count * classCount,
            "\(probabilities.count) probabilities for \(labels.count) examples of \(classCount) classes")
        var sums = [Double](repeating: 0, count: classCount)
        var counts = [Int](repeating: 0, count: classCount)
        for (example, label) in labels.enumerated() {
            sums[label] += probabilities[example * classCount + label]
            counts[label] += 1
        }
        let thresholds = zip(sums, counts).map { $1 == 0 ? Double.nan : $0 / Double($1) }
        var joint = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
        verdicts = labels.enumerated().map { example, label in
            let row = probabilities[(example * classCount)..<((example + 1) * classCount)]
            let p = Array(row)
            // The label wins a tie, so that an example is never suspected for nothing.
            func isBetter(_ left: Int, _ right: Int) -> Bool {
                p[left] != p[right] ? p[left] < p[right] : right == label
            }
            let confident = p.indices.filter { p[$0] >= thresholds[$0] }.max(by: isBetter)
            if let confident { joint[label][confident] += 1 }
            let suggested = confident ?? p.indices.max(by: isBetter) ?? label
            return Verdict(
                label: label, suggested: suggested, probability: p[suggested], margin: p[suggested] - p[label],
                isSuspect: confident.map { $0 != label } ?? false)
        }
        self.thresholds = thresholds
        self.joint = joint
    }

    /// Numbers of the examples, suspects first, then by falling margin, then in the order given.
    public var ranking: [Int] {
        verdicts.indices.sorted { left, right in
            let (a, b) = (verdicts[left], verdicts[right])
            if a.isSuspect != b.isSuspect { return a.isSuspect }
            return a.margin != b.margin ? a.margin > b.margin : left < right
        }
    }
}
