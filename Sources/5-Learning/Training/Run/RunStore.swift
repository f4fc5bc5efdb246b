import Files
import Foundation
import Torch

/// Keeps an unfinished run in its folder: a file for the checkpoint, so that its parts belong together, and one for the
/// features.
struct RunStore: TrainingStore {
    let run: RunDirectory
    /// What the weights depend on; files with another one are not this run's.
    let fingerprint: String

    /// - Throws: ``Files/InputError`` when the file is damaged or belongs to another run.
    func checkpoint() throws -> Checkpoint? {
        guard run.exists(run.checkpoint) else { return nil }
        let file = try read(run.checkpoint)
        guard file.metadata["fingerprint"] == fingerprint, let json = file.metadata["state"] else {
            throw InputError(
                file: run.checkpoint, problem: "this checkpoint belongs to another run",
                remedy: "Start anew with --force, or give another --output")
        }
        var checkpoint: Checkpoint
        do {
            let state = try JSONDecoder().decode(TrainingState.self, from: Data(json.utf8))
            checkpoint = Checkpoint(state: state, network: [])
        } catch {
            throw InputError(
                file: run.checkpoint, problem: "its state cannot be read (\(error))", remedy: "Start anew with --force")
        }
        for (name, tensors) in Checkpoint.parts {
            let prefix = name + "/"
            checkpoint[keyPath: tensors] = file.tensors.filter { $0.key.hasPrefix(prefix) }
                .map { (String($0.key.dropFirst(prefix.count)), $0.value) }
        }
        return checkpoint
    }

    func keep(_ checkpoint: Checkpoint) throws {
        let tensors = Checkpoint.parts.flatMap { name, tensors in
            checkpoint[keyPath: tensors].map { ("\(name)/\($0.0)", $0.1) }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = String(decoding: try encoder.encode(checkpoint.state), as: UTF8.self)
        try SafeTensors.write(tensors, metadata: ["state": json, "fingerprint": fingerprint], to: run.checkpoint)
    }

    func features(of stage: Int) throws -> [String: Tensor] {
        guard run.exists(run.features) else { return [:] }
        let file = try read(run.features)
        return file.metadata["fingerprint"] == fingerprint(of: stage) ? file.tensors : [:]
    }

    func keep(features: [(String, Tensor)], of stage: Int) throws {
        try SafeTensors.write(features, metadata: ["fingerprint": fingerprint(of: stage)], to: run.features)
    }

    private func read(_ file: String) throws -> (tensors: [String: Tensor], metadata: [String: String]) {
        do {
            return try SafeTensors.readAll(file)
        } catch let error as InputError {
            throw InputError(
                file: error.file, problem: error.problem,
                remedy: file == run.features
                    ? "Remove it: going on makes it again" : "Start anew with --manifest and --force")
        }
    }

    private func fingerprint(of stage: Int) -> String { "\(fingerprint) stage \(stage)" }
}
