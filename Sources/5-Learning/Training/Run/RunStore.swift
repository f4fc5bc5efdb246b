import Files
import Foundation
import Torch

/// Keeps an unfinished run in its folder: a file for each checkpoint, so that its parts belong together, and one for the
/// features. All carry a checksum of themselves.
struct RunStore: TrainingStore {
    let settings: CheckpointSettings
    private let run: RunDirectory
    /// What the weights depend on; files with another one are not this run's.
    private let fingerprint: String
    private let writer: CheckpointWriter
    private let say: (String) throws -> Void

    /// - Parameter say: tells people, and the log, which checkpoint is refused and why.
    init(
        run: RunDirectory, fingerprint: String, settings: CheckpointSettings,
        say: @escaping (String) throws -> Void
    ) {
        self.run = run
        self.fingerprint = fingerprint
        self.settings = settings
        self.say = say
        let folder = run.checkpoints
        writer = CheckpointWriter { item in
            try Directory.create(folder.path)
            try item.snapshot.write(to: folder.file(item.name))
            try folder.keepNewest(settings.kept)
        }
    }

    /// The newest checkpoint that is whole and this run's. Those that are not are told, and set aside.
    ///
    /// - Throws: ``Files/InputError`` when there are checkpoints, but none is good.
    func checkpoint() throws -> Checkpoint? {
        let folder = run.checkpoints
        var found: Checkpoint?
        var refusals: [(name: CheckpointName, why: String)] = []
        for name in folder.names {
            do {
                if found == nil { found = try read(name) } else { try checkOwner(folder.file(name)) }
            } catch let error as InputError {
                refusals.append((name, error.problem))
            }
        }
        if found != nil {
            for (name, why) in refusals {
                try say("Refused \(folder.file(name)), now \(try folder.setAside(name)): \(why)")
            }
            return found
        }
        guard refusals.isEmpty else {
            throw InputError(
                file: folder.path,
                problem: "none of its checkpoints can be gone on with: "
                    + refusals.map { "\($0.name.file) \($0.why)" }.joined(separator: "; "),
                remedy: "Put a good copy of one back, or start anew with --manifest and --force")
        }
        guard !run.exists(run.earlierCheckpoint) else {
            throw InputError(
                file: run.earlierCheckpoint,
                problem: "is a checkpoint of an earlier version of the program, without a checksum",
                remedy: "Finish this run with that version, or start anew with --manifest and --force")
        }
        return nil
    }

    private func read(_ name: CheckpointName) throws -> Checkpoint {
        let path = run.checkpoints.file(name)
        try checkOwner(path)
        let file = try SafeTensors.readSealed(path)
        do {
            let checkpoint = try Checkpoint(stateText: file.metadata["state"] ?? "", tensors: file.tensors)
            guard CheckpointName(checkpoint.state) == name else {
                throw InputError(file: path, problem: "holds what \(CheckpointName(checkpoint.state).file) should")
            }
            return checkpoint
        } catch let error as DecodingError {
            throw InputError(file: path, problem: "holds a state that cannot be read (\(error))")
        }
    }

    private func checkOwner(_ path: String) throws {
        guard try SafeTensors.header(path).metadata["fingerprint"] == fingerprint else {
            throw InputError(file: path, problem: "belongs to another run")
        }
    }

    func keep(_ checkpoint: Checkpoint) throws {
        let snapshot = try SafeTensors.Snapshot(
            checkpoint.tensors, metadata: ["state": checkpoint.stateText(), "fingerprint": fingerprint],
            reusing: writer.memory())
        writer.put(CheckpointWriter.Item(name: CheckpointName(checkpoint.state), snapshot: snapshot))
    }

    func check() throws { try writer.check() }

    func settle() throws { try writer.settle() }

    func features(of stage: Int) throws -> [String: Tensor] {
        guard run.exists(run.features) else { return [:] }
        do {
            let file = try SafeTensors.readSealed(run.features)
            return file.metadata["fingerprint"] == fingerprint(of: stage) ? file.tensors : [:]
        } catch let error as InputError {
            throw InputError(
                file: error.file, problem: error.problem, remedy: "Remove it: going on makes it again")
        }
    }

    func keep(features: [(String, Tensor)], of stage: Int) throws {
        try SafeTensors.Snapshot(features, metadata: ["fingerprint": fingerprint(of: stage)]).write(to: run.features)
    }

    private func fingerprint(of stage: Int) -> String { "\(fingerprint) stage \(stage)" }
}
