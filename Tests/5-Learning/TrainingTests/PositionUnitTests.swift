import Files
import Manifests
import Process
import Sky
import Tables
import TestSupport
import Testing
import Training
import TrainingSets

@Suite struct PositionUnitTests {
    /// Galaxies 10 arcsec apart, each in two rows half an arcsecond apart. Were radians or hours taken for degrees, all would
    /// be one chain, and there would be nothing to part.
    @Test(arguments: [("deg", 1), ("rad", 180 / Double.pi), ("hourangle", 15)])
    func splitsHeedTheUnitOfPositions(unit: String, degrees: Double) throws {
        let folder = try TemporaryDirectory()
        let ra = (0..<80).map { row in (150 + (Double(row / 2) * 10 + Double(row % 2) / 2) / 3600) / degrees }
        let path = folder.file("manifest.fits")
        try TableFile.write(
            Table(columns: [
                Column("id", .string((0..<80).map { "g\($0)" })), Column("file", .string((0..<80).map { "\($0).jpg" })),
                Column("label", .string((0..<80).map { $0 / 2 % 2 == 0 ? "spiral" : "elliptical" })),
                Column("ra", .double(ra), unit: unit),
                Column("dec", .double(ra.map { _ in 0 }), unit: "deg"),
            ]), to: path)
        let data = try TrainingData.read(
            manifests: [path], recipe: Recipe(), skipsUnreadable: false, progress: ProgressReporter(isQuiet: true)
        ) { _, _ in [] }
        let validation = Set(data.split.validation)
        #expect(validation.count >= 4 && validation.count <= 40 && validation.count % 2 == 0)
        for row in stride(from: 0, to: 80, by: 2) {
            #expect(validation.contains(row) == validation.contains(row + 1), "rows \(row) and \(row + 1)")
        }
        // Rules that fit nothing are told.
        var recipe = Recipe()
        recipe.set = [SetRule(), SetRule()]
        recipe.set[0].manifest = "zzz"
        let (_, notices) = try Notice.collect {
            try TrainingData.read(
                manifests: [path], recipe: recipe, skipsUnreadable: false, progress: ProgressReporter(isQuiet: true)
            ) { _, _ in [] }
        }
        #expect(notices == ["[[set]] 1 of the recipe fits no row that is used: manifest = 'zzz'"])
        // The run's record is in degrees.
        let record = folder.file("galaxies.csv")
        try data.write(to: record, classes: Recipe().classes)
        let seen = try SeenGalaxies(record)
        #expect(seen.rows.count == 80)
        let last = seen.rows[79].position?.ra.degrees ?? 0
        let wanted: Double = 150 + 390.5 / 3600
        #expect(abs(last - wanted) < 1e-9)
    }
}
