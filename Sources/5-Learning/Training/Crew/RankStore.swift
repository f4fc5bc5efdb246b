import Torch

/// Keeps an unfinished run of several ranks: the first one reads and writes, and sends what it reads to the others, which
/// need not see its disk.
struct RankStore: TrainingStore {
    /// Of rank 0; nil in the others.
    let own: RunStore?
    let meeting: RankMeeting
    let crew: RankCrew

    /// A tensor that is sent.
    private struct Entry: Codable {
        let name: String
        let type: Int32
        let shape: [Int]
    }

    /// Of rank 0; what other ranks keep goes nowhere.
    var settings: CheckpointSettings { own?.settings ?? CheckpointSettings() }

    func checkpoint() throws -> Checkpoint? {
        let found = try own?.checkpoint()
        guard let state = try meeting.told(found?.stateText(), as: "checkpoint/state") else { return nil }
        let tensors = try send(found?.tensors, as: "checkpoint/tensors")
        return try found ?? Checkpoint(stateText: state, tensors: Dictionary(uniqueKeysWithValues: tensors))
    }

    func keep(_ checkpoint: Checkpoint) throws { try own?.keep(checkpoint) }
    func check() throws { try own?.check() }
    func settle() throws { try own?.settle() }

    func features(of stage: Int) throws -> [String: Tensor] {
        let found = try own?.features(of: stage).map { ($0.key, $0.value) }
        return Dictionary(uniqueKeysWithValues: try send(found, as: "features/\(stage)"))
    }

    func keep(features: [(String, Tensor)], of stage: Int) throws { try own?.keep(features: features, of: stage) }

    /// The tensors of rank 0, which has them, in every rank.
    private func send(_ own: [(String, Tensor)]?, as key: String) throws -> [(String, Tensor)] {
        let entries = own?.map { Entry(name: $0.0, type: $0.1.dtype.rawValue, shape: $0.1.shape) }
        var sent: [(String, Tensor)] = []
        for (place, entry) in (try meeting.told(entries, as: key) ?? []).enumerated() {
            let tensor =
                try own?[place].1 ?? Tensor.zeros(entry.shape, dtype: ScalarType(rawValue: entry.type) ?? .float32)
            sent.append((entry.name, tensor.count > 0 ? try crew.sent(tensor) : tensor))
        }
        return sent
    }
}
