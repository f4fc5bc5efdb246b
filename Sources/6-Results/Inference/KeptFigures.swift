package import Engines
import Files
import Process
import Training

/// What an engine has found in pictures, on the disk until ``remove()``: pictures of which several things are asked need to be
/// looked at once alone.
///
/// A batch is known where the same files were looked at together, in the same order: only then an engine's figures are the
/// same to the bit.
package final class KeptFigures {
    /// What is kept of each picture: all that ``Classification`` asks for.
    let outputs: EngineOutputs
    /// Pictures at a time.
    let batch: Int
    private let journal: OutcomeJournal
    /// Figures of one picture: logits of its views, features, logits of an ensemble's networks, key of its batch.
    private let logits, features, members: Int
    private static let keys = 2
    private var width: Int { logits + features + members + Self.keys }
    /// Where each batch begins in the journal, by its key.
    private var places: [UInt64: Int] = [:]
    private var blocks: OutcomeBlocks

    /// Takes up what was kept before of the same model.
    ///
    /// - Parameters:
    ///   - unfinished: names the file, with `.unfinished` behind it.
    /// - Throws: ``Files/WriteError``, also when another process has the file.
    package init(of model: EngineModel, batch: Int, unfinished: String) throws {
        outputs = OutcomeFigures(model).outputs
        self.batch = batch
        logits = model.views.count * model.outputs
        features = outputs.contains(.features) ? model.features : 0
        members = outputs.contains(.members) ? model.members * model.outputs : 0
        let parts = [ProgramVersion.current, "\(batch)", "\(outputs.rawValue)", model.identity]
        journal = try OutcomeJournal(
            of: unfinished, fingerprint: Checksum.hexadecimal(.sha256, of: Array(parts.joined(separator: "\n").utf8)),
            width: logits + features + members + Self.keys)
        blocks = try journal.blocks()
        var place = blocks.position
        while let block = blocks.next() {
            places[key(of: block)] = place
            place = blocks.position
        }
    }

    /// Whether a batch of pictures was looked at.
    func holds(_ files: some Sequence<String>) -> Bool { places[Self.key(of: files)] != nil }

    /// What was found in a batch of pictures; nil where they were not looked at.
    ///
    /// - Parameter wanted: of ``outputs``.
    func found(in files: some Sequence<String>, _ wanted: EngineOutputs) throws -> EngineBatch? {
        guard let place = places[Self.key(of: files)] else { return nil }
        let block = try block(at: place)
        var found = EngineBatch(count: block.count)
        found.reasons = block.reasons
        for picture in 0..<block.count {
            let own = block.values[picture * width..<(picture + 1) * width]
            found.logits += own.prefix(logits)
            found.features += own.dropFirst(logits).prefix(features)
            found.members += own.dropFirst(logits + features).prefix(members)
        }
        return found.limited(to: wanted)
    }

    /// Adds what was found in a batch of pictures.
    func keep(_ found: EngineBatch, of files: some Sequence<String>) throws {
        let key = Self.key(of: files)
        var values: [Float] = []
        values.reserveCapacity(found.count * width)
        for picture in 0..<found.count {
            values += found.logits[picture * logits..<(picture + 1) * logits]
            values += found.features[picture * features..<(picture + 1) * features]
            values += found.members[picture * members..<(picture + 1) * members]
            values += [key >> 32, key & 0xFFFF_FFFF].map { Float(bitPattern: UInt32($0)) }
        }
        let place = journal.end
        try journal.append(found, values)
        places[key] = place
    }

    /// Forgets all: nothing more is asked of the pictures.
    package func remove() throws { try journal.remove() }

    private func block(at place: Int) throws -> OutcomeBlocks.Block {
        if let block = blocks.block(at: place) { return block }
        // It was added after the file was mapped.
        blocks = try journal.blocks()
        guard let block = blocks.block(at: place) else {
            throw InputError(
                file: journal.path, problem: "what was found in pictures was changed since", remedy: "Run again")
        }
        return block
    }

    private func key(of block: OutcomeBlocks.Block) -> UInt64 {
        block.values[..<width].suffix(Self.keys).reduce(0) { $0 << 32 | UInt64($1.bitPattern) }
    }

    private static func key(of files: some Sequence<String>) -> UInt64 {
        var hash = FNV1a()
        for file in files {
            hash.add(file.utf8)
            hash.add(CollectionOfOne(0))
        }
        return hash.mixed
    }
}

extension EngineBatch {
    /// The batch without what was not asked for.
    func limited(to wanted: EngineOutputs) -> EngineBatch {
        var found = self
        if !wanted.contains(.logits) { found.logits = [] }
        if !wanted.contains(.features) { found.features = [] }
        if !wanted.contains(.members) { found.members = [] }
        if !wanted.contains(.embedding) { found.embedding = [] }
        if !wanted.contains(.digests) { found.digests = [] }
        return found
    }
}
