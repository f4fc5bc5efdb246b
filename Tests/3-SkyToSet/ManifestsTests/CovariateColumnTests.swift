import Files
import Foundation
import Manifests
import Tables
import Testing

@Suite struct CovariateColumnTests {
    private func values(
        _ columns: [Column], _ names: GalaxyColumnNames = GalaxyColumnNames()
    ) throws -> (magnitudes: [Double], radii: [Double], names: [String]) {
        let table = Table(columns: columns)
        let found = try CovariateColumns(in: columns.map(\.info), path: "m.csv", names: names)
        let (magnitudes, radii) = try found.values(of: table)
        return (magnitudes, radii, found.names)
    }

    private func column(_ name: String, _ values: [Double], unit: String? = nil) -> Column {
        Column(ColumnInfo(name, .double, unit: unit), .double(values))
    }

    /// A magnitude of each survey under its own name, and a radius that is Petrosian whatever the survey measures.
    @Test func surveysAreReadByTheirOwnNames() throws {
        let sdss = try values([column("PETROMAG_R", [16.5]), column("petroRad_r", [6.0])])
        #expect(sdss.magnitudes == [16.5] && abs(sdss.radii[0] - 6) < 1e-9)
        let des = try values([
            column("MAG_AUTO_G", [18]), column("MAG_AUTO_R", [17]), column("KRON_RADIUS", [3.5]),
            column("A_IMAGE", [8]),
        ])
        #expect(des.magnitudes == [17] && abs(des.radii[0] - 3.5 * 8 * 0.263 / 1.775) < 1e-9)
        #expect(des.names == ["MAG_AUTO_R", "KRON_RADIUS", "A_IMAGE"])
        let legacy = try values([column("dered_mag_r", [17.2]), column("shape_r", [2])])
        #expect(legacy.magnitudes == [17.2] && abs(legacy.radii[0] - 3.82) < 1e-9)
        let own = try values([column("magnitude", [15]), column("petroMag_r", [14]), column("radius_arcsec", [4])])
        #expect(own.magnitudes == [15] && own.radii == [4])
    }

    /// In a match of two surveys each galaxy has the columns of the survey that its image is from.
    @Test func aMatchIsReadByEachRowsSurvey() throws {
        let columns = [
            column("petroMag_g", [17, 17, 17, 17]), column("petroMag_r", [16, 16, 16, 16]),
            column("petroRad_r", [6, 6, 6, 6]), column("MAG_AUTO_G", [16.5, 16.5, 16.5, 16.5]),
            column("MAG_AUTO_R", [15.9, 15.9, 99, 15.9]), column("KRON_RADIUS", [3.5, 3.5, 3.5, 3.5]),
            column("A_IMAGE", [8, 8, 8, 8]),
        ]
        let found = try CovariateColumns(in: columns.map(\.info), path: "m.csv", names: GalaxyColumnNames())
        let surveys = ["SDSS", "DES", "des", nil]
        let (magnitudes, radii) = try found.values(of: Table(columns: columns), surveys: surveys)
        #expect(magnitudes[0] == 16 && magnitudes[1] == 15.9 && magnitudes[2].isNaN && magnitudes[3] == 16)
        let kron = 3.5 * 8 * 0.263 / 1.775
        #expect(abs(radii[0] - 6) < 1e-9 && abs(radii[1] - kron) < 1e-9 && radii[3].isNaN)
        let colours = try found.colours(of: Table(columns: columns), surveys: surveys)
        #expect(colours[0] == 1 && abs(colours[1] - 0.6) < 1e-9 && colours[2].isNaN)
        #expect(Set(found.names) == ["petroMag_r", "petroRad_r", "MAG_AUTO_R", "KRON_RADIUS", "A_IMAGE"])
        let other = try values([column("gKronMag", [17]), column("rKronMag", [16])])
        #expect(other.names == ["rKronMag"])
    }

    @Test func whatIsMissingIsNotInvented() throws {
        let found = try values([
            column("petroMag_r", [-9999, 99, .nan, 16]), column("petroRad_r", [-9999, 0, .nan, 5]),
        ])
        #expect(found.magnitudes[..<3].allSatisfy(\.isNaN) && found.magnitudes[3] == 16)
        #expect(found.radii[..<3].allSatisfy(\.isNaN) && abs(found.radii[3] - 5) < 1e-9)
        let none = try values([column("x", [1, 2])])
        #expect(none.magnitudes.allSatisfy(\.isNaN) && none.radii.allSatisfy(\.isNaN) && none.names.isEmpty)
    }

    @Test func otherColumnsCanBeNamed() throws {
        let columns = [column("petroMag_r", [16]), column("brightness", [12]), column("extent", [3])]
        let found = try values(columns, GalaxyColumnNames(magnitude: "Brightness", size: "extent"))
        #expect(found.magnitudes == [12] && found.radii == [3])
        let error = #expect(throws: InputError.self) {
            try values(columns, GalaxyColumnNames(magnitude: "bright"))
        }
        #expect(error?.description.contains("there is no column 'bright'") == true)
    }
}
