internal import Files
internal import Foundation
internal import Tables

/// What a map was made of and how, as `NAME.map.json` beside it keeps it: what placing new galaxies on it needs.
package struct MapRecord: Sendable, Equatable, Codable {
    /// Path and sum of a file.
    package struct Source: Sendable, Equatable, Codable {
        /// As it was given to the command.
        package var path: String
        /// SHA-256.
        package var sha256: String

        package init(_ path: String) throws {
            self.path = path
            sha256 = try Checksum.hexadecimal(.sha256, ofFile: path)
        }
    }

    /// Version of the program.
    package var version: String
    package var settings: MapSettings
    /// `exact`, or the index that has found the neighbours.
    package var neighbours: String
    package var embedding: Source
    /// The map's table; its sum says that both are of one run.
    package var map: Source
    /// The map that these galaxies were placed on; nil for a map of its own.
    package var into: Source?
    /// Rows of the embedding.
    package var rows: Int
    /// Rows without a vector, which have no place.
    package var withoutVector: Int
    /// The Kullback–Leibler divergence; nil for galaxies that were placed on another map.
    package var divergence: Double?

    private enum CodingKeys: String, CodingKey {
        case version, settings, neighbours, embedding, map, into, rows
        case withoutVector = "without_vector"
        case divergence = "kl_divergence"
    }

    /// The record's path for a map's table.
    package static func path(beside map: String) -> String { TableFile.stem(of: map) + ".map.json" }

    /// Throws ``WriteError``.
    package func write() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(
            Self.path(beside: map.path), bytes: encoder.encode(self) + [UInt8(ascii: "\n")])
    }

    /// The record of a map. Throws ``InputError`` when there is none, it is damaged, or the table is another one.
    package init(of map: String) throws {
        let path = Self.path(beside: map)
        let bytes = try ByteReader.contents(of: path)
        do {
            self = try JSONDecoder().decode(MapRecord.self, from: Data(bytes))
        } catch {
            throw InputError(
                file: path, problem: "is no record of a map",
                remedy: "Give a map with the file that was written with it")
        }
        guard try Source(map).sha256 == self.map.sha256 else {
            throw InputError(
                file: map, problem: "the table was changed since the map was made, or \(path) is of another one",
                remedy: "Make the map again")
        }
    }
}

extension MapRecord {
    package init(
        settings: MapSettings, neighbours: String, embedding: Source, map: Source, into: Source?, rows: Int,
        withoutVector: Int, divergence: Double?, version: String
    ) {
        (self.settings, self.neighbours, self.embedding, self.map) = (settings, neighbours, embedding, map)
        (self.into, self.rows, self.withoutVector) = (into, rows, withoutVector)
        (self.divergence, self.version) = (divergence, version)
    }
}
