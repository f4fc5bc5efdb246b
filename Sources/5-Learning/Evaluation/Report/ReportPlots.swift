internal import Files

/// The drawings of a report that show how well classes are told.
enum ReportPlots {
    /// Colour of a class, by its number.
    static func colour(_ number: Int) -> String {
        "var(--class\(number % ReportStyle.classColours))"
    }

    /// ROC curve of the positive class; of every class when there are more than two.
    static func roc(_ section: Report.Section) -> String {
        let metrics = section.metrics
        let numbers = metrics.classes.count == 2 ? [0] : Array(metrics.classes.indices)
        var plot = UnitSquarePlot(
            title: "ROC curve", xLabel: "false positive rate", yLabel: "true positive rate")
        var place = 0.06 + 0.075 * Double(numbers.count - 1)
        for number in numbers {
            guard let curve = ROCCurve(section.predictions, classNumber: number) else { continue }
            let style = "--c:\(colour(number))"
            plot.line(
                curve.points.map { (x: $0.falsePositiveRate, y: $0.truePositiveRate) }, style: style,
                filled: numbers.count == 1)
            let scores = metrics.overall.perClass[number]
            if let recall = scores.recall {
                let others = metrics.n - scores.support
                let mistaken = scores.predicted - metrics.overall.confusion.truePositives(number)
                let rate = Double(mistaken) / Double(others)
                plot.dot(
                    rate, recall.value, radius: 5, style: style,
                    hint: "As classified: true positive rate \(Figures.percent(recall.value)), "
                        + "false positive rate \(Figures.percent(rate))")
            }
            plot.text(
                "\(scores.name): AUC \(Figures.decimal(scores.auc))", 0.97, place, anchor: "end",
                style: "fill:\(colour(number));font-weight:600")
            place -= 0.075
        }
        if metrics.auc == nil {
            plot.text("undefined: one class only", 0.5, 0.5, anchor: "middle")
        }
        return plot.svg()
    }

    /// Confusion matrix: counts and shares of the true class, coloured by the share.
    static func confusion(_ metrics: Metrics) -> String {
        let confusion = metrics.overall.confusion
        let count = metrics.classes.count
        let side = UnitSquarePlot.side
        let left = 48.0
        let top = 34.0
        let cell = 256.0 / Double(count)
        var parts = [
            "<svg class=\"plot\" viewBox=\"0 0 \(HTMLText.coordinate(side)) \(HTMLText.coordinate(side))\" "
                + "role=\"img\" aria-label=\"Confusion matrix\">"
        ]
        for (number, name) in metrics.classes.enumerated() {
            let middle = HTMLText.coordinate(left + (Double(number) + 0.5) * cell)
            let height = HTMLText.coordinate(top + (Double(number) + 0.5) * cell)
            let label = EscapedText.markup(name)
            parts.append(
                "<text class=\"name\" x=\"\(middle)\" y=\"\(HTMLText.coordinate(top - 8))\" text-anchor=\"middle\">"
                    + "\(label)</text>"
                    + "<text class=\"name\" transform=\"translate(\(HTMLText.coordinate(left - 9)) \(height)) "
                    + "rotate(-90)\" text-anchor=\"middle\">\(label)</text>")
        }
        for row in 0..<count {
            for column in 0..<count {
                parts.append(
                    confusionCell(
                        confusion, row: row, column: column, x: left + Double(column) * cell,
                        y: top + Double(row) * cell, size: cell))
            }
        }
        parts.append(
            "<text class=\"axis\" x=\"\(HTMLText.coordinate(left + 128))\" y=\"\(HTMLText.coordinate(side - 12))\" "
                + "text-anchor=\"middle\">predicted class</text>"
                + "<text class=\"axis\" transform=\"translate(13 \(HTMLText.coordinate(top + 128))) rotate(-90)\" "
                + "text-anchor=\"middle\">true class</text></svg>")
        return parts.joined()
    }

    private static func confusionCell(
        _ confusion: ConfusionMatrix, row: Int, column: Int, x: Double, y: Double, size: Double
    ) -> String {
        let count = confusion.counts[row][column]
        let support = confusion.support(row)
        let share = support > 0 ? Double(count) / Double(support) : 0
        let colour = row == column ? "var(--right)" : "var(--wrong)"
        let isDark = share > 0.5
        let middle = HTMLText.coordinate(x + size / 2)
        let opacity = Figures.decimal(share == 0 ? 0.04 : 0.1 + 0.9 * share, places: 2)
        let text = isDark ? "on" : "off"
        return "<rect x=\"\(HTMLText.coordinate(x + 1))\" y=\"\(HTMLText.coordinate(y + 1))\" "
            + "width=\"\(HTMLText.coordinate(size - 2))\" height=\"\(HTMLText.coordinate(size - 2))\" rx=\"4\" "
            + "style=\"fill:\(colour);fill-opacity:\(opacity)\"/>"
            + "<text class=\"count \(text)\" x=\"\(middle)\" y=\"\(HTMLText.coordinate(y + size / 2))\" "
            + "text-anchor=\"middle\">\(count)</text>"
            + "<text class=\"share \(text)\" x=\"\(middle)\" y=\"\(HTMLText.coordinate(y + size / 2 + 18))\" "
            + "text-anchor=\"middle\">\(support > 0 ? Figures.percent(share) : "–")</text>"
    }
}
