package import Engines

/// An engine in front of another one, which asks that one for no batch of pictures twice, as far as ``KeptFigures`` holds what is
/// wanted; anything else, and batches of another size, it hands on.
///
/// Two of them may share what was found where their networks are the same, and only what is made of their answers differs, as
/// in a run and the same run adapted to a survey.
///
/// ```swift
/// let kept = try KeptFigures(of: run.model, batch: 32, unfinished: "pictures")
/// try Adaptation(…).perform(engine: KeepingEngine(run, kept), progress: progress)
/// try Classification.perform(request, engine: KeepingEngine(adapted, kept), progress: progress)  // no picture is read
/// try kept.remove()
/// ```
package final class KeepingEngine: Engine {
    package var model: EngineModel { engine.model }

    private let engine: any Engine
    private let kept: KeptFigures

    /// Batches that are asked for as one piece.
    private static let batchesAhead = 64

    package init(_ engine: any Engine, _ kept: KeptFigures) {
        self.engine = engine
        self.kept = kept
    }

    package func run(
        _ outputs: EngineOutputs, batch: Int, files: (Int) throws -> [String], _ body: (EngineBatch) throws -> Void
    ) throws {
        guard outputs.isSubset(of: kept.outputs), batch == kept.batch else {
            return try engine.run(outputs, batch: batch, files: files, body)
        }
        while case let names = try files(batch * Self.batchesAhead), !names.isEmpty {
            var left = stride(from: 0, to: names.count, by: batch).map { names[$0..<min($0 + batch, names.count)] }[...]
            while let first = left.first {
                if let found = try kept.found(in: first, outputs) {
                    left.removeFirst()
                    try body(found)
                    continue
                }
                let new = left.prefix { !kept.holds($0) }
                left = left.dropFirst(new.count)
                var (asked, given) = (new, new.flatMap(\.self)[...])
                try engine.run(kept.outputs, batch: batch) { count in
                    defer { given = given.dropFirst(count) }
                    return Array(given.prefix(count))
                } _: { found in
                    try kept.keep(found, of: asked.removeFirst())
                    try body(found.limited(to: outputs))
                }
            }
        }
    }
}
