import Files
import Manifests
import Tables
import Testing
import Training
import TrainingSets

/// What galaxies are trained towards: labels, votes, or both.
@Suite struct TargetReaderTests {
    /// Rows: labelled with votes, labelled without, unlabelled with votes, unlabelled without.
    private func manifest(labels: Bool = true, votes: Bool = true) throws -> Manifest {
        var columns = [
            Column("id", .string(["a", "b", "c", "d"])),
            Column("file", .string(["a.png", "b.png", "c.png", "d.png"])),
        ]
        if labels { columns.append(Column("label", .string(["elliptical", "spiral", "", ""]))) }
        if votes {
            columns.append(Column("featured", .double([0.6, .nan, 0.1, 0])))
            columns.append(Column("smooth", .double([0.2, .nan, 0.3, 0])))
        }
        return try MadeUp.manifest(columns)
    }

    private func read(_ manifest: Manifest, soft: Bool, useUnlabelled: Bool = false) throws -> [Galaxy] {
        var recipe = Recipe()
        if soft { recipe.softTargets.columns = ["featured": "spiral", "smooth": "elliptical"] }
        recipe.softTargets.useUnlabelled = useUnlabelled
        return try TargetReader(recipe).galaxies(of: manifest)
    }

    @Test func labelsAloneGiveWholeTargets() throws {
        let galaxies = try read(manifest(), soft: false)
        #expect(galaxies.map(\.row.id) == ["a", "b"])
        #expect(galaxies.map(\.label) == [1, 0])
        #expect(galaxies.map(\.target.shares) == [[0, 1], [1, 0]])
    }

    /// The label stays what the manifest says, whatever the votes favour; a row without votes counts with its label.
    @Test func votesAreShares() throws {
        let galaxies = try read(manifest(), soft: true)
        #expect(galaxies.map(\.row.id) == ["a", "b"])
        #expect(galaxies.map(\.label) == [1, 0])
        let shares = [0.6, 0.2].map { Float($0 / 0.8) }
        #expect(galaxies.map(\.target.shares) == [shares, [1, 0]])
    }

    @Test func anUnlabelledGalaxyIsOfTheClassWithMostVotes() throws {
        let galaxies = try read(manifest(), soft: true, useUnlabelled: true)
        #expect(galaxies.map(\.row.id) == ["a", "b", "c"])
        #expect(galaxies[2].label == 1)
        #expect(galaxies[2].target.shares == [0.25, 0.75])
        #expect(try read(manifest(labels: false), soft: true, useUnlabelled: true).map(\.row.id) == ["a", "c"])
    }

    @Test func aManifestWithoutVotesCountsWithItsLabels() throws {
        #expect(try read(manifest(votes: false), soft: true).map(\.target.shares) == [[0, 1], [1, 0]])
        #expect(throws: InputError.self) { try read(manifest(labels: false, votes: false), soft: true) }
    }

    /// Numbers of votes are kept beside the shares.
    @Test func whatVolunteersSaidKeepsHowManyTheyWere() throws {
        let manifest = try MadeUp.manifest([
            Column("id", .string(["a", "b", "c"])), Column("file", .string(["a.png", "b.png", "c.png"])),
            Column("label", .string(["spiral", "spiral", "elliptical"])),
            Column("featured", .double([30, 0.5, .nan])), Column("smooth", .double([10, 0.5, .nan])),
        ])
        let galaxies = try read(manifest, soft: true)
        #expect(
            galaxies.map(\.target) == [
                Target(shares: [0.75, 0.25], votes: 40), Target(shares: [0.5, 0.5]), Target(shares: [0, 1]),
            ])
    }
}
