import Files
import Foundation
import Manifests
import TestSupport
import Testing
import TrainingSets

@Suite struct VoteColumnsTests {
    private let votes = VoteColumns(["smooth_fraction": "elliptical", "featured_fraction": "spiral"])

    private func manifest(_ text: String) throws -> Manifest {
        let directory = try TemporaryDirectory()
        return try Manifest.read(directory.write("m.csv", text), requireLabels: false)
    }

    @Test func sharesLeaveArtifactsOut() throws {
        let manifest = try manifest(
            """
            id,file,smooth_fraction,featured_fraction,artifact_fraction
            1,a,0.25,0.75,0
            2,b,0.2,0.2,0.6
            3,c,,0.5,0
            4,d,0,0,1
            """)
        let shares = try votes.shares(of: manifest, classes: .standard)
        #expect(shares == [[0.75, 0.25], [0.5, 0.5], nil, nil])
    }

    @Test func severalColumnsMaySpeakForOneClass() throws {
        let manifest = try manifest("id,file,p_cw,p_acw,p_el\n1,a,0.25,0.25,0.5\n")
        let votes = VoteColumns(["p_cw": "spiral", "p_acw": "spiral", "p_el": "elliptical"])
        #expect(try votes.shares(of: manifest, classes: .standard) == [[0.5, 0.5]])
    }

    @Test func mistakesAreNamed() throws {
        let bad = try manifest("id,file,smooth_fraction,featured_fraction\n1,a,0.5,0.5\n2,b,38,0.5\n")
        let fraction = #expect(throws: InputError.self) { try votes.shares(of: bad, classes: .standard) }
        #expect(fraction?.row == 2)
        #expect(fraction?.column == "smooth_fraction")
        let missing = try manifest("id,file,smooth_fraction\n1,a,0.5\n")
        let column = #expect(throws: InputError.self) { try votes.shares(of: missing, classes: .standard) }
        #expect(column?.problem == "there is no column 'featured_fraction'")
        let stranger = VoteColumns(["smooth_fraction": "ring"])
        #expect(throws: InputError.self) { try stranger.shares(of: missing, classes: .standard) }
        let half = VoteColumns(["smooth_fraction": "elliptical"])
        let silent = #expect(throws: InputError.self) { try half.shares(of: missing, classes: .standard) }
        #expect(silent?.problem == "no vote column speaks for the class 'spiral'")
    }

    @Test func codesAsAPlainMapping() throws {
        let data = try JSONEncoder().encode(votes)
        #expect(try JSONDecoder().decode(VoteColumns.self, from: data) == votes)
        #expect(try JSONDecoder().decode([String: String].self, from: data) == votes.classOfColumn)
    }
}
