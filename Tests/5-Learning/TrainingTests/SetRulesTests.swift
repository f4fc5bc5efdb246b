import Files
import Manifests
import Tables
import Testing
import Training
import TrainingSets

/// Which galaxies a recipe's `[[set]]` rules leave, and which rule each falls under.
@Suite struct SetRulesTests {
    private let columns = [
        Column("id", .string(["a", "b", "c", "d", "e", "f"])),
        Column("file", .string(["a.png", "b.png", "c.png", "d.png", "e.png", "f.png"])),
        Column("featured", .double([0.9, 0.4, .nan, 0.5, 0.1, 0.7])),
    ]

    private func rule(
        manifest: String = "", label: String = "", column: String = "", minimum: Double = 0
    ) -> SetRule {
        var rule = SetRule()
        rule.manifest = manifest
        rule.label = label
        rule.column = column
        rule.minimum = minimum
        return rule
    }

    /// The galaxies left of six, the first three spirals and the others ellipticals: id and number of the rule.
    private func apply(_ rules: [SetRule], path: String = "sets/kids.csv") throws -> [String] {
        var recipe = Recipe()
        recipe.set = rules
        let manifest = try MadeUp.manifest(columns, path: path)
        let galaxies = manifest.rows.enumerated().map { index, row in
            Galaxy(row: row, label: index < 3 ? 0 : 1, target: Target(shares: index < 3 ? [1, 0] : [0, 1]))
        }
        return try SetRules(recipe).apply(to: galaxies, of: manifest).map { galaxy in
            "\(galaxy.row.id)\(galaxy.rule.map { "\($0)" } ?? "")"
        }
    }

    @Test func withoutRulesAllStay() throws {
        #expect(try apply([]) == ["a", "b", "c", "d", "e", "f"])
    }

    @Test func theFirstRuleThatFitsCounts() throws {
        #expect(
            try apply([rule(label: "elliptical"), rule()]) == ["a1", "b1", "c1", "d0", "e0", "f0"])
        #expect(try apply([rule(), rule(label: "elliptical")]) == ["a0", "b0", "c0", "d0", "e0", "f0"])
        #expect(try apply([rule(label: "spiral")]) == ["a0", "b0", "c0", "d", "e", "f"])
    }

    @Test func aRuleIsForManifestsWhosePathHoldsItsText() throws {
        let rules = [rule(manifest: "kids"), rule(manifest: "des", label: "spiral")]
        #expect(try apply(rules) == ["a0", "b0", "c0", "d0", "e0", "f0"])
        #expect(try apply(rules, path: "sets/des.csv") == ["a1", "b1", "c1", "d", "e", "f"])
        #expect(try apply(rules, path: "sets/other.csv") == ["a", "b", "c", "d", "e", "f"])
    }

    /// A row that its own rule leaves out is not taken up by a later one.
    @Test func aRowBelowTheLeastValueOrWithoutOneIsLeftOut() throws {
        #expect(try apply([rule(column: "featured", minimum: 0.5)]) == ["a0", "d0", "f0"])
        #expect(
            try apply([rule(label: "spiral", column: "featured", minimum: 0.5), rule()]) == ["a0", "d1", "e1", "f1"])
        #expect(
            try apply([rule(label: "elliptical", column: "featured", minimum: 0.6)]) == ["a", "b", "c", "f0"])
    }

    @Test func aColumnThatIsNotThereIsNamed() throws {
        let error = #expect(throws: InputError.self) { try apply([rule(column: "smooth")]) }
        #expect(error.map { "\($0)" }?.contains("smooth") == true)
        // A rule that fits no row of a manifest asks nothing of it.
        #expect(try apply([rule(manifest: "des", column: "smooth")]).count == 6)
    }
}
