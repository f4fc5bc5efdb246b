internal import Files

/// What a report shows of how far probabilities can be believed.
enum ReportConfidence {
    /// Captions and drawings: reliability of every class, risk against coverage, and the prediction sets of terciles.
    static func plots(_ metrics: Metrics) -> [(caption: String, svg: String)] {
        var plots: [(String, String)] = []
        if metrics.calibration.perClass.isEmpty {
            plots.append(
                (
                    "Whether probabilities can be believed",
                    reliability(metrics.calibration.bins, of: metrics.classes[0], number: 0, error: nil)
                ))
        }
        for (number, own) in metrics.calibration.perClass.enumerated() {
            let name = metrics.classes[number]
            plots.append(
                (
                    "Whether probabilities of \(EscapedText.markup(name)) can be believed",
                    reliability(own.bins, of: name, number: number, error: own.expectedCalibrationError)
                ))
        }
        if let curve = metrics.riskCoverage {
            plots.append(("What it helps to leave out the least confident", risk(curve)))
        }
        if let sets = setCoverage(metrics) { plots.append(("Whether sets hold the true class, by terciles", sets)) }
        return plots
    }

    /// Stated probability of a class against the share of galaxies that belong to it.
    private static func reliability(_ bins: [ReliabilityBin], of name: String, number: Int, error: Estimate?) -> String
    {
        var plot = UnitSquarePlot(
            title: "Reliability of \(name)", xLabel: "stated probability of \(name)", yLabel: "share that are \(name)")
        let style = "--c:\(ReportPlots.colour(number))"
        let most = Double(bins.map(\.n).max() ?? 1)
        for bin in bins {
            plot.bar(
                from: bin.from, to: bin.to, height: 0.2 * Double(bin.n) / most,
                hint: "\(bin.n) galaxies between \(Figures.decimal(bin.from, places: 1)) and "
                    + Figures.decimal(bin.to, places: 1))
        }
        plot.line(bins.map { (x: $0.meanProbability, y: $0.share.value) }, style: style)
        for bin in bins {
            plot.errorBar(bin.meanProbability, from: bin.share.low, to: bin.share.high, style: style)
            plot.dot(
                bin.meanProbability, bin.share.value, radius: 4, style: style,
                hint: "\(bin.n) galaxies: stated \(Figures.decimal(bin.meanProbability)), "
                    + "found \(Figures.decimal(bin.share))")
        }
        if let error {
            plot.text(
                "ECE \(Figures.decimal(error))", 0.03, 0.93, anchor: "start",
                style: "fill:\(ReportPlots.colour(number));font-weight:600")
        }
        return plot.svg()
    }

    /// Share of mistakes among the most confident galaxies against their share of the set.
    private static func risk(_ curve: RiskCoverage) -> String {
        let most = curve.curve.map(\.risk.value).max() ?? 0
        let whole = curve.curve.last?.risk.high ?? 1
        let top = [0.01, 0.02, 0.04, 0.1, 0.2, 0.4].first { $0 >= max(1.2 * most, whole) } ?? 1
        var plot = UnitSquarePlot(
            title: "Risk against coverage", xLabel: "share that is kept, the most confident first",
            yLabel: "share of mistakes among them", range: 0...top)
        let style = "--c:var(--wrong)"
        plot.line(curve.curve.map { (x: $0.coverage, y: $0.risk.value) }, style: style, filled: true)
        for point in curve.curve {
            plot.errorBar(point.coverage, from: point.risk.low, to: min(top, point.risk.high), style: style)
            plot.dot(
                point.coverage, point.risk.value, radius: 3, style: style,
                hint: "\(point.n) galaxies: \(Figures.percent(point.risk)) mistakes")
        }
        plot.text(
            "area \(Figures.decimal(curve.area))", 0.03, 0.93, anchor: "start",
            style: "fill:var(--wrong);font-weight:600")
        return plot.svg()
    }

    /// Share of sets that hold the true class, by terciles; nil where there are none.
    private static func setCoverage(_ metrics: Metrics) -> String? {
        let parts = [(metrics.byMagnitude, "mag"), (metrics.bySize, "size")].flatMap { strata, name in
            (strata?.terciles ?? []).enumerated().map { (name: "\(name) \($0.offset + 1)", part: $0.element) }
        }.filter { $0.part.setCoverage != nil }
        guard !parts.isEmpty else { return nil }
        let least = parts.compactMap(\.part.setCoverage?.low).min() ?? 0
        let bottom = [0.9, 0.8, 0.6].first { $0 <= least } ?? 0
        func place(_ number: Int) -> Double { (Double(number) + 0.5) / Double(parts.count) }
        var plot = UnitSquarePlot(
            title: "Sets by terciles", xLabel: "terciles: bright to faint, small to large",
            yLabel: "share of sets with the true class", range: bottom...1,
            names: parts.enumerated().map { (place($0.offset), $0.element.name) })
        if let level = metrics.sets?.level { plot.level(level) }
        let style = "--c:var(--right)"
        for (number, part) in parts.enumerated() {
            guard let coverage = part.part.setCoverage else { continue }
            plot.errorBar(place(number), from: coverage.low, to: coverage.high, style: style)
            plot.dot(
                place(number), coverage.value, radius: 5, style: style,
                hint: "\(part.name): \(Figures.percent(coverage)) of \(part.part.n), mean size "
                    + Figures.decimal(part.part.setMeanSize))
        }
        return plot.svg()
    }

    /// The figures as tables, each below a heading.
    static func tables(_ metrics: Metrics) -> String {
        let figures = ConfidenceFigures(metrics: metrics)
        var parts = [
            ReportTable.html("Whether probabilities can be believed (0 is perfect)", figures.calibration),
            ReportTable.html(figures.setHeading.prefix(1).uppercased() + figures.setHeading.dropFirst(), figures.sets),
        ]
        parts += figures.terciles.map { ReportTable.html("By \($0[0][0])", $0) }
        parts.append(
            ReportTable.html("What confidence is good for", figures.single.isEmpty ? [] : [["", ""]] + figures.single))
        parts += figures.notes.map { "<p class=\"set\">\(EscapedText.markup($0))</p>" }
        return parts.joined()
    }
}
