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
    ///   - keepsDigests: whether ``digests(of:)`` are wanted.
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

    /// The plain figures of some pictures among those of all.
    func plainFigures(of pictures: Range<Int>, in values: [Float]) -> ArraySlice<Float> {
        values[pictures.lowerBound * plain..<pictures.upperBound * plain]
    }

    /// The digests that are among the plain figures of some pictures, as 16 hexadecimal digits each; empty where there is none.
    func digests(of values: ArraySlice<Float>) -> Texts {
        let count = values.count / plain
        guard keepsDigests else { return Texts(repeating: "", count: count) }
        let digests = (0..<count).map { picture in
            let end = values.startIndex + (picture + 1) * plain
            return UInt64(values[end - 2].bitPattern) << 32 | UInt64(values[end - 1].bitPattern)
        }
        let lengths = digests.map { $0 == 0 ? UInt32(0) : 16 }
        return Texts(lengths: lengths, bytes: lengths.reduce(0) { $0 + Int($1) }) { bytes in
            var place = 0
            for digest in digests where digest != 0 {
                for shift in stride(from: UInt64(60), through: 0, by: -4) {
                    let digit = UInt8(truncatingIfNeeded: digest >> shift) & 15
                    bytes[place] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
                    place += 1
                }
            }
        }
    }

    /// What the plain figures of one picture say, in memory that is used again for the next.
    struct Decoded {
        fileprivate(set) var own = ViewAverage.Decoded()
        /// The share of clean galaxies whose pictures fit no better; nil where the run cannot tell.
        fileprivate(set) var oodPValue: Double?
        /// The probabilities that each network of an ensemble gives by itself; none of one network.
        fileprivate(set) var members: [[Double]?] = []
        fileprivate var member = ViewAverage.Decoded()
    }

    /// Decodes the plain figures of one picture that can be read.
    func decode(_ values: ArraySlice<Float>, to decoded: inout Decoded) {
        average.decode(values.prefix(logits), to: &decoded.own)
        if strangeness != nil { decoded.oodPValue = Double(values[values.startIndex + logits]) }
        guard members > 0 else { return }
        decoded.members.removeAll(keepingCapacity: true)
        let own = values.dropFirst(plain - members - (keepsDigests ? 2 : 0)).prefix(members)
        for start in stride(from: 0, to: members, by: outputsOfMember) {
            average.decode(own.dropFirst(start).prefix(outputsOfMember), to: &decoded.member)
            decoded.members.append(decoded.member.probabilities)
        }
    }

    /// What the plain figures of one picture say.
    ///
    /// - Parameter reason: why the picture cannot be read; then the figures are not looked at.
    func outcome(of values: ArraySlice<Float>, reason: String?) -> ClassOutcome {
        guard reason == nil else {
            var outcome = average.outcome(of: values.prefix(logits), reason: reason)
            if members > 0 { outcome.members = [[Double]?](repeating: nil, count: members / outputsOfMember) }
            return outcome
        }
        var decoded = Decoded()
        decode(values, to: &decoded)
        var outcome = average.outcome(of: decoded.own)
        (outcome.oodPValue, outcome.members) = (decoded.oodPValue, decoded.members)
        return outcome
    }
}
