import Randomness

/// How well the fractions that a network expects agree with the votes of one set of galaxies, question by question.
///
/// As JSON, beside the figures of the classes (``Metrics``) where the set has labels:
/// ```
/// "votes": {
///   "n": 2731, "of": "numbers of votes", "published": null,
///   "questions": [{
///     "question": "smooth-or-featured", "n": 2731, "votes_a_galaxy": 41.2,
///     "deviation": {"value": 0.081, "low": 0.078, "high": 0.084, "method": "bootstrap"},
///     "loss": the same, "deviation_of_means": 0.21,
///     "answers": [{"answer": "smooth-or-featured_smooth", "deviation": the same, "mean_fraction": 0.41, "bias": 0.01}] }],
///   "confidence_level": 0.95, "bootstrap": {"resamples": 2000, "seed": 0} }
/// ```
public struct VoteFigures: Codable, Sendable, Equatable {
    /// A question as figures need it.
    public struct Question: Sendable, Equatable {
        public let name: String
        /// Full names of its answers.
        public let answers: [String]

        public init(name: String, answers: [String]) {
            self.name = name
            self.answers = answers
        }
    }

    /// The figures of one answer.
    public struct AnswerFigures: Codable, Sendable, Equatable {
        /// Full name of the answer.
        public let answer: String
        /// Mean over the galaxies of |expected fraction - fraction of the votes|.
        public let deviation: Estimate
        /// Mean fraction of the votes.
        public let meanFraction: Double
        /// Mean of expected fraction - fraction of the votes.
        public let bias: Double

        enum CodingKeys: String, CodingKey {
            case answer, deviation
            case meanFraction = "mean_fraction"
            case bias
        }
    }

    /// The figures of one question, over the galaxies with votes for it; undefined (nil) for fewer than two galaxies.
    public struct QuestionFigures: Codable, Sendable, Equatable {
        public let question: String
        /// Galaxies with one vote or more.
        public let n: Int
        /// Mean number of votes of these galaxies.
        public let votesAGalaxy: Double
        /// Mean over galaxies and answers of |expected fraction - fraction of the votes|.
        public let deviation: Estimate?
        /// Mean over galaxies of minus the logarithm of the votes' probability.
        public let loss: Estimate?
        /// The deviation of who expects the set's mean fractions of every galaxy: what a network must beat.
        public let deviationOfMeans: Double?
        public let answers: [AnswerFigures]

        enum CodingKeys: String, CodingKey {
            case question, n
            case votesAGalaxy = "votes_a_galaxy"
            case deviation, loss
            case deviationOfMeans = "deviation_of_means"
            case answers
        }
    }

    /// Galaxies with votes.
    public let n: Int
    /// What the votes are: numbers, or fractions and of how many.
    public let of: String
    /// What has been published of networks that learned these questions, with the source; nil where nothing is known.
    public let published: String?
    public let questions: [QuestionFigures]
    private let confidenceLevel: Double
    private let bootstrap: Metrics.BootstrapSettings

    enum CodingKeys: String, CodingKey {
        case n, of, published, questions
        case confidenceLevel = "confidence_level"
        case bootstrap
    }

    /// Measures predictions against the votes that they carry.
    ///
    /// - Parameters:
    ///   - questions: in the order of the predictions' answers.
    ///   - resamples: bootstrap sets for the intervals.
    ///   - seed: of the bootstrap; the same seed gives the same intervals.
    public init(
        _ predictions: [VotePrediction], questions: [Question], of: String, published: String? = nil,
        resamples: Int = 2000, seed: UInt64 = 0
    ) {
        n = predictions.count
        self.of = of
        self.published = published
        var start = 0
        self.questions = questions.map { question in
            defer { start += question.answers.count }
            return QuestionFigures(
                predictions, question, range: start..<start + question.answers.count, resamples: resamples, seed: seed)
        }
        confidenceLevel = 0.95
        bootstrap = Metrics.BootstrapSettings(resamples: resamples, seed: seed)
    }
}

extension VoteFigures.QuestionFigures {
    init(
        _ predictions: [VotePrediction], _ question: VoteFigures.Question, range: Range<Int>, resamples: Int,
        seed: UInt64
    ) {
        // Axes of what is averaged: (answer, galaxy), then the question's own.
        var deviations = range.map { _ in [Double]() }
        var (fractions, means, losses, votes) = (deviations, [Double](), [Double](), 0.0)
        for prediction in predictions {
            let own = prediction.deviations(range)
            guard !own.isEmpty else { continue }
            let asked = prediction.counts[range].reduce(0, +)
            votes += asked
            for (answer, place) in range.enumerated() {
                deviations[answer].append(own[answer])
                fractions[answer].append(prediction.counts[place] / asked)
            }
            means.append(own.reduce(0) { $0 + abs($1) } / Double(own.count))
            losses.append(prediction.loss(range))
        }
        self.question = question.name
        n = means.count
        votesAGalaxy = n > 0 ? votes / Double(n) : 0
        guard n > 1 else {
            (deviation, loss, deviationOfMeans, answers) = (nil, nil, nil, [])
            return
        }
        let estimates = Self.estimates(
            [means, losses] + deviations.map { $0.map(abs) }, resamples: resamples, seed: seed)
        deviation = estimates[0]
        loss = estimates[1]
        let meanFractions = fractions.map { Self.mean($0) }
        deviationOfMeans = Self.mean(
            zip(fractions, meanFractions).map { values, mean in Self.mean(values.map { abs($0 - mean) }) })
        answers = question.answers.enumerated().map { place, name in
            VoteFigures.AnswerFigures(
                answer: name, deviation: estimates[2 + place], meanFraction: meanFractions[place],
                bias: Self.mean(deviations[place]))
        }
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    /// The mean of each list with its interval, from the same drawn galaxies for all.
    private static func estimates(_ lists: [[Double]], resamples: Int, seed: UInt64) -> [Estimate] {
        let size = lists[0].count
        var generator = SeededGenerator(seed)
        var drawn = lists.map { _ in [Double]() }
        for _ in 0..<resamples {
            var weights = [Double](repeating: 0, count: size)
            for _ in 0..<size { weights[generator.index(below: size)] += 1 }
            for (number, values) in lists.enumerated() {
                var sum = 0.0
                for place in 0..<size { sum += weights[place] * values[place] }
                drawn[number].append(sum / Double(size))
            }
        }
        return zip(lists, drawn).map { values, drawn in
            let value = mean(values)
            return Estimate(value, drawn: Bootstrap.interval(drawn), orElse: value...value)
        }
    }
}
