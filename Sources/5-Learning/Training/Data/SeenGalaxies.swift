public import Manifests

/// The galaxies that a run was trained and validated on, as its folder records them.
public struct SeenGalaxies: Sendable {
    /// One row an image.
    public let rows: [Manifest.Row]

    /// Reads `galaxies.csv` of `run`.
    ///
    /// - Throws: ``Files/InputError``, also when the list is not the one that the run wrote.
    public init(_ run: RunDirectory) throws {
        try run.check(run.galaxies, RunInfo.read(run))
        try self.init(run.galaxies)
    }

    /// Reads the table at `path`.
    package init(_ path: String) throws {
        // Several manifests may show one galaxy.
        let reader = try GalaxyTable.Reader(path, needs: [.id, .file], carrying: .none, mayRepeat: true)
        var rows: [Manifest.Row] = []
        while let batch = try reader.next(1 << 14) { rows += Manifest(batch, path: path).rows }
        self.rows = rows
    }

    /// The rows of `test` that show a galaxy seen in training or validation: such a test says too much.
    public func leaks(into test: [Manifest.Row]) -> [Leak] { Leak.find(training: rows, test: test) }
}
