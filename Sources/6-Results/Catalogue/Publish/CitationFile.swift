internal import Files
internal import Process

/// The file `CITATION.cff` (Citation File Format 1.2.0): how the catalogue is cited.
struct CitationFile {
    let facts: PublicationFacts

    var text: String {
        func quoted(_ text: String) -> String { EscapedText.quoted(text) }
        var lines = [
            "cff-version: 1.2.0", "message: If you use this catalogue, please cite it.", "type: dataset",
            "title: \(quoted(facts.title))", "abstract: \(quoted(facts.abstract.joined(separator: " ")))",
            "version: \(quoted(facts.request.edition))", "date-released: \"\(facts.date)\"",
        ]
        if let licence = facts.request.licence { lines.append("license: \(quoted(licence))") }
        if let doi = facts.request.doi { lines.append("doi: \(quoted(doi))") }
        lines.append("authors:")
        for author in facts.authors {
            let parts = author.split(separator: ",", maxSplits: 1).map { String($0).trimmingBlanks }
            if parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty {
                lines += ["  - family-names: \(quoted(parts[0]))", "    given-names: \(quoted(parts[1]))"]
            } else {
                lines.append("  - name: \(quoted(author))")
            }
        }
        lines += [
            "keywords:", "  - astronomy", "  - galaxy morphology", "references:", "  - type: software",
            "    title: TuningFork",
            "    version: \(quoted(facts.provenance.makers.last?.program ?? ProgramVersion.current))",
            "    authors:", "      - name: The TuningFork authors",
        ]
        return lines.joined(separator: "\n") + "\n"
    }
}

extension String {
    /// Without blanks at both ends.
    fileprivate var trimmingBlanks: String {
        var text = Substring(self)
        while text.first?.isWhitespace ?? false { text = text.dropFirst() }
        while text.last?.isWhitespace ?? false { text = text.dropLast() }
        return String(text)
    }
}
