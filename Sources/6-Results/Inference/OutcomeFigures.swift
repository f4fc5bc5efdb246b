import Confidence
import Engines
import Tables
import Training

/// What is kept of each picture that is classified: the logits of its views, of a run that tells strange pictures the p-value of
/// its features, of an ensemble the logits of its networks, and where they are wanted the digest of its bytes and its
/// embedding, which comes last.
struct OutcomeFigures {
    /// What is wanted of the engine.
    let outputs: EngineOutputs
    /// Figures of one picture.
    let width: Int
    /// Numbers of its embedding; 0 where none is kept.
    let dimension: Int
    /// Figures of one picture before its embedding.
    var plain: Int { width - dimension }
    private let average: ViewAverage
    private let strangeness: Strangeness?
    private let logits: Int
    /// Numbers of all networks of an ensemble, and of one of them; 0 of one network alone.
    private let members: Int, outputsOfMember: Int
    private let keepsDigests: Bool

    /// - Parameters:
    ///   - keepsDigests: whether ``append(digestOf:to:)`` is wanted.
    ///   - keepsEmbeddings: whether the embedding of the picture is.
    init(_ model: EngineModel, keepsDigests: Bool = false, keepsEmbeddings: Bool = false) {
        average = ViewAverage(model)
        strangeness = model.confidence.strangeness
        self.keepsDigests = keepsDigests
        outputsOfMember = model.outputs
        members = model.members > 1 ? model.members * model.outputs : 0
        outputs = EngineOutputs.logits.union(strangeness == nil ? [] : .features).union(keepsDigests ? .digests : [])
            .union(members > 0 ? .members : []).union(keepsEmbeddings ? .embedding : [])
        dimension = keepsEmbeddings ? model.dimension : 0
        logits = model.views.count * model.outputs
        width = logits + (strangeness == nil ? 0 : 1) + members + (keepsDigests ? 2 : 0) + dimension
    }

    /// The figures of a batch: axes (picture, figure).
    func values(of batch: EngineBatch) -> [Float] {
        guard width > logits else { return batch.logits }
        let pValues = strangeness?.pValues(of: batch.features)
        var values: [Float] = []
        values.reserveCapacity(batch.count * width)
        for place in 0..<batch.count {
            values += batch.logits[place * logits..<(place + 1) * logits]
            if let pValues { values.append(Float(pValues[place])) }
            values += batch.members[place * members..<(place + 1) * members]
            if keepsDigests {
                let digest = batch.digests.isEmpty ? 0 : batch.digests[place]
                values += [digest >> 32, digest & 0xFFFF_FFFF].map { Float(bitPattern: UInt32($0)) }
            }
            values += batch.embedding[place * dimension..<(place + 1) * dimension]
        }
        return values
    }

    /// Adds the digest that is among the plain figures of one picture, as 16 hexadecimal digits; empty where there is none.
    func append(digestOf values: ArraySlice<Float>, to digests: inout Texts) {
        let digest = keepsDigests ? values.suffix(2).reduce(UInt64(0)) { $0 << 32 | UInt64($1.bitPattern) } : 0
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { bytes in
            for place in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: digest >> (60 - 4 * UInt64(place))) & 15
                bytes[place] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            }
            digests.append(utf8: UnsafeBufferPointer(rebasing: bytes[..<(digest == 0 ? 0 : 16)]))
        }
    }

    /// What the plain figures of one picture say.
    ///
    /// - Parameter reason: why the picture cannot be read; then the figures are not looked at.
    func outcome(of values: ArraySlice<Float>, reason: String?) -> ClassOutcome {
        var outcome = average.outcome(of: values.prefix(logits), reason: reason)
        if strangeness != nil, reason == nil { outcome.oodPValue = values.dropFirst(logits).first.map(Double.init) }
        guard members > 0 else { return outcome }
        let own = values.dropFirst(plain - members - (keepsDigests ? 2 : 0)).prefix(members)
        outcome.members = stride(from: 0, to: members, by: outputsOfMember).map { start in
            average.outcome(of: own.dropFirst(start).prefix(outputsOfMember), reason: reason).probabilities
        }
        return outcome
    }
}
