/// What magnitudes and sizes calibration galaxies have, of whatever class.
///
/// Of galaxies beyond nothing is known. A galaxy within, beyond those of one class alone, is judged by that class's scores: were
/// it of that class, it would be one of its outermost.
struct CovariateRange: Sendable, Equatable {
    /// nil where none is known.
    private let magnitudes, sizes: ClosedRange<Double>?

    init(of galaxies: [Covariates]) {
        magnitudes = Self.range(galaxies.map(\.magnitude))
        sizes = Self.range(galaxies.map(\.size))
    }

    /// Whether a galaxy is as some of them; true for what is not known of it or them.
    func contains(_ galaxy: Covariates) -> Bool {
        func holds(_ range: ClosedRange<Double>?, _ value: Double) -> Bool {
            guard let range, value.isFinite else { return true }
            return range.contains(value)
        }
        return holds(magnitudes, galaxy.magnitude) && holds(sizes, galaxy.size)
    }

    private static func range(_ values: [Double]) -> ClosedRange<Double>? {
        let known = values.filter(\.isFinite)
        guard let least = known.min(), let most = known.max() else { return nil }
        return least...most
    }
}
