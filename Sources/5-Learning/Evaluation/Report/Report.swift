internal import Files
public import Images

/// A page that shows what was measured: figures, curves, and the most confident mistakes as pictures.
///
/// The page is one file without scripts; everything, pictures included, lies inside it.
public struct Report: Sendable {
    /// One set of galaxies that was measured.
    public struct Section: Sendable {
        /// What the set is, as a heading.
        public let name: String
        public let metrics: Metrics
        /// The predictions that `metrics` were made of.
        public let predictions: [Prediction]

        public init(name: String, metrics: Metrics, predictions: [Prediction]) {
            self.name = name
            self.metrics = metrics
            self.predictions = predictions
        }
    }

    /// The votes of one set of galaxies, by question.
    public struct Votes: Sendable {
        /// What the set is, as a heading.
        public let name: String
        public let figures: VoteFigures

        public init(name: String, figures: VoteFigures) {
            self.name = name
            self.figures = figures
        }
    }

    /// What was done beside the sets, in words and tables.
    public struct Note: Sendable {
        /// A heading and the rows below it, the first of which is the header.
        public typealias Table = (heading: String, rows: [[String]])

        /// What it is about, as a heading.
        public let name: String
        /// A paragraph each, as plain text.
        public let words: [String]
        public let tables: [Table]

        public init(name: String, words: [String], tables: [Table] = []) {
            self.name = name
            self.words = words
            self.tables = tables
        }
    }

    /// A picture with a line of text below it.
    public struct Figure: Sendable {
        public let caption: String
        public let image: RGBImage

        public init(caption: String, image: RGBImage) {
            self.caption = caption
            self.image = image
        }
    }

    /// A line that says where the figures come from: model, manifest, settings, versions.
    public struct Provenance: Sendable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    private let title: String
    private let introduction: String?
    private let sections: [Section]
    private let votes: [Votes]
    private let notes: [Note]
    private let figures: [Figure]
    private let provenance: [Provenance]
    private let mistakeLimit: Int
    private let thumbnailSide: Int
    private let picture: @Sendable (String) throws -> RGBImage

    /// - Parameters:
    ///   - title: heading of the page.
    ///   - introduction: a sentence or two below the heading, as plain text.
    ///   - sections: one a set.
    ///   - votes: one a set that was measured by its votes.
    ///   - notes: shown after the sets.
    ///   - figures: pictures shown after these.
    ///   - provenance: lines at the page's end.
    ///   - mistakeLimit: most mistakes shown a set.
    ///   - thumbnailSide: longer side of a mistake's picture, pixels.
    ///   - picture: reads the file of a mistake.
    public init(
        title: String, introduction: String? = nil, sections: [Section], votes: [Votes] = [], notes: [Note] = [],
        figures: [Figure] = [], provenance: [Provenance], mistakeLimit: Int = 24, thumbnailSide: Int = 160,
        picture: @escaping @Sendable (String) throws -> RGBImage = { try RGBImage(contentsOf: $0) }
    ) {
        precondition(mistakeLimit >= 0 && thumbnailSide > 0)
        self.title = title
        self.introduction = introduction
        self.sections = sections
        self.votes = votes
        self.notes = notes
        self.figures = figures
        self.provenance = provenance
        self.mistakeLimit = mistakeLimit
        self.thumbnailSide = thumbnailSide
        self.picture = picture
    }

    /// Writes the page to `path`; a picture that cannot be read is shown as an empty frame with the reason.
    /// - Throws: `WriteError` when the file cannot be written.
    public func write(to path: String) throws {
        try AtomicFile.write(path, string: try html())
    }

    /// The page.
    /// - Throws: when a picture cannot be encoded.
    public func html() throws -> String {
        var parts = [
            """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="generator" content="TuningFork">
            <title>\(EscapedText.markup(title))</title>
            <style>\(ReportStyle.css)</style></head>
            <body><header><div class="wide"><div><h1>\(EscapedText.markup(title))</h1>
            """
        ]
        if let introduction { parts.append("<p>\(EscapedText.markup(introduction))</p>") }
        parts.append("</div>\(ReportStyle.fork)</div></header><main class=\"wide\">")
        for section in sections { parts.append(try html(section)) }
        parts += votes.map(ReportVotes.html)
        parts += notes.map { ReportTable.html($0) }
        if !figures.isEmpty {
            parts.append("<section class=\"figures\">")
            for figure in figures { parts.append(try html(figure)) }
            parts.append("</section>")
        }
        parts.append("</main><footer><div class=\"wide\"><h2>Where this comes from</h2><dl>")
        for line in provenance {
            parts.append("<dt>\(EscapedText.markup(line.name))</dt><dd>\(EscapedText.markup(line.value))</dd>")
        }
        parts.append("</dl></div></footer></body></html>\n")
        return parts.joined(separator: "\n")
    }

