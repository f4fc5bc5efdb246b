package import Training

/// Which of a network's own labels it learns from.
package struct LabelChoice {
    /// What becomes of a galaxy in a round.
    package enum Verdict: String, CaseIterable {
        case chosen = ""
        case heldOut = "held out, or a test galaxy"
        case unreadable = "the image cannot be read"
        case repeated = "the galaxy stands in an earlier row"
        case strange = "a strange picture"
        case severalClasses = "the set does not hold one class alone"
        case disagreement = "the networks do not agree"
        case unsure = "not sure enough"
        case surplus = "beyond the class's share"
    }

    /// Why there is nothing to learn from.
    package struct Nothing: Error, CustomStringConvertible { package let description: String }

    /// Of each galaxy.
    package private(set) var verdicts: [Verdict]
    /// The least probability of a label of each class.
    package let thresholds: [Double]
    /// The estimated shares of the classes among the unlabelled galaxies.
    package let mix: [Double]
    /// Galaxies of each class that nothing speaks against, and those of them that are learnt from.
    package let sure, chosen: [Int]
    /// Share of the chosen labels that is expected to be wrong by their own probabilities.
    package let expectedWrong: Double

    /// - Parameters:
    ///   - isHeldOut: whether a galaxy, by its place, may not be learnt from.
    ///   - start: the shares of the classes that the probabilities are of.
    ///   - isEstablished: whether it is known which threshold is right for these galaxies.
    /// - Throws: ``Nothing``.
    package init(
        _ answers: UnlabelledAnswers, isHeldOut: (Int) -> Bool, start: [Double], isEstablished: Bool,
        settings: RecursionRecipe
    ) throws(Nothing) {
        let classes = answers.classes.count
        let isGuarded = settings.choice == .guarded
        var verdicts = (0..<answers.count).map { row -> Verdict in
            switch answers.objections[row] {
            case .unreadable: .unreadable
            case .repeated: .repeated
            case _ where isHeldOut(row): .heldOut
            case .strange where isGuarded: .strange
            case .severalClasses where isGuarded: .severalClasses
            case .disagreement where isGuarded: .disagreement
            default: .unsure
            }
        }
        // Shares and thresholds are of all galaxies that look like galaxies.
        var clean: [Float] = []
        var (sums, counts) = ([Double](repeating: 0, count: classes), [Int](repeating: 0, count: classes))
        for row in verdicts.indices where [.unsure, .severalClasses, .disagreement].contains(verdicts[row]) {
            guard let predicted = answers.predicted(row) else { continue }
            let own = answers.probabilities(row)
            clean += own
            sums[predicted] += Double(own[own.startIndex + predicted])
            counts[predicted] += 1
        }
        let mix = ClassMix.estimate(clean, start: start)
        let means = zip(sums, counts).map { $1 == 0 ? 0 : $0 / Double($1) }
        let thresholds: [Double] =
            if !isGuarded {
                [Double](repeating: 0, count: classes)
            } else if isEstablished, let greatest = means.max(), greatest > 0 {
                means.map { max(settings.lowestThreshold, settings.threshold * $0 / greatest) }
            } else {
                [Double](repeating: settings.strictThreshold, count: classes)
            }
        var sure = [[(row: Int, probability: Float)]](repeating: [], count: classes)
        for row in verdicts.indices where verdicts[row] == .unsure {
            guard let predicted = answers.predicted(row) else { continue }
            let own = answers.probabilities(row)
            let probability = own[own.startIndex + predicted]
            if Double(probability) >= thresholds[predicted] { sure[predicted].append((row, probability)) }
        }
        let wanted = try Self.wanted(
            sure.map(\.count), mix: mix, classes: answers.classes, settings: settings, galaxies: clean.count / classes)
        var (wrong, total) = (0.0, 0)
        for number in 0..<classes {
            // The surest first; of equals the earlier row.
            sure[number].sort { ($1.probability, $0.row) < ($0.probability, $1.row) }
            for (place, galaxy) in sure[number].enumerated() {
                verdicts[galaxy.row] = place < wanted[number] ? .chosen : .surplus
                guard place < wanted[number] else { continue }
                wrong += 1 - Double(galaxy.probability)
                total += 1
            }
        }
        self.verdicts = verdicts
        (self.thresholds, self.mix) = (thresholds, mix)
        (self.sure, chosen) = (sure.map(\.count), wanted)
        expectedWrong = total == 0 ? 0 : wrong / Double(total)
    }

    /// How many of each class are learnt from: in the shares that the classes have among the galaxies.
    private static func wanted(
        _ sure: [Int], mix: [Double], classes: [String], settings: RecursionRecipe, galaxies: Int
    ) throws(Nothing) -> [Int] {
        if let none = sure.firstIndex(of: 0) {
            throw Nothing(
                description:
                    "of \(galaxies) galaxies none is surely '\(classes[none])': nothing is learnt from the others alone"
            )
        }
        guard settings.choice == .guarded else { return sure.map { min($0, settings.perClass ?? $0) } }
        if let rare = mix.firstIndex(where: { $0 < settings.leastShare }) {
            throw Nothing(
                description:
                    "'\(classes[rare])' is estimated to be \(decimals(mix[rare] * 100, 2)) % of \(galaxies) galaxies: too few to "
                    + "learn from")
        }
        let most = zip(sure, mix).map { Double(min($0, settings.perClass ?? $0)) / $1 }.min() ?? 0
        return zip(sure, mix).map { min($0, max(1, Int((most * $1).rounded(.down)))) }
    }
}
