import Torch

/// Keeps an unfinished run of several ranks: the first one reads and writes, and sends what it reads to the others, which
/// need not see its disk.
struct RankStore: TrainingStore {
    /// Of rank 0; nil in the others.
    let own: (any TrainingStore)?
    let meeting: RankMeeting
    let crew: RankCrew

    /// What the others are told of a checkpoint before its tensors come.
    private struct Listing: Codable {
        struct Entry: Codable {
            let name: String
            let type: Int32
            let shape: [Int]
        }
        let state: TrainingState
        let parts: [[Entry]]
    }

    func checkpoint() throws -> Checkpoint? {
        let found = try own?.checkpoint()
        let listing = found.map { found in
            Listing(state: found.state, parts: Checkpoint.parts.map { Self.entries(found[keyPath: $0.tensors]) })
        }
        guard let listing = try meeting.told(listing, as: "checkpoint") else { return nil }
        var checkpoint = found ?? Checkpoint(state: listing.state, network: [])
        for (part, entries) in zip(Checkpoint.parts, listing.parts) {
            checkpoint[keyPath: part.tensors] = try sent(entries, checkpoint[keyPath: part.tensors])
        }
        return checkpoint
    }

    func keep(_ checkpoint: Checkpoint) throws { try own?.keep(checkpoint) }

    func features(of stage: Int) throws -> [String: Tensor] {
        let found = (try own?.features(of: stage) ?? [:]).sorted { $0.key < $1.key }
        let entries = try meeting.told(Self.entries(found.map { ($0.key, $0.value) }), as: "features/\(stage)") ?? []
        let tensors = try sent(entries, found.map { ($0.key, $0.value) })
        return Dictionary(uniqueKeysWithValues: tensors)
    }

    func keep(features: [(String, Tensor)], of stage: Int) throws { try own?.keep(features: features, of: stage) }

    private static func entries(_ tensors: [(String, Tensor)]) -> [Listing.Entry] {
        tensors.map { Listing.Entry(name: $0.0, type: $0.1.dtype.rawValue, shape: $0.1.shape) }
    }

    /// The tensors of rank 0, which has them, in every rank.
    private func sent(_ entries: [Listing.Entry], _ own: [(String, Tensor)]) throws -> [(String, Tensor)] {
        try entries.enumerated().map { place, entry in
            guard entry.shape.reduce(1, *) > 0 else {
                return (entry.name, try Tensor.zeros(entry.shape, dtype: ScalarType(rawValue: entry.type) ?? .float32))
            }
            let tensor =
                self.own != nil
                ? try own[place].1.detach().contiguous()
                : try Tensor.zeros(entry.shape, dtype: ScalarType(rawValue: entry.type) ?? .float32)
            crew.meets()
            try crew.group?.broadcast(tensor)
            return (entry.name, tensor)
        }
    }
}
