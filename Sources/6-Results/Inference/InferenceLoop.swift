package import Engines
package import Process

/// The one loop in which a network is put to work: files to an engine, its results to whoever takes them.
package struct InferenceLoop {
    private let engine: any Engine
    private let outputs: EngineOutputs
    /// Pictures at a time.
    private let batch: Int
    private let progress: ProgressReporter

    package init(engine: any Engine, outputs: EngineOutputs, batch: Int, progress: ProgressReporter) {
        self.engine = engine
        self.outputs = outputs
        self.batch = batch
        self.progress = progress
    }

    /// Runs until `files` gives no more.
    ///
    /// - Parameters:
    ///   - title: what is being done.
    ///   - done: pictures that an earlier run has done; a multiple of ``batch``, or all.
    ///   - total: pictures in all.
    ///   - files: see ``Engine/run(_:batch:files:_:)``; the first is that after the `done` ones.
    ///   - body: takes the results, in order.
    package func run(
        _ title: String, done: Int = 0, total: Int, files: (Int) throws -> [String],
        body: (EngineBatch) throws -> Void
    ) throws {
        progress.begin(title, total: total)
        defer { progress.end() }
        progress.advance(to: done)
        var done = done
        try engine.run(outputs, batch: batch, files: files) { result in
            try body(result)
            done += result.count
            progress.advance(to: done)
        }
    }
}