    private func html(_ section: Section) throws -> String {
        let metrics = section.metrics
        let classes = metrics.classes.enumerated().map { number, name in
            "<b style=\"color:\(ReportPlots.colour(number))\">\(metrics.overall.perClass[number].support) "
                + "\(EscapedText.markup(name))</b>"
        }
        let isMany = metrics.macro != nil
        var parts = [
            "<section><h2>\(EscapedText.markup(section.name))</h2>",
            "<p class=\"set\">\(metrics.n) galaxies: \(classes.joined(separator: ", ")). "
                + (metrics.macro == nil
                    ? "Positive class: \(EscapedText.markup(metrics.classes[0])). "
                    : "Macro figures are means over the classes. ")
                + "Intervals are 95 %."
                + (metrics.unlabelled > 0 ? " \(metrics.unlabelled) more have no label and do not count." : "")
                + "</p>",
            "<div class=\"tiles\">",
            tile("accuracy", Figures.percent(metrics.accuracy.value), Figures.range(metrics.accuracy, scale: 100)),
            tile(
                "balanced accuracy", Figures.percent(metrics.balancedAccuracy?.value),
                Figures.range(metrics.balancedAccuracy, scale: 100)),
            decimalTile(isMany ? "macro F1" : "F1", isMany ? metrics.macro?.f1 : metrics.f1),
            decimalTile(isMany ? "macro ROC AUC" : "ROC AUC", isMany ? metrics.macro?.auc : metrics.auc),
            isMany ? classTiles(metrics) : "",
            "</div><div class=\"plots\">",
            plot("How well the classes are ranked", ReportPlots.roc(section)),
            plot("What was taken for what", ReportPlots.confusion(metrics)),
        ]
        parts += ReportConfidence.plots(metrics).map(plot)
        parts += [
            "</div>", table(metrics), ReportConfidence.tables(metrics),
        ]
        let notes = Figures.notes(metrics)
        if !notes.isEmpty {
            parts.append(
                "<ul class=\"notes\">" + notes.map { "<li>\(EscapedText.markup($0))</li>" }.joined() + "</ul>")
        }
        parts.append(
            try ReportMistakes(section, limit: mistakeLimit, thumbnailSide: thumbnailSide, picture: picture)
                .html())
        parts.append("</section>")
        return parts.joined(separator: "\n")
    }

    private func html(_ figure: Figure) throws -> String {
        let source = try ReportPicture.source(figure.image, quality: 88)
        let caption = EscapedText.markup(figure.caption)
        return "<figure><img src=\"\(source)\" alt=\"\(caption)\"><figcaption>\(caption)</figcaption></figure>"
    }

    private func tile(_ name: String, _ value: String, _ range: String) -> String {
        "<div class=\"tile\"><span>\(name)</span><strong>\(value)</strong><em>\(range)</em></div>"
    }

    private func decimalTile(_ name: String, _ estimate: Estimate?) -> String {
        tile(name, Figures.decimal(estimate?.value), Figures.range(estimate, scale: 1))
    }

    /// Cards of each class's own figures.
    private func classTiles(_ metrics: Metrics) -> String {
        metrics.overall.perClass.enumerated().map { number, scores in
            "<div class=\"tile\" style=\"border-color:\(ReportPlots.colour(number))\">"
                + "<span>F1 of \(EscapedText.markup(scores.name)), \(scores.support) galaxies</span>"
                + "<strong>\(Figures.decimal(scores.f1?.value))</strong><em>\(Figures.range(scores.f1, scale: 1))</em>"
                + "<em>precision \(Figures.percent(scores.precision))</em><em>recall \(Figures.percent(scores.recall))</em>"
                + "<em>ROC AUC \(Figures.decimal(scores.auc))</em></div>"
        }.joined()
    }

    private func plot(_ caption: String, _ svg: String) -> String {
        "<figure>\(svg)<figcaption>\(caption)</figcaption></figure>"
    }

    private func table(_ metrics: Metrics) -> String {
        let head = metrics.coverage.map { part in
            "<th>\(part.coverage == 1 ? "all" : "most confident \(Figures.decimal(part.coverage * 100, places: 0)) %")</th>"
        }
        var rows = [
            "<tr><td>galaxies</td>" + metrics.coverage.map { "<td>\($0.scores.n)</td>" }.joined() + "</tr>",
            "<tr><td>least confidence</td>"
                + metrics.coverage.map { "<td>\(Figures.percent($0.lowestConfidence))</td>" }.joined() + "</tr>",
        ]
        for (name, text) in Figures.rows(metrics) {
            rows.append(
                "<tr><td>\(name)</td>" + metrics.coverage.map { "<td>\(text($0.scores))</td>" }.joined() + "</tr>")
        }
        return "<table><thead><tr><th></th>\(head.joined())</tr></thead><tbody>\(rows.joined())</tbody></table>"
    }
}
