/// How many galaxies of each true class (row) were given each class (column).
public struct ConfusionMatrix: Codable, Sendable, Equatable {
    /// Counts, shape (true class, predicted class).
    public let counts: [[Int]]

    /// - Precondition: the rows are as many as the columns.
    public init(_ counts: [[Int]]) {
        precondition(counts.allSatisfy { $0.count == counts.count }, "A confusion matrix is square: \(counts)")
        self.counts = counts
    }

    /// - Parameter flat: axes (true class, predicted class).
    init(flat: [Int], classCount: Int) {
        self.init((0..<classCount).map { Array(flat[$0 * classCount..<($0 + 1) * classCount]) })
    }

    public init(from decoder: any Decoder) throws {
        let counts = try decoder.singleValueContainer().decode([[Int]].self)
        guard counts.allSatisfy({ $0.count == counts.count }) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "A confusion matrix is square: \(counts)"))
        }
        self.counts = counts
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(counts)
    }

    /// Number of galaxies.
    public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

    /// Number of galaxies that were given their true class.
    public var correct: Int { counts.indices.reduce(0) { $0 + counts[$1][$1] } }

    /// Number of galaxies of the true class.
    public func support(_ number: Int) -> Int { counts[number].reduce(0, +) }

    /// Number of galaxies that were given the class.
    public func predicted(_ number: Int) -> Int { counts.reduce(0) { $0 + $1[number] } }

    /// Number of galaxies of the class that were given it.
    public func truePositives(_ number: Int) -> Int { counts[number][number] }

    /// Share of the galaxies given the class that belong to it; nil when none was given it.
    func precision(_ number: Int) -> Double? { Self.share(truePositives(number), of: predicted(number)) }

    /// Share of the galaxies of the class that were given it; nil when there is none.
    func recall(_ number: Int) -> Double? { Self.share(truePositives(number), of: support(number)) }

    private static func share(_ part: Int, of whole: Int) -> Double? {
        whole > 0 ? Double(part) / Double(whole) : nil
    }

    /// The mean of the recalls of the classes that are there; nil when fewer than two are.
    var balancedAccuracy: Double? {
        let present = counts.indices.filter { support($0) > 0 }
        guard present.count > 1 else { return nil }
        return present.reduce(0) { $0 + Double(truePositives($1)) / Double(support($1)) } / Double(present.count)
    }

    /// 2 TP / (2 TP + FP + FN) of a class; nil when no galaxy is or was given the class.
    func f1(_ number: Int) -> Double? {
        let sum = support(number) + predicted(number)
        return sum > 0 ? 2 * Double(truePositives(number)) / Double(sum) : nil
    }
}
