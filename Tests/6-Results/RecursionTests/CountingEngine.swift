import Engines
import Foundation
import Synchronization

/// Passes on to an engine, and counts how often each picture is looked at by each network.
final class CountingEngine: Engine {
    /// How often each file was looked at, by the names of network and file.
    final class Counts: Sendable {
        private let counts = Mutex<[String: [String: Int]]>([:])

        func add(_ files: [String], by model: String) {
            counts.withLock { counts in
                let names = files.map { URL(filePath: $0).lastPathComponent }
                for name in names { counts[model, default: [:]][name, default: 0] += 1 }
            }
        }

        var byNetwork: [String: [String: Int]] { counts.withLock { $0 } }
    }

    struct Failure: Error {}

    private let engine: any Engine
    private let counts: Counts
    private let last: String?

    /// - Parameter last: the picture at which it fails, as a pulled plug would.
    init(_ engine: any Engine, _ counts: Counts, failingAt last: String? = nil) {
        (self.engine, self.counts, self.last) = (engine, counts, last)
    }

    var model: EngineModel { engine.model }

    func run(
        _ outputs: EngineOutputs, batch: Int, files: (Int) throws -> [String], _ body: (EngineBatch) throws -> Void
    ) throws {
        var asked: [String] = []
        try engine.run(outputs, batch: batch) { count in
            let names = try files(count)
            asked += names
            return names
        } _: { found in
            let names = Array(asked.prefix(found.count))
            asked.removeFirst(found.count)
            if let last, names.contains(where: { $0.hasSuffix("/\(last)") }) { throw Failure() }
            counts.add(names, by: model.name)
            try body(found)
        }
    }
}
