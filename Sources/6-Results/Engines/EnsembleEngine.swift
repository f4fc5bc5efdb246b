import Confidence
import Files
public import Training
import TrainingSets

/// Several networks as one: the mean of their logits, each the mean over its network's own views; the embedding is the first
/// network's.
///
/// A picture that one of them cannot read is unreadable for all. Each looks at it in its own frame.
public final class EnsembleEngine: Engine {
    public let model: EngineModel

    private let members: [any Engine]

    /// Batches that the members are given as one piece.
    private static let batchesAhead = 64

    /// - Parameters:
    ///   - members: engines of the same classes or questions, two or more, or it traps.
    ///   - run: the ensemble's folder, which has its calibration.
    /// - Throws: ``Files/InputError`` when what the folder says of its confidence cannot be read.
    public convenience init(_ members: [any Engine], of run: RunDirectory) throws {
        try self.init(members, confidence: RunConfidence(reading: run), digest: run.confidenceDigest())
    }

    init(_ members: [any Engine], confidence: RunConfidence, digest: String) throws {
        let first = members[0].model
        precondition(
            members.count >= 2
                && members.allSatisfy { $0.model.classes == first.classes && $0.model.outputs == first.outputs },
            "members of an ensemble tell other classes")
        self.members = members
        let names = members.map(\.model.name).joined(separator: " ")
        model = EngineModel(
            name: String(try Checksum.hexadecimal(.sha256, of: Array(names.utf8)).prefix(16)), classes: first.classes,
            views: TestTimeViews(), votes: first.votes, confidence: confidence, dimension: first.dimension,
            members: members.count,
            identity: "ensemble of " + members.map { "(\($0.model.identity))" }.joined(separator: ", ")
                + (digest.isEmpty ? "" : ", confidence \(digest)"))
    }

    public func run(
        _ outputs: EngineOutputs, batch: Int, files: (Int) throws -> [String], _ body: (EngineBatch) throws -> Void
    ) throws {
        while case let names = try files(batch * Self.batchesAhead), !names.isEmpty {
            var batches: [EngineBatch] = []
            var own = [[[Float]]](repeating: [], count: members.count)
            for (number, member) in members.enumerated() {
                // Vectors and digests are the first one's alone.
                let wanted = (number == 0 ? outputs : outputs.intersection(.logits)).subtracting(.members)
                guard !wanted.isEmpty else { continue }
                var left = names[...]
                var place = 0
                try member.run(wanted, batch: batch) { count in
                    defer { left = left.dropFirst(count) }
                    return Array(left.prefix(count))
                } _: { found in
                    var found = found
                    if outputs.contains(.logits) { found.logits = mean(of: found, views: member.model.views.count) }
                    if outputs.contains(.members) { own[number].append(found.logits) }
                    if number == 0 { batches.append(found) } else { batches[place].add(found) }
                    place += 1
                }
            }
            for (place, var found) in batches.enumerated() {
                found.finish(members: members.count, dimension: model.dimension)
                if outputs.contains(.members) { found.members = interleaved(own.map { $0[place] }, of: found) }
                try body(found)
            }
        }
    }

    /// Axes (picture, network, class or answer), NaN where one of the networks cannot read the picture.
    ///
    /// - Parameter logits: of each network, axes (picture, class or answer).
    private func interleaved(_ logits: [[Float]], of batch: EngineBatch) -> [Float] {
        let outputs = model.outputs
        return (0..<batch.count).flatMap { picture in
            logits.flatMap { own in
                batch.reasons[picture] == nil
                    ? Array(own[picture * outputs..<(picture + 1) * outputs])
                    : [Float](repeating: .nan, count: outputs)
            }
        }
    }

    /// Axes (picture, class or answer): the mean over the views.
    private func mean(of batch: EngineBatch, views: Int) -> [Float] {
        let outputs = model.outputs
        return (0..<batch.count * outputs).map { place in
            let start = place / outputs * views * outputs + place % outputs
            var sum = 0.0
            for view in 0..<views { sum += Double(batch.logits[start + view * outputs]) }
            return Float(sum / Double(views))
        }
    }
}

extension EngineBatch {
    /// Adds another member's logits, and what it could not read.
    fileprivate mutating func add(_ other: EngineBatch) {
        for place in logits.indices { logits[place] += other.logits[place] }
        reasons.merge(other.reasons) { own, _ in own }
    }

    /// Makes the members' sum their mean. Pictures that were unreadable have no vector either.
    fileprivate mutating func finish(members: Int, dimension: Int) {
        for place in logits.indices { logits[place] /= Float(members) }
        guard !embedding.isEmpty else { return }
        for place in reasons.keys {
            for number in 0..<dimension { embedding[place * dimension + number] = .nan }
        }
    }
}
