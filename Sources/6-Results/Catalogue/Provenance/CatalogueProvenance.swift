internal import Files
internal import Foundation
public import Manifests
public import Tables

/// Where a catalogue comes from: everything that it was made from and with, by digest, and the digest of every file that came
/// of it. It stands as `tuningfork/rerun.json` in the catalogue, and `tuningfork rerun` makes the same catalogue from it.
public struct CatalogueProvenance: Sendable, Equatable, Codable {
    /// A file's length and SHA-256.
    public struct Sum: Sendable, Equatable, Codable {
        /// Length in bytes.
        public let bytes: Int
        /// SHA-256, 64 hexadecimal digits.
        public let sha256: String
    }

    /// The table of galaxies, and how it was read.
    public struct Source: Sendable, Equatable, Codable {
        /// Path as it was given, made absolute (of what is published its last component), and SHA-256 of the bytes.
        public let path, sha256: String
        /// Rows that are left out, because they have no position, and that repeat a galaxy.
        public let leftOut, repeated: Int
        /// Columns that were not found by name.
        public let names: GalaxyColumnNames
        /// Columns and units that the user chose; nil for those of the file.
        public let view: TableView?
    }

    /// What was asked for.
    public struct Settings: Sendable, Equatable, Codable {
        /// Digest of program, engine, network and settings, as in every row.
        public let digest: String
        /// Pictures at a time, and most galaxies of a cell.
        public let batch, cellRows: Int
        /// The share of prediction sets that hold the true class, between 0 and 1; nil is the run's own.
        public let setLevel: Double?
        /// Whether each row has the network's vector; nil is no.
        public let embeddings: Bool?
    }

    static let version = 1

    var version = Self.version
    /// The catalogue's name.
    public let name: String
    /// The run that it is made with; nil where none is.
    public let origin: CatalogueOrigin?
    /// The table of galaxies that it is made from.
    public let manifest: Source
    /// What was asked for.
    public let settings: Settings
    /// The processes that have made its cells; those alike, on one machine, stand once.
    public let makers: [CatalogueMaker]
    /// When its plan was made, and when it was whole: ISO 8601, UTC.
    public let started, finished: String
    /// Rows and cells of the catalogue.
    public let rows, cells: Int
    /// What others than this program read of the catalogue, by path in its folder.
    public let files: [String: Sum]

    /// What files that are made from the catalogue say of where it comes from.
    public var parameters: [TableInfo.Parameter] {
        let networks = origin?.networks ?? []
        let hosts = Set(makers.compactMap(\.host)).sorted().joined(separator: " ")
        var parameters: [TableInfo.Parameter] = [
            .init("made", finished, description: "when the catalogue was whole (UTC)")
        ]
        if !hosts.isEmpty { parameters.append(.init("made_on", hosts, description: "machines")) }
        parameters += [
            .init(
                "binary_sha256", Set(makers.map(\.binary)).sorted().joined(separator: " "),
                description: "the program's file"),
            .init("manifest_sha256", manifest.sha256, description: "the table of galaxies"),
        ]
        if !networks.isEmpty {
            parameters += [
                .init(
                    "weights_sha256", networks.map(\.weights).joined(separator: " "),
                    description: "weights of the network"),
                .init(
                    "recipe_sha256", networks.map(\.recipe).joined(separator: " "),
                    description: "recipe of its training"),
                .init("seed", networks.map { "\($0.seed)" }.joined(separator: " "), description: "of its training"),
            ]
        }
        if let libtorch = origin?.libtorch { parameters.append(.init("libtorch", libtorch, description: "version")) }
        return parameters
    }

    /// The record of a catalogue, or one that was put beside an export; nil where there is none.
    ///
    /// - Parameter path: the file, or the folder of a catalogue or of a publication.
    /// - Throws: ``Files/InputError`` for a file that is none, or of another version.
    public static func read(_ path: String) throws -> CatalogueProvenance? {
        let file =
            !Directory.isDirectory(path)
            ? path
            : [CatalogueFolder(path).provenance, "\(CatalogueFolder(path).path)/\(CatalogueFolder.provenanceName)"]
                .first { FileManager.default.fileExists(atPath: $0) }
        guard let file, FileManager.default.fileExists(atPath: file) else { return nil }
        let data = Data(try FilePiece(path: file).read())
        struct Versioned: Decodable { let version: Int }
        guard let version = try? JSONDecoder().decode(Versioned.self, from: data).version else {
            throw Self.isNone(file)
        }
        guard version == Self.version else {
            throw InputError(
                file: file, problem: "this record is of version \(version), and \(Self.version) is known here",
                remedy: "Use the version of the program that wrote it")
        }
        guard let record = try? JSONDecoder().decode(CatalogueProvenance.self, from: data) else {
            throw Self.isNone(file)
        }
        return record
    }

    private static func isNone(_ file: String) -> InputError {
        InputError(
            file: file, problem: "this does not say where a catalogue comes from",
            remedy: "Give the folder of a catalogue, or its file tuningfork/\(CatalogueFolder.provenanceName)")
    }

    /// Writes it as JSON. Throws ``Files/WriteError``.
    public func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(path, bytes: encoder.encode(self) + [10])
    }
}

extension TableInfo {
    /// With what is known of where the catalogue of a folder comes from.
    ///
    /// - Throws: ``InputError`` for a record that cannot be read.
    func withProvenance(of path: String) throws -> TableInfo {
        guard let provenance = try CatalogueProvenance.read(path) else { return self }
        var info = self
        info.parameters += provenance.parameters
        return info
    }
}
