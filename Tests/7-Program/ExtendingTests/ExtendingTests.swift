import Files
import Foundation
import Manifests
import Sky
import Surveys
import Tables
import TestSupport
import Testing
import Torch
import Training

/// The examples of docs/EXTENDING.md: they are what stands in the files that they name, and they work.
@Suite struct ExtendingTests {
    private static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// A piece of code of the document, and the file that it is of.
    struct Quotation: CustomTestStringConvertible, Sendable {
        let file: String
        /// The document's line that it begins with.
        let line: Int
        var lines: [String] = []

        var testDescription: String { "\(file), line \(line) of the document" }
    }

    /// Every fenced block; the line before it must name its file: `` `PATH`: ``.
    private static let quotations: [Quotation] = {
        guard let text = try? String(contentsOfFile: package + "/docs/EXTENDING.md", encoding: .utf8) else { return [] }
        var found: [Quotation] = []
        var isInside = false
        var before = ""
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("```") {
                if !isInside {
                    let parts = before.split(separator: "`", omittingEmptySubsequences: false)
                    found.append(
                        Quotation(file: parts.count > 1 ? String(parts[parts.count - 2]) : "", line: number + 2))
                }
                isInside.toggle()
            } else if isInside {
                found[found.count - 1].lines.append(String(line))
            } else if !line.isEmpty {
                before = String(line)
            }
        }
        return found
    }()

    /// Lines without what they are indented by, all alike.
    private static func flush(_ lines: [Substring]) -> [Substring] {
        let indents = lines.filter { !$0.allSatisfy(\.isWhitespace) }.map { $0.prefix { $0 == " " }.count }
        return lines.map { $0.dropFirst(min(indents.min() ?? 0, $0.count)) }
    }

    @Test func everyKindOfExtensionIsThere() throws {
        let text = try String(contentsOfFile: Self.package + "/docs/EXTENDING.md", encoding: .utf8)
        for title in ["backbone", "head", "survey", "table format", "recipe key"] {
            #expect(text.contains("## A \(title)"), "\(title)")
        }
    }

    /// What the document shows stands in the file, line by line; a line `…` stands for what is left out.
    @Test(arguments: quotations) func quotationsAreOfTheirFiles(_ quotation: Quotation) throws {
        let path = Self.package + "/" + quotation.file
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var place = 0
        for piece in quotation.lines.split(separator: "…") {
            let piece = Self.flush(piece.map { $0[...] })
            let start = (place..<max(place, lines.count - piece.count + 1)).first { start in
                Self.flush(Array(lines[start..<start + piece.count])) == piece
            }
            guard let start else {
                Issue.record("\(quotation.file) does not hold: \(piece.joined(separator: "\n"))")
                return
            }
            place = start + piece.count
        }
    }

    /// By hand: three equal probabilities, and those of (ln 4, 0, 0), which are 2/3, 1/6, 1/6.
    @Test func theObjectiveIsTheQuadraticScore() throws {
        let galaxies = ([[0, 1, 0], [1, 0, 0]] as [[Float]]).enumerated().map { number, shares in
            Galaxy(
                row: Manifest.Row(id: "g\(number)", file: "", row: number + 1, manifest: "made-up.csv"), label: nil,
                target: Target(shares: shares))
        }
        let score = try QuadraticScore(galaxies: galaxies, classes: 3, device: .cpu)
        let logits = try Tensor([0, 0, 0, log(Float(4)), 0, 0], shape: [2, 3])
        let members = try Tensor([Int64(0), 1], shape: [2])
        let loss = try score.loss(logits, members: members, total: 2).item()
        #expect(abs(loss - (6.0 / 9 + 6.0 / 36) / 2) < 1e-6)
        #expect(try score.correct(logits, members: members).item() == 1)
    }

    @Test func theSurveyCutsAndFinds() throws {
        let survey = try Survey(settings: Self.package + "/Tests/7-Program/ExtendingTests/Examples/kids.json")
        #expect(survey.name == "kids" && survey.bands == ["i", "r", "g"] && survey.services.count == 1)
        let table = Table(
            columns: [Column("KRON_RADIUS", .double([3.5, .nan])), Column("A_IMAGE", .double([10, 10]))])
        let sizes = try survey.halfSides(of: table, framing: CutoutFraming())
        #expect(sizes.map { $0 == nil } == [false, true])
    }

    @Test func theTableFormatReadsWhatItWrites() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("votes.jsonl")
        let table = Table(columns: [
            Column("id", .string(["a", "b \"c\""])), Column("spiral", .double([0.25, .nan])),
        ])
        try JSONLinesFormat.write(path, columns: table.columns.map(\.info), info: TableInfo()) { try $0.write(table) }
        let read = try JSONLinesFormat.read(path, table: nil, columns: nil, text: [])
        #expect(try read.texts("id") == table.texts("id") && read.doubles("spiral")[0] == 0.25)
        #expect(!read.columns[1].hasValue(1))
        #expect(
            try JSONLinesFormat.read(path, table: nil, columns: ["SPIRAL"], text: []).columns.map(\.name) == ["spiral"])
        try directory.write("bad.jsonl", "{\"id\": \"a\"}\nno JSON\n")
        #expect {
            try JSONLinesFormat.reader(directory.file("bad.jsonl"), table: nil, columns: nil, text: [])
        } throws: {
            ($0 as? InputError)?.row == 2
        }
    }
}
