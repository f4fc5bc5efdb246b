internal import Files
internal import Manifests
internal import Tables

/// `README.md` of a publication: what it is, how it is opened, which files and columns it has. Its first lines make the folder a
/// data set of the Hugging Face Hub.
struct ReadmeFile {
    let facts: PublicationFacts

    var text: String {
        let name = facts.name
        var text = front
        text += "\n# \(facts.title)\n\n\(facts.abstract.joined(separator: "\n\n"))\n\n"
        text += "\(facts.rows) rows, \(facts.cells) cells, version \(facts.request.edition), \(facts.date).\n"
        text += "\n## Open it\n\n```python\nimport lsdb\ncatalogue = lsdb.open_catalog(\".\")\n"
        if let (ra, dec) = facts.example {
            text += "near = catalogue.cone_search(\(ra), \(dec), radius_arcsec=600).compute()\n"
        }
        text += "```\n```sql\n"
        text +=
            "SELECT id, ra, dec, class FROM read_parquet('\(name)/dataset/*/*/*.parquet') LIMIT 10;  -- DuckDB\n```\n"
        text += "TOPCAT and astropy open `\(name).fits`, `\(name).vot` and every Parquet file (VOParquet).\n"
        text += "\n## Files\n\n| | |\n|---|---|\n"
        for (file, meaning) in files { text += "| `\(file)` | \(meaning) |\n" }
        text += "\n## Columns\n\n| name | type | unit | UCD | |\n|---|---|---|---|---|\n"
        for info in facts.columns {
            let cells = ["`\(info.name)`", info.type.rawValue, info.unit ?? "", info.ucd ?? "", info.description ?? ""]
            text += "| " + cells.map(Self.cell).joined(separator: " | ") + " |\n"
        }
        if let vector = facts.vector {
            let cells = [
                "`\(vector.name)`", "float[\(vector.width)]", "", vector.ucd ?? "",
                "\(vector.description ?? ""); in the HATS catalogue and its margin alone, "
                    + "`lsdb.open_catalog(\".\", columns=\"all\")`",
            ]
            text += "| " + cells.map(Self.cell).joined(separator: " | ") + " |\n"
        }
        text += "\n## Where it comes from\n\n| | |\n|---|---|\n"
        for parameter in facts.provenance.parameters {
            let cells = [parameter.name, parameter.value, parameter.description ?? ""]
            text += "| \(Self.cell(cells[0])) (\(Self.cell(cells[2]))) | \(Self.cell(cells[1])) |\n"
        }
        text += "\n`tuningfork rerun rerun.json --run RUN --manifest TABLE` makes the catalogue again from that run "
        text += "and table and says whether the bytes are the same.\n"
        if let licence = facts.request.licence { text += "\nLicence: \(licence).\n" }
        if let doi = facts.request.doi { text += "\nDOI: \(doi).\n" }
        return text
    }

    /// Names and meanings.
    private var files: [(String, String)] {
        let name = facts.name
        let without = facts.vector.map { ", without \($0.name)" } ?? ""
        var files = [
            ("collection.properties", "the HATS collection: what LSDB opens"),
            ("\(name)/", "the catalogue, a Parquet file for each HEALPix cell"),
        ]
        if facts.marginRows > 0 {
            files.append(
                (
                    Publication.marginName(name),
                    "rows within 10 arcsec of a cell's edge, and the rest of their pixels of order 13: \(facts.marginRows)"
                ))
        }
        files += [
            (Publication.indexName(name), "in which cell a galaxy lies, by its identifier"),
            ("\(name).fits", "all rows as one FITS table\(without)"),
            ("\(name).vot", "all rows as a VOTable\(without)"),
            ("\(name).dat, ReadMe", "all rows at fixed bytes, described as CDS has it\(without)"),
            ("\(name).moc.fits", "footprint: pixels of order \(Publication.footprintOrder) that hold a galaxy"),
        ]
        if let rows = facts.extended?.rows, let extended = facts.request.extended {
            files.append(
                (
                    "\(Publication.extensionName(name)).properties",
                    "the same columns for \(rows) rows of \(extended.path.fileName), by \(extended.id): "
                        + "`lsdb.open_catalog(…).load_extension(\"\(Publication.extensionName(name)).properties\")`"
                ))
        }
        return files + [
            ("MODEL_CARD.md", "the network"), ("schema.yaml", "the columns in Felis"),
            ("CITATION.cff", "how to cite it"), ("provenance.json", "W3C PROV, with the digest of every file"),
            ("rerun.json", "all that it takes to make the catalogue again"),
        ]
    }

    /// YAML.
    private var front: String {
        var lines = ["---", "pretty_name: \(EscapedText.quoted(facts.title))"]
        if let licence = facts.request.licence {
            lines.append("license: \(EscapedText.quoted(licence.lowercased()))")
        }
        lines += ["size_categories:", "- \(sizeCategory)", "tags:", "- astronomy", "- galaxy-morphology", "configs:"]
        let parts =
            [facts.name]
            + (facts.marginRows > 0 ? [Publication.marginName(facts.name)] : []) + [Publication.indexName(facts.name)]
        for (number, part) in parts.enumerated() {
            lines += ["- config_name: \(number == 0 ? "default" : part)", "  data_dir: \(part)/dataset"]
        }
        return (lines + ["---"]).joined(separator: "\n") + "\n"
    }

    /// As the hub names sizes.
    private var sizeCategory: String {
        switch facts.rows {
        case ..<1000: "n<1K"
        case ..<10_000: "1K<n<10K"
        case ..<100_000: "10K<n<100K"
        case ..<1_000_000: "100K<n<1M"
        case ..<10_000_000: "1M<n<10M"
        case ..<100_000_000: "10M<n<100M"
        default: "100M<n<1B"
        }
    }

    static func cell(_ text: String) -> String {
        text.replacing("|", with: "\\|").split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
