internal import Foundation
internal import Workers

/// Logits of galaxies whose class is known.
public struct LabelledLogits: Sendable {
    /// Axes (galaxy, class), finite.
    public let logits: [Double]
    /// Class of each galaxy, from 0.
    public let truths: [Int]
    /// Number of classes, 2 or more.
    public let classes: Int

    /// Galaxies.
    public var count: Int { truths.count }

    /// - Parameters: as the properties; another shape traps.
    public init(_ logits: [Double], truths: [Int], classes: Int) {
        precondition(
            classes >= 2 && logits.count == truths.count * classes,
            "\(logits.count) logits of \(truths.count) galaxies and \(classes) classes")
        self.logits = logits
        self.truths = truths
        self.classes = classes
    }

    /// Galaxies of each class.
    public var counts: [Int] {
        truths.reduce(into: [Int](repeating: 0, count: classes)) { $0[$1] += 1 }
    }

    /// Some of the galaxies.
    func subset(_ galaxies: [Int]) -> LabelledLogits {
        var part: [Double] = []
        part.reserveCapacity(galaxies.count * classes)
        for galaxy in galaxies { part += logits[galaxy * classes..<(galaxy + 1) * classes] }
        return LabelledLogits(part, truths: galaxies.map { truths[$0] }, classes: classes)
    }

    /// Negative log-likelihood of each galaxy's class once `calibrator` was applied.
    public func losses(_ calibrator: Calibrator) -> [Double] {
        var losses = [Double](repeating: 0, count: count)
        losses.withUnsafeMutableBufferPointer { losses in
            nonisolated(unsafe) let losses = losses
            Self.forEachPart(of: count) { part in
                var own = [Double](repeating: 0, count: classes)
                for galaxy in part {
                    for number in 0..<classes { own[number] = logits[galaxy * classes + number] }
                    calibrator.apply(to: &own)
                    // −log p = log(1 + 1/odds).
                    let odds = LogOdds.of(truths[galaxy], in: own[...])
                    losses[galaxy] = odds > 0 ? log1p(exp(-odds)) : log1p(exp(odds)) - odds
                }
            }
        }
        return losses
    }

    /// Sums over all galaxies, the same on any number of threads.
    ///
    /// - Parameter add: adds a galaxy to the sums, of which there are `width`.
    func sums(_ width: Int, _ add: (_ galaxy: Int, _ sums: inout [Double]) -> Void) -> [Double] {
        let parts = (count + Self.part - 1) / Self.part
        var found = [[Double]](repeating: [], count: parts)
        found.withUnsafeMutableBufferPointer { found in
            nonisolated(unsafe) let found = found
            Self.forEachPart(of: count) { part in
                var sums = [Double](repeating: 0, count: width)
                for galaxy in part { add(galaxy, &sums) }
                found[part.lowerBound / Self.part] = sums
            }
        }
        return found.reduce(into: [Double](repeating: 0, count: width)) { sums, part in
            for place in part.indices { sums[place] += part[place] }
        }
    }

    /// Galaxies whose sum is made by one thread.
    private static let part = 1 << 13

    private static func forEachPart(of count: Int, _ body: (Range<Int>) -> Void) {
        Workers.each((count + part - 1) / part, threads: nil) { number in
            body(number * part..<min(count, (number + 1) * part))
        }
    }
}
