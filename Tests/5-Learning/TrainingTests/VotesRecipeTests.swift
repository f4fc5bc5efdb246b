import Files
import Foundation
import Manifests
import Networks
import TestSupport
import Testing
import Training
import TrainingSets

@Suite struct VotesRecipeTests {
    private static let good = """
        [head]
        kind = "votes"
        [votes]
        tree = "gz2"
        only = ["smooth-or-featured"]
        cells = "fractions"
        stand_for = 40
        columns = { smooth-or-featured_featured-or-disk = "featured_fraction" }
        classes = { smooth-or-featured_featured-or-disk = "spiral", smooth-or-featured_smooth = "elliptical" }
        """

    @Test func aRecipeNamesTreeColumnsAndClasses() throws {
        let recipe = try RecipeFile.parse(Self.good, name: "r.toml")
        #expect(recipe.head.kind == .votes)
        let scheme = try #require(try recipe.voteScheme())
        #expect(scheme.tree.questions.count == 1 && scheme.answersOfClass == [[1], [0]])
        let counts = recipe.votes.counts(scheme.tree)
        #expect(
            counts.columns == [
                "smooth-or-featured_smooth_fraction", "featured_fraction", "smooth-or-featured_artifact_fraction",
            ])
        #expect(counts.meaning.contains("40 votes"))
    }

    /// A run keeps the questions, so that it depends on no file.
    @Test func whatIsWrittenHoldsTheQuestions() throws {
        let recipe = try RecipeFile.parse(Self.good, name: "r.toml")
        let text = try RecipeFile.text(of: recipe)
        #expect(text.contains("[[votes.question]]"))
        let moved = text.replacing("tree = \"gz2\"", with: "tree = \"gone.toml\"")
        let read = try RecipeFile.parse(text, name: "run/recipe.toml")
        #expect(read == recipe)
        #expect(try RecipeFile.parse(moved, name: "run/recipe.toml").voteScheme() == recipe.voteScheme())
    }

    @Test func aPatternNamesTheColumns() throws {
        var votes = VotesRecipe()
        let tree = try #require(try QuestionTreeFile.shipped("gz_decals"))
        #expect(votes.counts(tree).columns[3] == "disk-edge-on_yes")
        votes.pattern = "{question}-dr5_{answer}"
        #expect(votes.counts(tree).columns[3] == "disk-edge-on-dr5_yes")
        votes.cells = .fractions
        votes.pattern = ""
        votes.total = "{question}_total-votes"
        #expect(votes.counts(tree).columns[3] == "disk-edge-on_yes_fraction")
        #expect(votes.counts(tree).allColumns.suffix(10).first == "smooth-or-featured_total-votes")
        votes.total = "votes"
        #expect(votes.counts(tree).allColumns.last == "votes")
    }

    @Test(arguments: ["euclid", "gz2", "gz_decals", "gz_desi"])
    func theTreesOfTheProgramAreRight(_ name: String) throws {
        #expect(QuestionTreeFile.names.contains(name))
        let tree = try #require(try QuestionTreeFile.shipped(name))
        #expect(
            tree.answers[0] == "smooth-or-featured_smooth" && tree.answers[1] == "smooth-or-featured_featured-or-disk")
        #expect(tree.questions.count { $0.after.isEmpty } == 1)
        #expect(tree.answers.count == ["euclid": 46, "gz2": 30, "gz_decals": 34, "gz_desi": 34][name])
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/5-Learning/Training/Trees/\(name).toml").path
        #expect(try QuestionTreeFile.read(file) == tree)
        #expect(try (QuestionTreeFile.published(name) != nil) == (name == "gz_desi"))
    }

    @Test func aTreeMayLieBesideTheRecipe() throws {
        let directory = try TemporaryDirectory()
        try directory.write(
            "own.toml", "name = \"own\"\n[[question]]\nname = \"shape\"\nanswers = [\"spiral\", \"elliptical\"]\n")
        let recipe = try RecipeFile.read(
            directory.write(
                "r.toml",
                "[head]\nkind = \"votes\"\n[votes]\ntree = \"own.toml\"\n[votes.classes]\nshape_spiral = \"spiral\"\n"
                    + "shape_elliptical = \"elliptical\"\n"))
        #expect(try recipe.voteScheme()?.tree.answers == ["shape_spiral", "shape_elliptical"])
        for (text, message) in [
            (
                "[[question]]\nname = \"q\"\nanswer = []",
                "line 3: unknown key 'answer' in question 1. Did you mean 'answers'?"
            ),
            ("", "it has no question"), ("[[question]]\nname = 1", "line 2: question 1 name must be a text in quotes"),
        ] {
            let path = try directory.write("bad.toml", text)
            let error = #expect(throws: InputError.self) { try QuestionTreeFile.read(path) }
            #expect(
                error?.file == path && error?.problem.contains("\(message)".prefix(30)) == true,
                "\(error?.problem ?? "")")
        }
    }

    @Test(arguments: [
        ("kind = \"votes\"", "kind = \"voting\"", "line 2: head kind must be one of classes, votes"),
        (
            "tree = \"gz2\"", "tree = \"gz3\"",
            "there is no question tree 'gz3'. Give the path of a file, or one of euclid, gz2"
        ),
        ("tree = \"gz2\"", "", "votes.tree names no question tree"),
        ("only = [\"smooth-or-featured\"]", "only = [\"bar\"]", "asked after 'disk-edge-on_no', which is no answer"),
        ("only = [\"smooth-or-featured\"]", "only = [\"bars\"]", "there is no question 'bars'"),
        ("stand_for = 40", "", "must say how many votes the fractions are of"),
        ("stand_for = 40", "stand_for = 40\ntotal = \"n\"", "must say how many votes the fractions are of"),
        ("cells = \"fractions\"", "", "are for cells = \"fractions\""),
        ("cells = \"fractions\"", "cells = \"shares\"", "line 6: votes cells must be one of counts, fractions"),
        ("stand_for = 40", "stand_for = -1", "must be 0 or more"),
        ("stand_for = 40", "stand_for = 40\nnumber = 3", "unknown key 'number' in votes"),
        ("stand_for = 40", "stand_for = 40\npattern = \"{answer}\"", "must hold {question} and {answer}"),
        ("columns = { smooth", "columns = { rough", "names 'rough-or-featured_featured-or-disk', which is no answer"),
        (" = \"spiral\",", " = \"elliptical\",", "no answer speaks for the class 'spiral'"),
        ("[head]", "class_balance = \"weights\"\n[head]", "class_balance must be \"none\" for votes"),
        ("[head]", "label_smoothing = 0.1\n[head]", "label_smoothing must be 0 for votes"),
        (
            "[head]", "[soft_targets]\ncolumns = { a = \"spiral\", b = \"elliptical\" }\n[head]",
            "soft_targets are for head.kind = \"classes\""
        ),
    ])
    func mistakesAreNamed(_ text: String, _ instead: String, _ message: String) throws {
        #expect(Self.good.contains(text))
        let error = #expect(throws: InputError.self) {
            try RecipeFile.parse(Self.good.replacing(text, with: instead), name: "bad.toml")
        }
        let description = error.map { "\($0)" } ?? ""
        #expect(description.hasPrefix("bad.toml: ") && description.contains(message), "\(description)")
    }

    /// A galaxy is of the class that its label says, or its votes; of none where they say nothing of a class.
    @Test func targetsAreCounts() throws {
        let recipe = try RecipeFile.parse(Self.good, name: "r.toml")
        let directory = try TemporaryDirectory()
        let manifest = try Manifest.read(
            directory.write(
                "m.csv",
                """
                id,file,label,smooth-or-featured_smooth_fraction,featured_fraction,smooth-or-featured_artifact_fraction
                a,a.png,,0.25,0.5,0.25
                b,b.png,elliptical,0,1,0
                c,c.png,,0,0,1
                d,d.png,spiral,,,
                """), requireLabels: false)
        let galaxies = try TargetReader(recipe).galaxies(of: manifest)
        #expect(galaxies.map(\.row.id) == ["a", "b", "c"])
        #expect(galaxies.map(\.label) == [0, 1, nil])
        #expect(galaxies.map(\.target.counts) == [[10, 20, 10], [0, 40, 0], [0, 0, 40]])
    }
}
