/// How the galaxies of an epoch are cut into steps, and each step into parts that go through the network at once.
///
/// The cut knows no ranks: with parts of a fixed size the same galaxies stand together whoever computes them.
public struct EpochCut: Sendable, Equatable {
    /// Galaxies of the epoch, each as often as it comes.
    public let count: Int
    /// Galaxies a step; the last step may have fewer.
    public let batch: Int
    /// Galaxies a part; the last part of a step may have fewer.
    public let part: Int
    /// Steps of the epoch.
    public let steps: Int

    /// - Parameter least: what a last step needs at least; fewer galaxies go with the step before.
    public init(count: Int, batch: Int, part: Int, least: Int = 1) {
        precondition(count > 0 && batch > 0 && part > 0 && least <= batch, "\(count) in steps of \(batch), \(part)")
        self.count = count
        self.batch = batch
        self.part = part
        let whole = (count + batch - 1) / batch
        steps = whole > 1 && (count - 1) % batch + 1 < least ? whole - 1 : whole
    }

    /// Places in the epoch's order of the galaxies of `step`.
    public func places(of step: Int) -> Range<Int> {
        step * batch..<(step == steps - 1 ? count : (step + 1) * batch)
    }

    /// Parts of `step`.
    public func parts(of step: Int) -> Int { (places(of: step).count + part - 1) / part }

    /// Most parts that any step has.
    public var mostParts: Int { max(parts(of: 0), parts(of: steps - 1)) }

    /// Places in the epoch's order of the galaxies of a part of `step`.
    public func places(of step: Int, part number: Int) -> Range<Int> {
        let places = places(of: step)
        let start = places.lowerBound + number * part
        return start..<min(start + part, places.upperBound)
    }
}
