internal import Files
internal import Foundation
internal import Process
internal import Tables
internal import Vectors

/// What is kept beside a table of groups (`NAME.cluster.json`): how they were made, and of what. The same settings make the same
/// groups of the same rows again, so that new rows can be sorted into them.
struct ClusterRecord: Codable {
    let program: String
    let settings: ClusterSettings
    /// Path of the embedding or map.
    let source: String
    let sha256: String
    let groups: Int

    private enum CodingKeys: String, CodingKey {
        case program = "tuningfork"
        case settings, source, sha256, groups
    }

    static func path(beside table: String) -> String { TableFile.stem(of: table) + ".cluster.json" }

    init(settings: ClusterSettings, source: String, groups: Int) throws {
        program = ProgramVersion.current
        self.settings = settings
        self.source = URL(filePath: source).standardizedFileURL.path
        sha256 = try Checksum.hexadecimal(.sha256, ofFile: source)
        self.groups = groups
    }

    /// Reads the record of a table of groups, or the record that is named itself.
    ///
    /// - Throws: ``InputError`` when there is none, or the rows are not those of then.
    init(_ path: String) throws {
        let file = path.hasSuffix(".cluster.json") ? path : Self.path(beside: path)
        let bytes = try MappedFile(file)
        guard let record = try? JSONDecoder().decode(Self.self, from: Data(bytes.bytes)) else {
            throw InputError(
                file: file, problem: "this is not what cluster keeps beside a table of groups",
                remedy: "Give the table that cluster has written")
        }
        self = record
        guard try Checksum.hexadecimal(.sha256, ofFile: source) == sha256 else {
            throw InputError(
                file: source, problem: "it is not as it was when \(path) was made of it",
                remedy: "Make the groups again")
        }
    }

    /// Throws ``InputError`` when a file that is not such a record has its place.
    static func checkIsOwn(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        guard let data = FileManager.default.contents(atPath: path),
            (try? JSONDecoder().decode(Self.self, from: data)) != nil
        else {
            throw InputError(
                file: path, problem: "cluster keeps its settings under this name, and the file is another one",
                remedy: "Give the output another name")
        }
    }

    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(path, bytes: encoder.encode(self) + [UInt8(ascii: "\n")])
    }
}
