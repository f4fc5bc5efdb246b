import Evaluation
import Foundation
import Images
import Testing

@Suite struct ReportTests {
    private func report(_ golden: Golden.Case, files: [String?] = [], name: String = "SDSS <test>") throws -> String {
        let predictions = golden.predictions.enumerated().map { number, prediction in
            Prediction(
                id: prediction.id + "&\"", truth: prediction.truth, probabilities: prediction.probabilities,
                file: files.isEmpty ? nil : files[number % files.count])
        }
        let metrics = try Metrics(predictions, classes: golden.classes, resamples: 100)
        let section = Report.Section(name: name, metrics: metrics, predictions: predictions)
        let figure = Report.Figure(caption: "a sheet", image: RGBImage(width: 40, height: 20, red: 200))
        return try Report(
            title: "Spirals & ellipticals", introduction: "The sky is simulated.", sections: [section],
            notes: [
                .init(
                    name: "A <note>", words: ["What was done & why."],
                    tables: [("Counts", [["", "n"], ["wrong", "3"]]), ("Nothing", [])])
            ],
            figures: [figure], provenance: [.init("run", "runs/a"), .init("seed", "1")]
        ).html()
    }

    @Test(arguments: Golden.all.cases) func pageIsWholeAndSelfContained(_ golden: Golden.Case) throws {
        let page = try report(golden)
        #expect(page.hasPrefix("<!DOCTYPE html>"))
        #expect(page.hasSuffix("</html>\n"))
        #expect(!page.contains("<script"))
        for reference in ["http:", "https:", "src=\"/", "href="] {
            #expect(!page.contains(reference), "\(reference)")
        }
        #expect(!page.contains(/[ >",:](-?(nan|inf))[ <",%]/))
        #expect(page.contains("SDSS &lt;test&gt;"))
        #expect(page.contains("The sky is simulated."))
        #expect(page.components(separatedBy: "<svg class=\"plot\"").count == 4 + golden.classes.count)
        #expect(page.components(separatedBy: "data:image/jpeg;base64,").count == 2)
        #expect(page.contains("<h2>A &lt;note&gt;</h2>\n<p class=\"set\">What was done &amp; why.</p>"))
        #expect(page.contains("<h3>Counts</h3><table><thead><tr><th></th><th>n</th></tr></thead>"))
        #expect(!page.contains("Nothing"))
        for text in ["ROC AUC", "<dt>run</dt><dd>runs/a</dd>", "most confident 75 %"] {
            #expect(page.contains(text), "\(text)")
        }
        // Every element that is opened is closed.
        for name in ["section", "figure", "figcaption", "svg", "table", "div", "span", "text", "main", "dl", "b"] {
            let opened =
                page.components(separatedBy: "<\(name)>").count + page.components(separatedBy: "<\(name) ").count
            #expect(opened - 2 == page.components(separatedBy: "</\(name)>").count - 1, "\(name)")
        }
    }

    @Test func eachOfSeveralClassesHasACard() throws {
        let page = try report(Golden.all.cases[2])
        for text in ["macro F1", "macro ROC AUC", "F1 of merger, ", "Macro figures are means"] {
            #expect(page.contains(text), "\(text)")
        }
        #expect(page.components(separatedBy: "<div class=\"tile\"").count == 1 + 4 + 3)
        #expect(try !report(Golden.all.cases[0]).contains("acro"))
    }

    @Test func mistakesAreShownAsPictures() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let good = directory.appending(path: "good.png").path
        try RGBImage(width: 300, height: 200, blue: 90).writePNG(to: good)
        let broken = directory.appending(path: "broken.jpg").path
        try Data("not a picture".utf8).write(to: URL(fileURLWithPath: broken))

        let golden = Golden.all.cases[0]
        let mistakes = golden.predictions.count { $0.truth != $0.predicted }
        let page = try report(golden, files: [good, broken])
        #expect(page.contains("The 24 most confident of \(mistakes) mistakes"))
        let pictures = page.components(separatedBy: "loading=\"lazy\"").count - 1
        let frames = page.components(separatedBy: "<div class=\"empty\">").count - 1
        #expect(pictures + frames == 24)
        #expect(pictures > 0 && frames > 0)
        #expect(page.contains("is not a JPEG or PNG image"))

        // The pictures are small JPEG files with the longer side cut down.
        let start = try #require(page.range(of: "<div class=\"mistakes\">"))
        let source = try #require(page.range(of: "base64,", range: start.upperBound..<page.endIndex))
        let end = try #require(page.range(of: "\"", range: source.upperBound..<page.endIndex))
        let bytes = try #require(Data(base64Encoded: String(page[source.upperBound..<end.lowerBound])))
        let thumbnail = try RGBImage(decoding: [UInt8](bytes), name: "thumbnail")
        #expect(thumbnail.width == 160)
        #expect(thumbnail.height == 107)
    }

    @Test func setWithoutMistakesSaysSo() throws {
        let predictions = [
            Prediction(id: "a", truth: 0, probabilities: [0.75, 0.25]),
            Prediction(id: "b", truth: 1, probabilities: [0.25, 0.75]),
        ]
        let metrics = try Metrics(predictions, classes: ["spiral", "elliptical"])
        let section = Report.Section(name: "two", metrics: metrics, predictions: predictions)
        let page = try Report(title: "t", sections: [section], provenance: []).html()
        #expect(page.contains("No galaxy was given a wrong class."))
    }

    @Test func unwritablePathThrows() throws {
        let report = Report(title: "t", sections: [], provenance: [])
        #expect(throws: (any Error).self) { try report.write(to: "/nonexistent/folder/report.html") }
    }
}
