import Files
import Manifests

/// The unlabelled galaxies that nothing may be learnt from: those by which rounds are judged, seen by whatever survey.
enum UnlabelledGalaxies {
    /// Places of the galaxies that are among those.
    ///
    /// - Parameters:
    ///   - judged: held-out galaxies, and those that both surveys see.
    ///   - tests: tables that the network will be tested on.
    /// - Throws: ``Files/InputError`` for a galaxy of a test, and what is wrong with the tables.
    static func heldOut(
        in path: String, names: GalaxyColumnNames, judged: [Manifest.Row], tests: [String]
    ) throws -> Set<Int> {
        let tested = try tests.flatMap { try Manifest.read($0, requireLabels: false).rows }
        let reader = try GalaxyTable.Reader(path, needs: [.id, .file], names: names, carrying: .none)
        var places: Set<Int> = []
        while let batch = try reader.next(1 << 14) {
            let rows = Manifest(batch, path: path).rows
            if let leak = Leak.find(training: tested, test: rows).first {
                throw InputError(
                    file: path, row: leak.test.row,
                    problem:
                        "'\(leak.test.id)' is '\(leak.training.id)' of \(leak.training.set), row \(leak.training.row): a "
                        + "galaxy that the network teaches itself says nothing when it is tested on",
                    remedy: "Remove it from one of the two; tuningfork audit leaks lists them all")
            }
            for leak in Leak.find(training: judged, test: rows) { places.insert(leak.test.row - 1) }
        }
        return places
    }
}
