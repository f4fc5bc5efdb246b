import Engines
import Files
import Manifests

/// Pictures that no row of an embedding is of, seen by the network that made it.
enum OutsidePictures {
    /// - Throws: `InputError` when a picture cannot be read, or the network's vectors are not as long as the embedding's.
    static func embed(
        _ files: [String], by engine: any Engine, batch: Int, fitting galaxies: EmbeddedGalaxies
    ) throws -> [NeighbourQuery] {
        let dimension = engine.model.dimension
        guard dimension == galaxies.file.dimension else {
            throw InputError(
                file: galaxies.path,
                problem: "its vectors have \(galaxies.file.dimension) numbers, those of the model have \(dimension)",
                remedy: "Give the run, and the --endpoint if any, that the vectors were made with")
        }
        var left = files[...]
        var queries: [NeighbourQuery] = []
        try engine.run(.embedding, batch: batch) { count in
            defer { left = left.dropFirst(count) }
            return Array(left.prefix(count))
        } _: { found in
            for place in 0..<found.count {
                let file = files[queries.count]
                if let reason = found.reasons[place] {
                    throw InputError(file: file, problem: "the picture cannot be read: \(reason)")
                }
                let vector = Array(found.embedding[place * dimension..<(place + 1) * dimension])
                guard vector.allSatisfy(\.isFinite) else {
                    throw InputError(file: file, problem: "the network gives no finite vector for this picture")
                }
                queries.append(NeighbourQuery(name: file, row: nil, vector: vector, picture: file))
            }
        }
        return queries
    }
}
