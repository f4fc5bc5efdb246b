import Comparison
import Drawing
import Evaluation
import Foundation
import Images
import Tables
import TestSupport
import Testing

@Suite struct ComparisonTests {
    /// Predictions of `count` galaxies, half of each class; of the least confident half so many are wrong.
    private func metrics(_ count: Int, wrong: Int) throws -> Metrics {
        let predictions = (0..<count).map { number -> Prediction in
            let confidence = 0.99 - 0.4 * Double(number) / Double(count)
            let (truth, isWrong) = (number % 2, number >= count - wrong)
            let first = (truth == 0) != isWrong ? confidence : 1 - confidence
            return Prediction(id: "g\(number)", truth: truth, probabilities: [first, 1 - first])
        }
        return try Metrics(predictions, classes: ["spiral", "elliptical"], resamples: 100)
    }

    private func comparison() throws -> Comparison {
        var comparison = Comparison()
        comparison.add(try metrics(40, wrong: 10), network: "before", set: "FO DES")
        comparison.add(try metrics(20, wrong: 1), network: "before", set: "HP | DES")
        comparison.add(try metrics(40, wrong: 4), network: "after", set: "FO DES")
        return comparison
    }

    @Test func rowsAreThoseOfTheMetrics() throws {
        let comparison = try comparison()
        #expect(comparison.sets == ["FO DES", "HP | DES"] && comparison.networks == ["before", "after"])
        #expect(comparison.coverages == [1, 0.75, 0.5])
        let rows = comparison.ordered
        // A set after the other, the coverages of each from all on, networks one below the other.
        #expect(
            rows.map(\.network) == [
                "before", "after", "before", "after", "before", "after", "before", "before", "before",
            ])
        #expect(rows.map(\.n) == [40, 40, 30, 30, 20, 20, 20, 15, 10])
        #expect(rows.map(\.right) == [30, 36, 30, 30, 20, 20, 19, 15, 10])
        // Wilson's interval of 30 of 40, by hand: (p + z²/2n ± z √(p q / n + z²/4n²)) / (1 + z²/n).
        let (p, n, z) = (0.75, 40.0, 1.959963984540054)
        let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        let accuracy = rows[0].accuracy
        #expect(accuracy.value == 0.75 && accuracy.method == .wilson)
        #expect(abs(accuracy.low - (p + z * z / (2 * n) - half) / (1 + z * z / n)) < 1e-12)
        #expect(abs(accuracy.high - (p + z * z / (2 * n) + half) / (1 + z * z / n)) < 1e-12)
        #expect(rows[1].recall?.value == 0.9 && rows[1].precision?.value == 0.9)
    }

    @Test func itIsWrittenForPeopleAndPrograms() throws {
        let comparison = try comparison()
        let lines = comparison.markdown().split(separator: "\n")
        #expect(lines[0] == "| set | kept | network | n | accuracy, % | precision | recall | F1 |")
        #expect(
            lines.count == 2 + 9 && lines[2].hasPrefix("| FO DES | 100 % | before | 40 | 75.0 [59.8, 85.8] | 0.750 ["))
        #expect(lines[8].hasPrefix("| HP \\| DES | 100 % | before | 20 | 95.0 ["))
        let table = comparison.table()
        #expect(table.contains(/FO DES, 50 % +20\b/) && table.contains("75.0 [59.8, 85.8]"), "\(table)")
        // A network that was not measured on a set.
        #expect(
            table.split(separator: "\n").filter { $0.hasPrefix("HP | DES") }.allSatisfy { $0.hasSuffix("–") },
            "\(table)")
        let read = try JSONDecoder().decode(Comparison.self, from: Data(comparison.json().utf8))
        #expect(read == comparison)
        let directory = try TemporaryDirectory()
        for name in ["c.csv", "c.fits", "c.parquet"] {
            try TableFile.write(comparison.columns(), to: directory.file(name))
            let table = try TableFile.read(directory.file(name))
            #expect(table.rowCount == 9)
            #expect(try table.doubles("accuracy_low")[0].map { abs($0 - 0.598) < 1e-3 } == true)
            #expect(try table.doubles("right") == [30, 36, 30, 30, 20, 20, 19, 15, 10])
        }
    }

    @Test func thePictureShowsEverySetNetworkAndCoverage() throws {
        let figure = AccuracyFigure(try comparison(), heading: "Before & after")
        let svg = String(decoding: try figure.data(as: .svg), as: UTF8.self)
        for text in [
            "Before", "FO DES, 40 galaxies", "HP | DES, 20 galaxies", "before", "after", "all galaxies",
            "most confident 75 %", "most confident 50 %",
        ] {
            #expect(svg.contains(text), "\(text)")
        }
        // A higher accuracy is drawn higher: the first panel's line of all galaxies rises from before to after.
        let image = try figure.image(scale: 4)
        let blue = Palette.colour(0)
        func middle(of columns: Range<Int>) -> Double? {
            var (sum, count) = (0.0, 0)
            for y in 0..<image.height {
                for x in columns {
                    let place = (y * image.width + x) * 3
                    let pixel = (image.pixels[place], image.pixels[place + 1], image.pixels[place + 2])
                    // Below the legend, which has the colours too.
                    if y > 4 * 70, pixel == (blue.red, blue.green, blue.blue) {
                        (sum, count) = (sum + Double(y), count + 1)
                    }
                }
            }
            return count > 0 ? sum / Double(count) : nil
        }
        let half = image.width / 4
        let (left, right) = (try #require(middle(of: 0..<half)), try #require(middle(of: half..<2 * half)))
        #expect(right < left - 5)
    }
}
