/// A set in the order of a score, as it is and as it is drawn anew.
struct RankedScores {
    /// What is measured: of a set with these counts, nil where it is undefined.
    struct Figure {
        let value: (ScoreCells, [Int]) -> Double?
        /// Whether noise alone makes it larger, so that its interval is reflected.
        var isInflated = false
        /// Interval where no drawn set differs from another.
        let closedForm: (Double) -> ClosedRange<Double>
    }

    /// A cell a score.
    let exact: ScoreCells
    /// Few cells.
    let cells: ScoreCells

    init(scores: [Double], isPositive: [Bool]) {
        self.init(Ranking(scores: scores, isPositive: isPositive))
    }

    init(_ ranking: Ranking) {
        exact = ScoreCells(ranking, limit: .max)
        cells = ranking.scores.count <= ScoreCells.limit ? exact : ScoreCells(ranking)
    }

    /// The figures with their intervals, from the same drawn sets for all.
    ///
    /// Where cells hold several scores, what their ties do to a figure is taken from the ends of its interval.
    func estimates(_ figures: [Figure], resamples: Int, seed: UInt64) -> [Estimate?] {
        let draws = cells.draws(
            resamples: resamples, seed: seed, figures.map { figure in { figure.value(cells, $0) } })
        return zip(figures, draws).map { figure, drawn in
            guard let value = figure.value(exact, exact.counts), let tied = figure.value(cells, cells.counts) else {
                return nil
            }
            let values = drawn.map { $0 + (value - tied) }
            guard let interval = Bootstrap.interval(values) else {
                return Estimate(value, drawn: nil, orElse: figure.closedForm(value))
            }
            return figure.isInflated
                ? Estimate(value, reflected: interval) : Estimate(value, drawn: interval, orElse: interval)
        }
    }
}
