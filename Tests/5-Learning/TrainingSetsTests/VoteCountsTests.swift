import Files
import Manifests
import TestSupport
import Testing
import TrainingSets

@Suite struct VoteCountsTests {
    private func tree() throws -> QuestionTree {
        try QuestionTree([
            .init("shape", answers: ["smooth", "featured"]),
            .init("bar", answers: ["yes", "no"], after: ["shape_featured"]),
        ])
    }

    private func read(
        _ rows: String, _ cells: VoteCounts.Cells = .counts, more: String = "",
        columns: [String] = ["s", "f", "y", "n"]
    ) throws -> [[Double]?] {
        let directory = try TemporaryDirectory()
        let manifest = try Manifest.read(
            directory.write("m.csv", "id,file,s,f,y,n\(more)\n" + rows), requireLabels: false)
        return try VoteCounts(tree: tree(), columns: columns, cells: cells).counts(of: manifest)
    }

    /// Weighted votes are no whole numbers; a question whose cells are empty was not asked.
    @Test func numbersAreTakenAsTheyAre() throws {
        let found = try read("1,a,10,30,12,18\n2,b,3.5,36.25,,\n3,c,0,0,0,0\n4,d,,,,\n5,e,40,0,0,0\n")
        #expect(found == [[10, 30, 12, 18], [3.5, 36.25, 0, 0], nil, nil, [40, 0, 0, 0]])
    }

    /// As many are asked about bars as there were votes for featured.
    @Test func fractionsBecomeNumbers() throws {
        let rows = "1,a,0.25,0.75,0.5,0.5\n2,b,1,0,,\n"
        #expect(try read(rows, .fractionsStandingFor(40)) == [[10, 30, 15, 15], [40, 0, 0, 0]])
        let total = "1,a,0.25,0.75,0.5,0.5,20,6\n2,b,1,0,,,8,\n"
        #expect(
            try read(total, .fractionsOfFirst("total"), more: ",total,bars") == [[5, 15, 7.5, 7.5], [8, 0, 0, 0]])
        #expect(
            try read(total, .fractionsOf(["total", "bars"]), more: ",total,bars") == [[5, 15, 3, 3], [8, 0, 0, 0]])
    }

    /// Debiased fractions may sum to more than 1, and fractions without artifacts to less.
    @Test func fractionsNeverMakeMoreVotesThanThereWere() throws {
        let found = try read("1,a,0.8,0.8,,\n2,b,0.3,0.6,,\n", .fractionsStandingFor(40))
        #expect(found[0] == [20, 20, 0, 0])
        #expect(zip(found[1] ?? [], [12.0, 24, 0, 0]).allSatisfy { abs($0 - $1) < 1e-12 })
    }

    @Test(arguments: [
        ("2,b,-1,5,,", VoteCounts.Cells.counts, "s", "-1.0 votes: there are none below 0"),
        ("2,b,5,,,", .counts, "f", "the cell is empty, and others of the question 'shape' are not"),
        ("2,b,10,30,20,12", .counts, "y", "the question 'bar' has 32.0 votes, and 'f', after which it is asked, 30.0"),
        ("2,b,0.5,1.5,,", .fractionsStandingFor(40), "f", "1.5 is not a fraction from 0 to 1"),
        ("2,b,0.5,many,,", .fractionsStandingFor(40), "f", "'many' is not a number"),
    ])
    func mistakesAreNamedWithRowAndColumn(
        _ row: String, _ cells: VoteCounts.Cells, _ column: String, _ problem: String
    ) throws {
        let error = #expect(throws: InputError.self) { try read("1,a,0.5,0.5,0.1,0.1\n\(row)\n", cells) }
        #expect(error?.row == 2 && error?.column == column)
        #expect(error?.problem == problem)
    }

    @Test func fractionsNeedTheirNumber() throws {
        let error = #expect(throws: InputError.self) {
            try read("1,a,0.5,0.5,,,\n", .fractionsOfFirst("total"), more: ",total")
        }
        #expect(error?.column == "total" && error?.row == 1)
    }

    /// Rounding of weighted votes is no mistake.
    @Test func aQuestionMayHaveHalfAVoteAndAHundredthMore() throws {
        #expect(try read("1,a,10,30,12,18.8\n") == [[10, 30, 12, 18.8]])
    }

    @Test func aMissingColumnIsNamedWithThoseThatThereAre() throws {
        let error = #expect(throws: InputError.self) {
            try read("1,a,1,2,3,4\n", columns: ["s", "f", "bar_yes", "bar_no"])
        }
        #expect(error?.problem.contains("no column 'bar_yes' with votes (and 1 more") == true)
        #expect(error?.remedy?.hasPrefix("The columns are: id, file, s, f, y, n. ") == true)
    }
}
