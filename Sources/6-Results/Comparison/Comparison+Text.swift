internal import Evaluation
internal import Files
internal import Foundation
public import Tables

extension Comparison {
    /// Headings of the columns that people read.
    private static let header = ["set", "kept", "network", "n", "accuracy, %", "precision", "recall", "F1"]

    /// The cells below the ``header``, a row each; intervals are 95 %.
    private var cells: [[String]] {
        ordered.map { row in
            [
                row.set, Self.kept(row.coverage), row.network, "\(row.n)",
                Self.interval(row.accuracy, scale: 100, places: 1),
                Self.interval(row.precision, scale: 1, places: 3), Self.interval(row.recall, scale: 1, places: 3),
                Self.interval(row.f1, scale: 1, places: 3),
            ]
        }
    }

    /// "100 %", "12.5 %".
    static func kept(_ coverage: Double) -> String {
        let percent = coverage * 100
        return percent == percent.rounded() ? "\(Int(percent)) %" : String(format: "%.1f %%", percent)
    }

    private static func interval(_ estimate: Estimate?, scale: Double, places: Int) -> String {
        guard let estimate else { return "–" }
        func number(_ value: Double) -> String { String(format: "%.\(places)f", value * scale) }
        return "\(number(estimate.value)) [\(number(estimate.low)), \(number(estimate.high))]"
    }

    /// The headings and rows for a page.
    public var page: (header: [String], rows: [[String]]) { (Self.header, cells) }

    /// Lines for the terminal: n and accuracy, a column a network.
    public func table() -> String {
        let networks = networks
        let lines = sets.flatMap { set in
            coverages.compactMap { coverage -> [String]? in
                let own = rows.filter { $0.set == set && $0.coverage == coverage }
                guard let first = own.first else { return nil }
                let found = networks.map { name in own.first { $0.network == name } }
                return ["\(set), \(Self.kept(coverage))", "\(first.n)"]
                    + found.map { $0.map { Self.interval($0.accuracy, scale: 100, places: 1) } ?? "–" }
            }
        }
        return
            (["accuracy in % with 95 % intervals, for the most confident part of each set:"]
            + AlignedText.lines([["", "n"] + networks] + lines)).joined(separator: "\n") + "\n"
    }

    /// The same as Markdown, with precision, recall and F1.
    public func markdown() -> String {
        func line(_ cells: [String]) -> String {
            "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }
        return ([line(Self.header), "|---|---|---|---|---|---|---|---|"] + cells.map(line)).joined(separator: "\n")
            + "\n"
    }

    /// As JSON, keys sorted: `{"rows": [{"set", "network", "coverage", "n", "right", "accuracy": {"value", "low", "high", "method"},
    /// "precision", "recall", "f1"}]}`; an undefined figure is left out.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    /// As a table of numbers, to be written in any format that tables have.
    public func columns() -> Table {
        let rows = ordered
        func figure(_ name: String, _ words: String, _ value: (Row) -> Estimate?) -> [Column] {
            [("", \Estimate.value, ""), ("_low", \.low, ", lower end"), ("_high", \.high, ", upper end")].map {
                end, path, tail in
                Column(
                    name + end, .double(rows.map { value($0)?[keyPath: path] ?? .nan }),
                    description: words + (tail.isEmpty ? "" : tail + " of the 95 % interval"))
            }
        }
        let positive = "of the first class, or the mean over more than two"
        return Table(
            columns: [
                Column("set", .string(rows.map(\.set)), description: "test set"),
                Column("network", .string(rows.map(\.network)), description: "network"),
                Column(
                    "coverage", .double(rows.map(\.coverage)),
                    description: "share that is kept, the most confident first"),
                Column("n", .int64(rows.map { Int64($0.n) }), description: "galaxies that are kept"),
                Column(
                    "right", .int64(rows.map { Int64($0.right) }),
                    description: "galaxies that were given their true class"),
            ] + figure("accuracy", "share of right galaxies", { $0.accuracy })
                + figure("precision", "precision \(positive)", { $0.precision })
                + figure("recall", "recall \(positive)", { $0.recall }) + figure("f1", "F1 \(positive)", { $0.f1 }))
    }
}
