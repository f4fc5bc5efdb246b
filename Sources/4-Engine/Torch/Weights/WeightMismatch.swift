public import Files

/// Weights that do not belong to the network: which tensors differ, by name and shape.
public struct WeightMismatch: BadInput, Sendable, Equatable, CustomStringConvertible {
    public struct Difference: Sendable, Equatable {
        public let name: String
        public let expected: [Int]
        public let found: [Int]
    }

    /// Names that the network has and the weights have not.
    public internal(set) var missing: [String] = []
    /// Names that the weights have and the network has not.
    public internal(set) var unexpected: [String] = []
    /// Tensors whose shapes differ.
    public internal(set) var differing: [Difference] = []
    /// Why a tensor that fits could not be copied.
    public internal(set) var reason: String?

    init(missing: [String] = []) { self.missing = missing }

    init(failure: TorchError) { reason = failure.description }

    var isEmpty: Bool { missing.isEmpty && unexpected.isEmpty && differing.isEmpty }

    public var description: String {
        if let reason { return "The weights could not be copied: \(reason)" }
        var parts: [String] = []
        if !missing.isEmpty { parts.append("\(Self.count(missing.count)) missing: \(Self.list(missing))") }
        if !unexpected.isEmpty { parts.append("\(Self.count(unexpected.count)) unexpected: \(Self.list(unexpected))") }
        if !differing.isEmpty {
            let texts = differing.map { "\($0.name) needs \($0.expected), found \($0.found)" }
            parts.append("\(Self.count(differing.count)) of another shape: \(Self.list(texts))")
        }
        return "The weights do not fit the network; " + parts.joined(separator: "; ") + "."
    }

    private static func count(_ number: Int) -> String { number == 1 ? "1 tensor" : "\(number) tensors" }

    /// The first ten; a wholly different network would fill the screen.
    private static func list(_ items: [String]) -> String {
        let shown = items.prefix(10).joined(separator: ", ")
        return items.count > 10 ? "\(shown) and \(items.count - 10) more" : shown
    }

    /// Overwrites each target with the source of the same name, or changes nothing and says all that does not fit.
    static func copy(
        _ sources: [String: Tensor], into targets: [(String, Tensor)], ignoringUnexpected: Bool = false,
        mayMiss: (String) -> Bool = { _ in false }
    ) throws(WeightMismatch) {
        var mismatch = WeightMismatch()
        for (name, target) in targets {
            guard let source = sources[name] else {
                if !mayMiss(name) { mismatch.missing.append(name) }
                continue
            }
            if source.shape != target.shape {
                mismatch.differing.append(Difference(name: name, expected: target.shape, found: source.shape))
            }
        }
        if !ignoringUnexpected {
            mismatch.unexpected = Set(sources.keys).subtracting(targets.map(\.0)).sorted()
        }
        guard mismatch.isEmpty else { throw mismatch }
        do {
            try withoutGradient { () throws(TorchError) in
                for (name, target) in targets {
                    if let source = sources[name] { try target.copy(from: source) }
                }
            }
        } catch {
            throw WeightMismatch(failure: error)
        }
    }
}
