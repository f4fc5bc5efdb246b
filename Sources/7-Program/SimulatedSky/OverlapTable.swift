internal import Cutouts
internal import Files
internal import Foundation
internal import Tables

/// The table of galaxies that both surveys show, two rows each: what `adapt --pairs` takes.
enum OverlapTable {
    /// What is known of a galaxy, in both sets' manifests.
    private static let columns = [
        "survey", "ra", "dec", "petroMag_g", "petroMag_r", "petroR50_r", "MAG_AUTO_G", "MAG_AUTO_R", "FLUX_RADIUS_R",
    ]

    /// Writes the galaxies of two sets under the identifier that SDSS gives them, without labels.
    ///
    /// - Parameter sets: cutouts of the overlap, a survey each; their folders lie beside `output`.
    static func write(_ sets: [CutoutSummary], to output: String) throws {
        let tables = try sets.map { set in
            let folder = URL(filePath: set.manifest).deletingLastPathComponent().lastPathComponent
            let table = try TableFile.read(set.manifest, text: ["objid"])
            return (table, try table.texts("file").map { "\(folder)/\($0)" })
        }
        let columns = try columns.map { name in
            Column(name, .string(try tables.flatMap { try $0.0.texts(name) }))
        }
        let first = [
            Column("id", .string(try tables.flatMap { try $0.0.texts("objid") })),
            Column("file", .string(tables.flatMap(\.1))),
        ]
        try TableFile.write(Table(columns: first + columns), to: output)
    }
}
