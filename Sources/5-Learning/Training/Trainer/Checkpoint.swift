import Files
import Foundation
import Torch

/// Everything that a run needs to go on as if it had never stopped: one file, so that its parts belong together.
struct Checkpoint {
    /// Where the run stands.
    let state: TrainingState
    /// Parameters and buffers of the network.
    let network: [String: Tensor]
    /// What the optimizer has gathered.
    let optimizer: [String: Tensor]
    /// Averaged weights; empty when the stage keeps no average.
    let average: [String: Tensor]
    /// Weights of the best epoch of the stage so far; empty before the first epoch's end.
    let best: [String: Tensor]
    /// Weights that the stages before handed on; empty in the first stage.
    let handedOn: [String: Tensor]

    private static let parts = ["network", "optimizer", "average", "best", "handed_on"]

    /// Writes the checkpoint of `run`, whole or not at all.
    static func write(
        _ run: RunDirectory, state: TrainingState, fingerprint: String, network: [(String, Tensor)],
        optimizer: [(String, Tensor)], average: [(String, Tensor)], best: [(String, Tensor)],
        handedOn: [(String, Tensor)]
    ) throws {
        let tensors = zip(parts, [network, optimizer, average, best, handedOn]).flatMap { part, tensors in
            tensors.map { ("\(part)/\($0.0)", $0.1) }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = String(decoding: try encoder.encode(state), as: UTF8.self)
        try SafeTensors.write(tensors, metadata: ["state": json, "fingerprint": fingerprint], to: run.checkpoint)
    }

    /// Reads the checkpoint of `run`; nil when there is none.
    ///
    /// - Throws: ``Files/InputError`` when it is damaged or belongs to another run.
    static func read(_ run: RunDirectory, fingerprint: String) throws -> Checkpoint? {
        guard run.exists(run.checkpoint) else { return nil }
        let file = try SafeTensors.readAll(run.checkpoint)
        guard file.metadata["fingerprint"] == fingerprint, let json = file.metadata["state"] else {
            throw InputError(
                file: run.checkpoint, problem: "this checkpoint belongs to another run",
                remedy: "Start anew with --force, or give another --output")
        }
        let state: TrainingState
        do {
            state = try JSONDecoder().decode(TrainingState.self, from: Data(json.utf8))
        } catch {
            throw InputError(
                file: run.checkpoint, problem: "its state cannot be read (\(error))", remedy: "Start anew with --force")
        }
        func part(_ name: String) -> [String: Tensor] {
            let prefix = name + "/"
            let own = file.tensors.filter { $0.key.hasPrefix(prefix) }
            return Dictionary(uniqueKeysWithValues: own.map { (String($0.key.dropFirst(prefix.count)), $0.value) })
        }
        return Checkpoint(
            state: state, network: part(parts[0]), optimizer: part(parts[1]), average: part(parts[2]),
            best: part(parts[3]), handedOn: part(parts[4]))
    }
}
