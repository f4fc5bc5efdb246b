/// Which of a stream's items stand in a random sample of it, in memory that does not grow (reservoir sampling; Vitter 1985,
/// ACM Trans. Math. Softw. 11, 37, algorithm R).
///
/// ```swift
/// var (reservoir, sample) = (Reservoir(capacity: 100, seed: 1), [Int]())
/// for item in 0..<1_000_000 {
///     guard let place = reservoir.place() else { continue }
///     if place == sample.count { sample.append(item) } else { sample[place] = item }
/// }
/// ```
public struct Reservoir: Sendable {
    /// The most items of a sample.
    public let capacity: Int
    private var seen = 0
    private var generator: SeededGenerator

    public init(capacity: Int, seed: UInt64) {
        self.capacity = capacity
        generator = SeededGenerator(seed)
    }

    /// Where the next item goes: behind the sample's last one, in place of one of its items, or nowhere.
    public mutating func place() -> Int? {
        seen += 1
        if seen <= capacity { return seen - 1 }
        let place = generator.index(below: seen)
        return place < capacity ? place : nil
    }
}
