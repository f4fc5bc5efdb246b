internal import Files
internal import Images

/// The galaxies of a set that were given a wrong class with most confidence.
struct ReportMistakes {
    private let classes: [String]
    private let mistakes: [Prediction]
    private let total: Int
    private let thumbnailSide: Int
    private let picture: (String) throws -> RGBImage

    init(_ section: Report.Section, limit: Int, thumbnailSide: Int, picture: @escaping (String) throws -> RGBImage) {
        let wrong = Prediction.mostConfidentFirst(section.predictions).filter { $0.truth != $0.predicted }
        classes = section.metrics.classes
        mistakes = Array(wrong.prefix(limit))
        total = wrong.count
        self.thumbnailSide = thumbnailSide
        self.picture = picture
    }

    func html() throws -> String {
        guard total > 0 else { return "<h3>No galaxy was given a wrong class.</h3>" }
        let heading =
            total > mistakes.count
            ? "The \(mistakes.count) most confident of \(total) mistakes"
            : total == 1 ? "The one mistake" : "All \(total) mistakes, the most confident first"
        return "<h3>\(heading)</h3><div class=\"mistakes\">" + (try mistakes.map(card).joined()) + "</div>"
    }

    private func card(_ prediction: Prediction) throws -> String {
        let id = EscapedText.markup(prediction.id)
        let truth = prediction.truth ?? 0
        let colour = ReportPlots.colour(prediction.predicted)
        let width = Figures.decimal(prediction.confidence * 100, places: 1)
        return "<figure>\(try thumbnail(of: prediction))<figcaption>"
            + "<span class=\"id\" title=\"\(id)\">\(id)</span>"
            + "<span>said <b style=\"color:\(colour)\">\(EscapedText.markup(classes[prediction.predicted]))</b>"
            + "<i>\(Figures.percent(prediction.confidence))</i></span>"
            + "<span class=\"meter\"><u style=\"width:\(width)%;background:\(colour)\"></u></span>"
            + "<span>label <b style=\"color:\(ReportPlots.colour(truth))\">\(EscapedText.markup(classes[truth]))</b>"
            + "</span></figcaption></figure>"
    }

    private func thumbnail(of prediction: Prediction) throws -> String {
        guard let file = prediction.file else { return "<div class=\"empty\">no picture</div>" }
        let image: RGBImage
        do {
            image = try picture(file)
        } catch {
            return "<div class=\"empty\">\(EscapedText.markup("\(error)"))</div>"
        }
        let source = try ReportPicture.source(
            ReportPicture.thumbnail(image, side: thumbnailSide), quality: 85)
        return "<img src=\"\(source)\" alt=\"\(EscapedText.markup(prediction.id))\" loading=\"lazy\">"
    }
}
