import Foundation
import TestSupport
import Testing

/// From tiles to classes: `cutouts`, `train`, `classify`, `evaluate` and `embed`, on JPEG and on FITS cutouts.
@Suite struct FITSCutoutsTests {
    private let directory: TemporaryDirectory
    private let count = 16

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: directory.file("tiles"), withIntermediateDirectories: true)
        try directory.write(
            "tiles/cube.fits",
            FITSBytes.image(
                bands: ["i", "r", "g"], width: 300, height: 300, scaleArcsec: 0.4, centre: (150, 2),
                cards: ["BUNIT   = 'nanomaggy'"]))
        // The one source of the tile shows in every other row, the sky alone in the others.
        let rows = (0..<count).map { number in
            let offset = Double(number) * 3.5e-4 + (number % 2 == 0 ? 0 : 0.007)
            return "g\(number),\(150 + offset),2,\(number % 2 == 0 ? "elliptical" : "spiral")"
        }
        try directory.write("c.csv", (["id,ra,dec,label"] + rows).joined(separator: "\n") + "\n")
    }

    private func run(_ arguments: [String], status: Int32 = 0) throws -> Program.Outcome {
        let outcome = try Program.run(arguments + ["--quiet"])
        #expect(outcome.status == status, "\(outcome.errors)")
        return outcome
    }

    private func recipe(_ name: String, input: String) throws -> String {
        try directory.write(
            name,
            """
            threads = 1
            validation_fraction = 0.25
            calibration_fraction = 0
            network.backbone = "xception_small"
            head = { hidden = 16, embedding = 8 }
            [input]
            size = 32
            \(input)
            [[stage]]
            epochs = 1
            batch = 4
            """)
    }

    private func cut(_ format: String) throws -> String {
        let output = directory.file(format)
        _ = try run([
            "cutouts", directory.file("c.csv"), "--tiles", directory.file("tiles"), "--output", output, "--survey",
            "sdss", "--field-arcsec", "12", "--size", "48", "--format", format,
        ])
        return output + "/manifest.csv"
    }

    @Test(.timeLimit(.minutes(5)), arguments: ["jpg", "fits"])
    func cutoutsAreTrainedOnAndClassified(_ format: String) throws {
        let manifest = try cut(format)
        let keys = "bands = [\"i\", \"r\", \"g\"]\nstretch = \"lupton\"\nsoftening = 8\npicture_size = 48"
        let recipe = try recipe("recipe.toml", input: format == "fits" ? keys : "")
        let folder = directory.file("run_" + format)
        _ = try run(["train", "--manifest", manifest, "--recipe", recipe, "--output", folder])
        let predictions = directory.file(format + ".csv")
        _ = try run(["classify", folder, "--manifest", manifest, "--output", predictions])
        let lines = try String(contentsOfFile: predictions, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == count + 1 && lines.dropFirst().allSatisfy { $0.contains(",ok,") })
        let report = directory.file("report.html")
        let table = try run(["evaluate", folder, "--manifest", manifest, "--report", report]).output
        #expect(table.contains("galaxies") && table.contains("ROC AUC"))
        #expect(try !String(contentsOfFile: report, encoding: .utf8).contains("class=\"empty\""))
        _ = try run(["embed", folder, "--manifest", manifest, "--output", directory.file("e.npy")])
    }

    @Test(.timeLimit(.minutes(5))) func whatIsWrongIsTold() throws {
        let manifest = try cut("fits")
        func errors(_ input: String, manifest: String) throws -> String {
            try run(
                [
                    "train", "--manifest", manifest, "--recipe", recipe("bad.toml", input: input), "--output",
                    directory.file("bad"),
                ], status: 65
            ).errors
        }
        #expect(try errors("", manifest: manifest).contains("is a FITS image; let the recipe say how it is drawn"))
        let lacking = try errors("bands = [\"z\", \"r\", \"g\"]", manifest: manifest)
        #expect(lacking.contains("row 1") && lacking.contains("has the bands g, i, r, but not z"), "\(lacking)")
        #expect(try errors("bands = [\"r\", \"g\"]", manifest: manifest).contains("bands must be three different"))
        #expect(try errors("stretch = \"lupton\"", manifest: manifest).contains("stretch needs bands"))
        #expect(!FileManager.default.fileExists(atPath: directory.file("bad")))
    }
}
