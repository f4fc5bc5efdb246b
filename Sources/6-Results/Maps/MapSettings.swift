/// How a map is made.
///
/// ```swift
/// var settings = MapSettings()
/// settings.dimensions = 3
/// settings.perplexities = [30, 300]
/// ```
public struct MapSettings: Sendable, Equatable, Codable {
    /// 2 or 3.
    public var dimensions = 2
    /// How many neighbours a point is drawn to, roughly; several are averaged (multi-scale).
    public var perplexities = [30.0]
    /// Factor of the affinities in the later iterations; more than 1 packs clusters tighter.
    public var exaggeration = 1.0
    /// Factor of the affinities in the early iterations, in which clusters form.
    public var earlyExaggeration = 12.0
    public var earlyIterations = 250
    /// Iterations after the early ones.
    public var iterations = 500
    /// Of the little randomness at the start.
    public var seed: UInt64 = 0

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case dimensions, perplexities, exaggeration, iterations, seed
        case earlyExaggeration = "early_exaggeration"
        case earlyIterations = "early_iterations"
    }

    /// Rows that a map needs: more than three times the largest perplexity.
    public var leastRows: Int { Int(3 * (perplexities.max() ?? 0)) + 1 }

    var total: Int { earlyIterations + iterations }

    /// Whether an iteration is an early one; 0 is the first.
    func isEarly(_ iteration: Int) -> Bool { iteration < earlyIterations }

    /// Whether the points are still as close together in an iteration as the early ones have left them.
    package func isCrowded(_ iteration: Int) -> Bool { iteration < earlyIterations + 50 }

    /// Factor of the affinities in an iteration.
    func exaggeration(at iteration: Int) -> Double {
        isEarly(iteration) ? max(earlyExaggeration, exaggeration) : exaggeration
    }
}
