internal import Files
internal import Manifests
package import Neighbours
package import Process
internal import Tables
internal import Vectors

/// A map to be made of an embedding, or new galaxies to be placed on one that is there: what `tuningfork map` does.
package struct MapRequest: Sendable {
    /// The matrix, with its table beside it, as `embed` writes them.
    package var embedding: String
    /// The table to write.
    package var output: String
    package var settings = MapSettings()
    /// A map to place the galaxies on, instead of making one of them.
    package var into: String?
    /// Nil looks at all pairs up to ``mostExactRows`` rows, and asks an index beyond.
    package var finder: (any NeighbourFinder)?
    /// Nil takes all cores; the map does not depend on it.
    package var threads: Int?
    /// Least time between two checkpoints.
    package var checkpointSeconds = 10.0

    package init(embedding: String, output: String) { (self.embedding, self.output) = (embedding, output) }

    /// Files that are read.
    package var inputs: [String] {
        EmbeddingFile.files(of: embedding) + (into.map { [$0, MapRecord.path(beside: $0)] } ?? [])
    }

    /// Files that are written.
    package var outputs: [String] { [output, MapRecord.path(beside: output)] }

    /// Rows up to which all pairs are looked at.
    package static let mostExactRows = 100_000

    private func finder(_ rows: Int) -> any NeighbourFinder {
        finder ?? (rows > Self.mostExactRows ? IndexFinder() : ExactFinder())
    }

    /// Where unfinished work is kept.
    private var unfinished: String { output + ".unfinished" }

    /// Makes the map and writes it, with its record.
    ///
    /// - Throws: ``InputError`` for an embedding that cannot be read or has too few rows, or whose vectors are all the same;
    ///   ``WriteError``; ``Interrupted``, after which the same request goes on.
    package func perform(progress: ProgressReporter = .silent) throws -> MapRecord {
        try OutputFiles.check(outputs, inputs: inputs)
        try TableFile.checkColumns(1, of: output)
        let galaxies = try EmbeddedGalaxies(embedding)
        let without = galaxies.ids.count - galaxies.rows.count
        if without > 0 { progress.say("\(without) of \(galaxies.ids.count) rows have no vector and get no place") }
        let source = try MapRecord.Source(embedding)
        return try into.map { try place(galaxies, source, on: $0, progress) }
            ?? make(galaxies, source, progress)
    }

    private func make(
        _ galaxies: EmbeddedGalaxies, _ source: MapRecord.Source, _ progress: ProgressReporter
    ) throws -> MapRecord {
        guard galaxies.rows.count >= settings.leastRows else {
            let most = Double((galaxies.rows.count - 1) / 3)
            throw InputError(
                file: embedding,
                problem: "it has \(galaxies.rows.count) vectors, and a perplexity of "
                    + "\(settings.perplexities.max() ?? 0) needs \(settings.leastRows)",
                remedy: most >= 1 ? "Give --perplexity \(Int(most)) or less, or more galaxies" : "Give more galaxies")
        }
        try galaxies.checkVaries()
        let finder = finder(galaxies.rows.count)
        let checkpoint = MapCheckpoint(
            folder: unfinished, fingerprint: try fingerprint(source, finder), seconds: checkpointSeconds)
        let result = try StopSignal.whileGraceful {
            try TSNE(settings, finder: finder, threads: threads).map(
                galaxies.vectors, keeping: checkpoint, progress: progress)
        }
        let record = try write(
            galaxies, result.places, source: source, settings: settings, finder: finder.name, into: nil,
            divergence: result.divergence)
        checkpoint.remove()
        return record
    }

    private func place(
        _ galaxies: EmbeddedGalaxies, _ source: MapRecord.Source, on path: String, _ progress: ProgressReporter
    ) throws -> MapRecord {
        let map = try MapFile(path)
        let old = try EmbeddedGalaxies(map.record.embedding.path)
        guard try MapRecord.Source(old.path).sha256 == map.record.embedding.sha256 else {
            throw InputError(
                file: old.path, problem: "the embedding was changed since the map \(path) was made of it",
                remedy: "Make the map again")
        }
        guard old.ids == map.ids, old.rows == map.rows else {
            throw InputError(
                file: path, problem: "its rows are not those of the embedding \(old.path)", remedy: "Make the map again"
            )
        }
        guard galaxies.vectors.columnCount == old.vectors.columnCount else {
            throw InputError(
                file: embedding,
                problem: "its vectors have \(galaxies.vectors.columnCount) numbers, those of the map's embedding "
                    + "\(old.path) \(old.vectors.columnCount)",
                remedy: "Give an embedding by the same network and layer")
        }
        guard map.rows.count >= MapExtension.leastRows else {
            throw InputError(
                file: path, problem: "it has \(map.rows.count) places, and \(MapExtension.leastRows) are needed",
                remedy: "Make a map of all galaxies")
        }
        let places = try MapExtension(of: old.vectors, on: map.places, threads: threads).place(
            galaxies.vectors, progress: progress)
        return try write(
            galaxies, places, source: source, settings: map.record.settings, finder: ExactFinder().name,
            into: try MapRecord.Source(path), divergence: nil)
    }

    private func write(
        _ galaxies: EmbeddedGalaxies, _ places: Places, source: MapRecord.Source, settings: MapSettings, finder: String,
        into: MapRecord.Source?, divergence: Double?
    ) throws -> MapRecord {
        try galaxies.write(places, to: output)
        let record = MapRecord(
            settings: settings, neighbours: finder, embedding: source, map: try MapRecord.Source(output), into: into,
            rows: galaxies.ids.count, withoutVector: galaxies.ids.count - galaxies.rows.count, divergence: divergence,
            version: ProgramVersion.current)
        try record.write()
        return record
    }

    /// Stands for all that the map depends on.
    private func fingerprint(_ source: MapRecord.Source, _ finder: any NeighbourFinder) throws -> String {
        let parts = ["map 1", ProgramVersion.current, source.sha256, finder.name, "\(settings)"]
        return try Checksum.hexadecimal(.sha256, of: Array(parts.joined(separator: "\n").utf8))
    }
}
