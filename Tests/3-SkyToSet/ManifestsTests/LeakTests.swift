import Files
import Manifests
import Sky
import Tables
import TestSupport
import Testing

@Suite struct LeakTests {
    private func row(_ id: String, file: String? = nil) -> Manifest.Row {
        Manifest.Row(id: id, file: file ?? "\(id).jpg", row: 1, manifest: "m.csv")
    }

    /// Three rows in a chain of 0.8 arcsec steps are one galaxy, though its ends are 1.6 arcsec apart.
    @Test func chainsAreOneGalaxy() throws {
        let rows = try (0..<3).map { step in
            let ra = 359.9998 + Double(step) * 0.8 / 3600
            return Manifest.Row(
                id: "\(step)", file: "\(step)",
                position: try SkyCoordinate(ra: Angle(degrees: ra > 360 ? ra - 360 : ra), dec: Angle(degrees: 0)),
                row: step, manifest: "m.csv")
        }
        #expect(GalaxyGroups(rows).groups == [0, 0, 0])
        #expect(GalaxyGroups([rows[0], rows[2]]).groups == [0, 1])
        #expect(GalaxyGroups([]).count == 0)
    }

    @Test func leaksBetweenSetsAreListed() throws {
        func placed(_ id: String, _ ra: Double) throws -> Manifest.Row {
            Manifest.Row(
                id: id, file: id, position: try SkyCoordinate(ra: Angle(degrees: ra), dec: Angle(degrees: 89.9)),
                row: 1, manifest: "m.csv")
        }
        let train = try [placed("a", 10), placed("b", 20), row("c"), row("d", file: "same.jpg")]
        let test = try [
            placed("x", 10.05), placed("y", 10.5), placed("b", 20.5), row("c", file: "other"),
            row("z", file: "same.jpg"), row("fresh"),
        ]
        let leaks = Leak.find(training: train, test: test)
        #expect(leaks.map(\.test.id) == ["x", "b", "c", "z"])
        #expect(leaks.map(\.training.id) == ["a", "b", "c", "d"])
        #expect(leaks.map(\.sharing) == [.position, .id, .id, .file])
        #expect(leaks[0].separation != nil && leaks[2].separation == nil)
    }

    /// Positions are compared in degrees, whatever unit the manifests have them in.
    @Test(arguments: ["deg", "rad", "hourangle", "arcsec"])
    func unitsAreHeeded(unit: String) throws {
        let folder = try TemporaryDirectory()
        let degrees = ["deg": 1, "rad": 180 / Double.pi, "hourangle": 15, "arcsec": 1 / 3600.0]
        let (raUnit, decUnit) = (try #require(degrees[unit]), unit == "hourangle" ? 1 : try #require(degrees[unit]))
        let path = folder.file("training.fits")
        // The first two are 0.5 arcsec apart.
        let (ra, dec) = ([150.0, 150.0, 210.0, 20.0], [2.0, 2 + 0.5 / 3600, -30, 2])
        try TableFile.write(
            Table(columns: [
                Column("id", .string(["a", "b", "c", "d"])), Column("file", .string(["1", "2", "3", "4"])),
                Column("ra", .double(ra.map { $0 / raUnit }), unit: unit),
                Column("dec", .double(dec.map { $0 / decUnit }), unit: unit == "hourangle" ? "deg" : unit),
            ]), to: path)
        let training = try Manifest.read(path, requireLabels: false).rows
        #expect(GalaxyGroups(training).groups == [0, 0, 1, 2])
        let test = try Manifest.read(
            folder.write("test.csv", "id,file,ra,dec\nx,5,210.0001,-30\ny,6,2.618,0.0349\n"), requireLabels: false)
        let leaks = Leak.find(training: training, test: test.rows)
        #expect(leaks.map(\.training.id) == ["c"] && leaks.map(\.test.id) == ["x"])
    }
}
