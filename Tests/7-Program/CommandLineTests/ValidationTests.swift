import Foundation
import TestSupport
import Testing

/// `train --validation`: a table of one's own, and one that shares galaxies with those that are trained on.
@Suite struct ValidationTests {
    private let sky: SmallSky

    init() throws { sky = try SmallSky(count: 6) }

    /// Rows of a manifest with positions: number of the picture, identifier, declination.
    private func manifest(_ name: String, _ rows: [(picture: Int, id: String, dec: Double)]) throws -> String {
        let lines = rows.map {
            "\($0.id),\($0.picture).jpg,\($0.picture % 2 == 0 ? "spiral" : "elliptical"),150,\($0.dec)"
        }
        return try sky.manifest(name, (["id,file,label,ra,dec"] + lines).joined(separator: "\n") + "\n")
    }

    private func train(_ validation: String) throws -> Program.Outcome {
        let training = try manifest("training.csv", (0..<8).map { ($0, "g\($0)", Double($0)) })
        return try Program.run(sky.training("run", manifest: training) + ["--validation", validation])
    }

    @Test func aTableOfOnesOwn() throws {
        let outcome = try train(manifest("own.csv", (8..<12).map { ($0, "g\($0)", Double($0)) }))
        #expect(outcome.status == 0, "\(outcome.errors)")
        let galaxies = try String(contentsOfFile: sky.file("run/galaxies.csv"), encoding: .utf8)
        #expect(galaxies.components(separatedBy: ",validation").count == 5)
    }

    @Test(arguments: [
        ((8, "g3", 3.0001), "'g3' is 'g3' of "),
        ((9, "other", 3 + 0.4 / 3600), "'other' lies 0.40 arcsec from 'g3' of "),
        ((3, "other", 40.0), "3.jpg already stands in "),
    ])
    func sharedGalaxiesAreRefusedWithBothRows(_ row: (Int, String, Double), _ words: String) throws {
        let outcome = try train(manifest("shared.csv", [(10, "g10", 10), row]))
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("shared.csv, row 2"), "\(outcome.errors)")
        #expect(outcome.errors.contains(words) && outcome.errors.contains("training.csv, row 4"), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: sky.file("run")))
    }

    /// The sets of `select` have no pictures: those come from `cutouts` or `fetch`.
    @Test func setsWithoutPicturesAreTold() throws {
        let outcome = try train(try sky.manifest("validation.csv", "id,survey,ra,dec,label\n1,sdss,10,2,spiral\n"))
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("validation.csv") && outcome.errors.contains("cutouts"), "\(outcome.errors)")
    }
}
