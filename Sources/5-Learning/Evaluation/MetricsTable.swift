internal import Files

extension Metrics {
    /// The metrics as a table for the terminal: one column a coverage, the confusion matrix, and what is undefined.
    ///
    /// Lines end with a line feed; intervals are 95 %.
    public func table() -> String {
        var rows: [[String]] = [[""] + coverage.map { "\(Figures.decimal($0.coverage * 100, places: 0)) %" }]
        rows.append(["galaxies"] + coverage.map { String($0.scores.n) })
        rows.append(["least confidence"] + coverage.map { Figures.percent($0.lowestConfidence) })
        for (name, text) in Figures.rows(self) {
            rows.append([name] + coverage.map { text($0.scores) })
        }
        var lines = [
            "with 95 % intervals, for the most confident part of the set;",
            overall.macro == nil
                ? "precision, recall, F1 and ROC AUC are those of the class '\(classes[0])':"
                : "macro figures are means over the classes:",
        ]
        lines += AlignedText.lines(rows)
        let classRows = Figures.classRows(overall)
        if !classRows.isEmpty {
            lines += ["", "each class against the others, whole set:"] + AlignedText.lines(classRows)
        }
        lines.append("")
        lines.append("true class (row) and predicted class (column), whole set:")
        let header = [""] + classes + ["recall"]
        let counts = classes.enumerated().map { number, name in
            [name] + overall.confusion.counts[number].map(String.init)
                + [Figures.percent(overall.perClass[number].recall)]
        }
        lines += AlignedText.lines([header] + counts)
        lines += confidenceLines
        lines += Figures.notes(self)
        if unlabelled > 0 { lines.append("\(unlabelled) galaxies without a label were left out.") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// How far probabilities can be believed, below an empty line.
    private var confidenceLines: [String] {
        let figures = ConfidenceFigures(metrics: self)
        var lines: [String] = []
        for (heading, rows) in [
            ("whether probabilities can be believed, whole set (0 is perfect):", figures.calibration),
            ("\(figures.setHeading), whole set:", figures.sets),
        ] where !rows.isEmpty {
            lines += ["", heading] + AlignedText.lines(rows)
        }
        for rows in figures.terciles + [figures.single] where !rows.isEmpty { lines += [""] + AlignedText.lines(rows) }
        return lines + figures.notes
    }
}
