import Files
import Foundation
import Training

/// Where a recursion keeps its rounds until it is finished: `OUTPUT.unfinished`.
struct RecursionFolder {
    let path: String

    init(of output: RunDirectory) { self.init(path: output.path + ".unfinished") }

    init(path: String) { self.path = path }

    private var request: String { "\(path)/request.txt" }
    /// Whether a recursion keeps its rounds there.
    var isBegun: Bool {
        let text = FileManager.default.contents(atPath: request).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.wholeMatch(of: /[0-9a-f]{64}\n/) != nil
    }
    var lock: String { "\(path)/.tuningfork.lock" }
    /// The run as it will be, until it has its name.
    var final: RunDirectory { RunDirectory("\(path)/final") }

    func round(_ number: Int) -> RoundFolder { RoundFolder(path: "\(path)/round\(number)") }

    /// Takes the folder for the work that `fingerprint` names, new or begun before.
    ///
    /// - Throws: ``Files/InputError`` when it holds other work, ``Files/WriteError`` when another process has it.
    func claim(_ fingerprint: String) throws -> FileLock {
        try Directory.create(path)
        let taken = try FileLock(lock, of: path)
        let text = fingerprint + "\n"
        guard let data = FileManager.default.contents(atPath: request) else {
            guard try Directory.names(in: path).allSatisfy({ $0.hasPrefix(".tuningfork") }) else {
                throw InputError(
                    file: path, problem: "the folder is not empty, and holds no recursion",
                    remedy: "Move it away, or give another --output")
            }
            try AtomicFile.write(request, string: text)
            return taken
        }
        guard data == Data(text.utf8) else {
            throw InputError(
                file: path,
                problem: "it holds the rounds of a recursion of other tables, another run or other settings",
                remedy: "Give those again to go on with it, remove it to begin anew, or give another --output")
        }
        return taken
    }

    /// Removes it: the output is in its place.
    func remove() throws {
        guard Directory.isDirectory(path) else { return }
        do { try FileManager.default.removeItem(atPath: path) } catch {
            throw WriteError(path: path, reason: "\(error.localizedDescription)", remedy: "Remove the folder")
        }
    }
}

/// What one round keeps; of round 0 only what the first run says.
struct RoundFolder {
    let path: String

    /// The run that was trained in this round.
    var run: RunDirectory { RunDirectory("\(path)/run") }
    /// Of an ensemble, the runs of its members.
    func member(_ number: Int) -> RunDirectory { RunDirectory("\(path)/members/\(number)") }
    /// The run, adapted to the unlabelled galaxies.
    var adapted: RunDirectory { RunDirectory("\(path)/adapted") }
    /// What the run says of the unlabelled galaxies.
    var classified: String { "\(path)/classified.parquet" }
    /// Digest of that, once it is whole.
    var looked: String { "\(path)/looked.json" }
    /// The galaxies that the round learns from, with their labels.
    var chosen: String { "\(path)/chosen.csv" }
    /// Names the files in which what is found is kept until it is counted.
    func unfinished(_ name: String) -> String { "\(path)/\(name)" }
}
