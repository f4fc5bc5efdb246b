internal import CMachine

/// How far apart two vectors are, as neighbours are ranked by it.
public enum NeighbourMetric: String, Sendable, CaseIterable, Codable {
    /// Root of the sum of the squared differences.
    case euclidean
    /// 1 less the cosine of the angle between them, 0…2. A vector of zeros has no direction and is nobody's neighbour.
    case cosine

    /// Its number in CMachine, whose distances rank alike: Euclidean ones are squared there.
    var kernel: cm_metric { self == .euclidean ? cm_squared_euclidean : cm_cosine }

    /// The distance behind a number of CMachine.
    func distance(_ ranked: Float) -> Float { self == .euclidean ? ranked.squareRoot() : ranked }
}
