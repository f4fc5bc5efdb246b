internal import Files
internal import Foundation
internal import Manifests
internal import Tables

/// What the files that describe a publication say of it.
struct PublicationFacts {
    let request: PublicationRequest
    let provenance: CatalogueProvenance
    /// Name of the catalogue, one word.
    let name: String
    /// Columns of every file with all rows, and that of vectors, which Parquet files alone have.
    let columns: [ColumnInfo]
    let vector: VectorColumn?
    let extents: [ColumnExtent]
    let table: FixedWidthTable
    let rows, cells, marginRows: Int
    /// Share of the sky that its pixels of order ``Publication/footprintOrder`` cover.
    let skyFraction: Double
    /// Somewhere among the galaxies, degrees.
    let example: (ra: Double, dec: Double)?
    /// The extension; nil where there is none.
    let extended: Extended?
    /// Today, `2026-11-30`.
    let date: String

    /// What is known of the extension.
    struct Extended {
        let rows: Int
        /// SHA-256 of what identifies the catalogue that is extended, by what that is.
        let digests: [String: String]
    }

    var title: String { request.title ?? "Morphology of galaxies: \(name)" }
    var authors: [String] { request.authors.isEmpty ? ["The makers of \(name)"] : request.authors }
    var networks: [CatalogueOrigin.Network] { provenance.origin?.networks ?? [] }
    /// Whether no image was looked at.
    var isRehearsal: Bool { provenance.origin?.engine == "stub" }
    /// Whether each identifier stands once.
    var hasUniqueIDs: Bool { provenance.manifest.repeated == 0 }
    /// Classes of the networks.
    var classes: [String] { networks.first?.classes ?? [] }

    /// Whether a file of the run was there, such as its calibration.
    func hasRunFile(_ name: String) -> Bool {
        provenance.origin?.files.keys.contains { $0.fileName == name } ?? false
    }

    static let rehearsal =
        "REHEARSAL: no image was looked at, and every figure is made up. Not to be published in earnest."

    /// What it is, in a few sentences.
    var abstract: [String] {
        let made =
            "Made by tuningfork \(provenance.makers.last?.program ?? "") from \(rows) galaxies"
            + (networks.isEmpty
                ? "" : " with \(networks.count == 1 ? "a network" : "\(networks.count) networks")")
            + (classes.isEmpty ? "" : " for the classes \(classes.joined(separator: ", "))")
            + ". Each row names its image, model and settings by digest; digests of everything that the catalogue was "
            + "made from stand in provenance.json."
        return (isRehearsal ? [Self.rehearsal] : []) + [made] + quality
    }

    /// How far the figures can be believed, from what the run has.
    var quality: [String] {
        guard !networks.isEmpty else { return [] }
        var lines = [
            hasRunFile("calibration.json")
                ? "Probabilities were calibrated on galaxies that the training did not see."
                : "Probabilities are the network's own, not calibrated."
        ]
        if let set = columns.first(where: { $0.name == "set" && $0.ucd?.hasPrefix("meta.code.class") ?? false }) {
            lines.append("The column set: \(set.description ?? "").")
        }
        if hasRunFile("strangeness.safetensors") {
            lines.append(
                "A small ood_p_value says that a picture fits the clean galaxies of the training badly: its class means "
                    + "little.")
        }
        if hasRunFile("adaptation.json") {
            lines.append(
                "The run was adapted to a survey that nobody had labelled; rows with the flag threshold_not_established "
                    + "are those in which it could not be shown which threshold is right.")
        }
        lines.append(
            "Rows whose flag is not ok are to be left out where it matters: unreadable ones have no figures, repeated "
                + "ones stand in an earlier row too.")
        return lines
    }
}
