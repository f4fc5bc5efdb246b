internal import Engines
internal import Files
internal import Manifests
internal import Process
internal import Tables

/// What the cells of a catalogue depend on besides the manifest's rows and the images.
struct CatalogueSettings {
    /// Digest of program, engine, network and settings: 16 hexadecimal digits, in every row.
    let digest: String
    /// Digest of all that the plan depends on.
    let identity: String
    /// SHA-256 of the manifest's bytes.
    let manifestDigest: String
    /// What every file of the catalogue says of it.
    let info: TableInfo

    /// Throws ``InputError`` when the manifest cannot be read.
    init(_ request: CatalogueRequest, _ model: EngineModel) throws {
        let columns = try GalaxyTable.Reader(
            request.manifest, needs: GalaxyColumn.needed(by: .classify), names: request.names, mayRepeat: true
        ).columns
        let parts =
            [
                ProgramVersion.current, model.identity, "\(request.setLevel ?? 0)", "\(request.batch)",
                "\(request.names)",
            ] + [try request.pseudoLabels.map { try Checksum.hexadecimal(.sha256, ofFile: $0) }].compactMap(\.self)
            + (request.embeddings ? ["embeddings"] : []) + columns.map { "\($0)" }
        let whole = try Self.digest(parts)
        digest = String(whole.prefix(16))
        manifestDigest = try Checksum.hexadecimal(.sha256, ofFile: TableFile.file(of: request.manifest))
        identity = try Self.digest([whole, manifestDigest, "\(request.cellRows)", "\(CataloguePlan.version)"])
        info = TableInfo(
            description: "Morphology of galaxies, classified by tuningfork",
            parameters: [
                .init("program", "tuningfork \(ProgramVersion.current)", description: "what has made the table"),
                // Not `model`: a column has that name.
                .init("weights", model.name, description: "digest of the network's weights"),
                .init("settings", digest, description: "digest of program, engine, network and settings"),
            ])
    }

    private static func digest(_ parts: [String]) throws -> String {
        try Checksum.hexadecimal(.sha256, of: Array(parts.joined(separator: "\n").utf8))
    }
}
