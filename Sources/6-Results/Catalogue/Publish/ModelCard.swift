internal import Files
internal import Training

/// `MODEL_CARD.md`: the network that made a catalogue, what it was taught, and what its answers are worth.
struct ModelCard {
    let facts: PublicationFacts

    var text: String {
        var text = "---\nlibrary_name: tuningfork\npipeline_tag: image-classification\n"
        if let licence = facts.request.licence {
            text += "license: \(EscapedText.quoted(licence.lowercased()))\n"
        }
        text += "tags:\n- astronomy\n- galaxy-morphology\n---\n\n# The network behind \(facts.title)\n"
        if facts.isRehearsal { text += "\n\(PublicationFacts.rehearsal)\n" }
        guard !facts.networks.isEmpty else {
            return text + "\nNothing is known of it: the catalogue names no run.\n"
        }
        if facts.networks.count > 1 {
            text += "\nAn ensemble of \(facts.networks.count): the mean of their logits.\n"
        }
        for (number, network) in facts.networks.enumerated() {
            if facts.networks.count > 1 { text += "\n## Network \(number + 1)\n" }
            text += "\n| | |\n|---|---|\n"
            let rows = [
                ("classes", network.classes.joined(separator: ", ")),
                ("backbone", "\(network.backbone) through \(network.endpoint)"),
                ("first weights", network.firstWeights.isEmpty ? "random" : network.firstWeights),
                (
                    "trained",
                    "\(network.finished ?? "unknown"), tuningfork \(network.program), libtorch \(network.torch)"
                ),
                ("seed", "\(network.seed)"), ("weights (SHA-256)", network.weights),
                ("recipe (SHA-256)", network.recipe),
            ]
            for (name, value) in rows { text += "| \(name) | \(ReadmeFile.cell(value)) |\n" }
            text += "\nTrained on:\n\n| table | SHA-256 | rows | used |\n|---|---|---|---|\n"
            for source in network.trainedOn {
                let name = ReadmeFile.cell(source.path.fileName)
                text += "| \(name) | \(source.sha256) | \(source.rows) | \(source.used) |\n"
            }
        }
        text += "\n## What its answers are worth\n\n\(facts.quality.map { "- \($0)" }.joined(separator: "\n"))\n"
        text += """

            ## Limits

            - It knows pictures like those that it was trained on; other depths, filters, seeing and pixel scales need a run
              adapted to them.
            - It knows the classes above and no others: every galaxy whose picture can be read gets one of them.
            - Accuracy and completeness are no part of this card, because they hold for a set of galaxies with known classes:
              `tuningfork evaluate` states them with intervals for yours.

            """
        return text
    }
}
