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
        let found = try votes.votes(of: manifest, classes: .standard)
        #expect(found.map { $0?.shares } == [[0.75, 0.25], [0.5, 0.5], nil, nil])
        #expect(found.allSatisfy { $0?.count == nil })
    }

    /// A row of numbers keeps how many they were; one vote alone cannot be told from a fraction.
    @Test func wholeVotesKeepTheirNumber() throws {
        let manifest = try manifest(
            """
            id,file,smooth_fraction,featured_fraction,artifact_fraction
            1,a,9,27,4
            2,b,0,2,0
            3,c,1,0,5
            4,d,0,0,40
            5,e,38,,2
            """)
        let found = try votes.votes(of: manifest, classes: .standard)
        #expect(found.map { $0?.shares } == [[0.75, 0.25], [1, 0], [0, 1], nil, nil])
        #expect(found.map { $0?.count } == [36, 2, nil, nil, nil])
        for bad in ["-1,5", "2.5,4", "2,-0.5", "-0.1,0.9"] {
            let manifest = try self.manifest("id,file,smooth_fraction,featured_fraction\n1,a,\(bad)\n")
            #expect(throws: InputError.self) { try votes.votes(of: manifest, classes: .standard) }
        }
    }

    @Test func severalColumnsMaySpeakForOneClass() throws {
        let manifest = try manifest("id,file,p_cw,p_acw,p_el\n1,a,0.25,0.25,0.5\n")
        let votes = VoteColumns(["p_cw": "spiral", "p_acw": "spiral", "p_el": "elliptical"])
        #expect(try votes.votes(of: manifest, classes: .standard) == [Votes(shares: [0.5, 0.5], count: nil)])
    }

    @Test func mistakesAreNamed() throws {
        let bad = try manifest("id,file,smooth_fraction,featured_fraction\n1,a,0.5,0.5\n2,b,38,0.5\n")
        let fraction = #expect(throws: InputError.self) { try votes.votes(of: bad, classes: .standard) }
        #expect(fraction?.row == 2)
        #expect(fraction?.column == "smooth_fraction")
        let missing = try manifest("id,file,smooth_fraction\n1,a,0.5\n")
        let column = #expect(throws: InputError.self) { try votes.votes(of: missing, classes: .standard) }
        #expect(column?.problem == "there is no column 'featured_fraction'")
        let stranger = VoteColumns(["smooth_fraction": "ring"])
        #expect(throws: InputError.self) { try stranger.votes(of: missing, classes: .standard) }
        let half = VoteColumns(["smooth_fraction": "elliptical"])
        let silent = #expect(throws: InputError.self) { try half.votes(of: missing, classes: .standard) }
        #expect(silent?.problem == "no vote column speaks for the class 'spiral'")
    }

    @Test func codesAsAPlainMapping() throws {
        let data = try JSONEncoder().encode(votes)
        #expect(try JSONDecoder().decode(VoteColumns.self, from: data) == votes)
        #expect(try JSONDecoder().decode([String: String].self, from: data) == votes.classOfColumn)
    }
}
