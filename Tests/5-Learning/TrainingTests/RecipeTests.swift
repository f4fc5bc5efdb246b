import Files
import Foundation
import Networks
import Testing
import Training
import TrainingSets

@Suite struct RecipeTests {
    @Test func anEmptyFileIsTheDefaultRecipe() throws {
        #expect(try RecipeFile.parse("", name: "empty.toml") == Recipe())
    }

    @Test func aFileChangesWhatItNames() throws {
        let recipe = try RecipeFile.parse(
            """
            seed = 7
            class_balance = "sampling"
            [network]
            backbone = "resnet50"
            [input]
            size = 128
            [[stage]]
            name = "head"
            freeze_through = "all"
            learning_rate = 1
            [[stage]]
            optimizer = "sgd"
            """, name: "r.toml")
        #expect(recipe.seed == 7)
        #expect(recipe.classBalance == .sampling)
        #expect(recipe.network.backbone == .resnet50)
        #expect(recipe.input == InputFrame(size: 128))
        #expect(recipe.stage.count == 2)
        #expect(recipe.stage[0].isHeadOnly)
        #expect(recipe.stage[0].learningRate == 1)
        #expect(recipe.stage[1].optimizer == .sgd)
        #expect(recipe.stage[1].batch == Stage().batch)
        #expect(recipe.augmentation == .paper)
    }

    @Test(arguments: [
        ("sede = 1", "line 1: unknown key 'sede'. Did you mean 'seed'?"),
        ("\n[[stage]]\nname = \"a\"\n\n[[stage]]\nlearnig_rate = 1", "line 6: unknown key 'learnig_rate' in stage 2"),
        ("[network]\nzzzzzz = 1", "Known keys: backbone, endpoint, origin, weights"),
        ("seed = \"one\"", "line 1: seed must be a number, not a text in quotes"),
        ("seed = 1.5", "line 1: seed must be a whole number"),
        ("seed = -1", "seed must be 0 or more"),
        ("[network]\nbackbone = \"xeption\"", "must be one of xception, xception_small"),
        ("[network]\norigin = \"torc\"", "origin must be empty or one of keras, torch"),
        ("[head]\ndropout = 1", "dropout must be 0 or more and below 1"),
        ("validation_fraction = 1", "validation_fraction must be 0 or more and below 1"),
        ("[[stage]]\nlearning_rate = nan", "line 2: stage 1 learning_rate must be a number"),
        ("label_smoothing = -inf", "line 1: label_smoothing must be a number"),
        ("seed = 9223372036854775807", "line 1: seed must be a number"),
        ("classes = [\"spiral\"]", "classes needs two names or more"),
        ("stage = []", "stage needs one stage or more"),
        ("[[stage]]\ncached_views = 2", "cached_views needs freeze_through"),
        ("[input]\nsise = 64", "sise"),
        ("[input]\nsize = 2", "size must lie in 8…4096"),
        ("[augmentation]\nrotate = 64", "rotate"),
        ("[soft_targets]\ncolumns = { votes = \"spiral\" }", "must name a vote column for each of the classes"),
        ("seed = ", "line 1"),
        ("seed = 1\n[.head]", "line 2: a table's name cannot begin with '.'"),
        ("[[#]]", "line 1: a table's name cannot begin with '#'"), ("[", "line 1"), ("[ ]", "line 1"),
        ("[[[stage]]", "line 1: a table's name cannot begin with '['"),
        ("[augmentation]\nzoom = [0.7,}1.3]", "line 2: a value is missing before '}'"),
        ("started = 2026-01-01", "date"),
        ("[recursion]\nround = 2", "line 2: unknown key 'round' in recursion. Did you mean 'rounds'?"),
        ("[recursion]\nchoice = \"surest\"", "line 2: recursion choice must be one of guarded, top"),
        ("[recursion]\nper_class = 0", "recursion: per_class must be 1 or more"),
        ("[recursion]\nper_class = 0.5", "line 2: recursion per_class must be a whole number"),
        ("[recursion]\nthreshold = 95", "recursion: threshold must lie in 0…1"),
    ])
    func mistakesAreNamed(_ text: String, _ message: String) throws {
        let error = #expect(throws: InputError.self) { try RecipeFile.parse(text, name: "bad.toml") }
        let description = error.map { "\($0)" } ?? ""
        #expect(description.hasPrefix("bad.toml: "))
        #expect(description.contains(message), "\(description)")
    }

    @Test func aMissingFileIsNamed() {
        let error = #expect(throws: InputError.self) { try RecipeFile.read("/nowhere/r.toml") }
        #expect(error?.file == "/nowhere/r.toml")
    }

    @Test func whatIsWrittenReadsTheSame() throws {
        var recipe = Recipe.demo
        recipe.name = "quotes \" and \\ and\nlines"
        recipe.softTargets.columns = ["Smooth Votes": "elliptical", "p": "spiral"]
        recipe.softTargets.useUnlabelled = true
        recipe.testTime.scales = [0.8, 1, 1.25]
        recipe.set = [SetRule(), SetRule()]
        recipe.set[1].column = "featured"
        recipe.input = InputFrame(size: 96, framing: .central(fraction: 0.5), isGrey: true)
        recipe.augmentation = .acrossSurveys
        let text = try RecipeFile.text(of: recipe)
        #expect(try RecipeFile.parse(text, name: "written.toml") == recipe, "\(text)")
    }

    /// Folder of the recipes that come with the program.
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "recipes").path

    @Test(arguments: [
        "demo", "demo_from_scratch", "paper_xception", "paper_recursive", "sample_inception_v3",
        "sample_efficientnet_lite",
    ])
    func theRecipesOfTheProgramAreRight(_ name: String) throws {
        let path = "\(Self.folder)/\(name).toml"
        let recipe = try RecipeFile.read(path)
        #expect(recipe.name == name)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for word in ["Command", "Hardware", "Time", "Score"] {
            #expect(text.contains("# \(word)"), "no \(word) in \(path)")
        }
    }

    /// The paper's recursion is that of the paper's networks.
    @Test func thePapersRecursionIsOneRoundOfTheMostProbable() throws {
        let recipe = try RecipeFile.read("\(Self.folder)/paper_recursive.toml")
        let recursion = try #require(recipe.recursion)
        #expect(recursion.models == 10 && recursion.rounds == 1 && recursion.choice == .top)
        #expect(recursion.perClass == 1000 && !recursion.rollsBack)
        var plain = recipe
        (plain.name, plain.recursion) = ("paper_xception", nil)
        #expect(try RecipeFile.read("\(Self.folder)/paper_xception.toml") == plain)
    }

    /// A recipe without the table is written without it; what the table leaves out has its default.
    @Test func recursionIsThereWhereItIsNamed() throws {
        let none = try RecipeFile.parse("", name: "r.toml")
        #expect(none.recursion == nil)
        #expect(try !RecipeFile.text(of: none).contains("recursion"))
        let some = try RecipeFile.parse("[recursion]\nrounds = 2\n", name: "r.toml")
        var expected = RecursionRecipe()
        expected.rounds = 2
        #expect(some.recursion == expected && expected.perClass == nil)
        #expect(try RecipeFile.parse(RecipeFile.text(of: some), name: "again.toml") == some)
        expected.perClass = 7
        let limited = try RecipeFile.parse("[recursion]\nrounds = 2\nper_class = 7\n", name: "r.toml")
        #expect(limited.recursion == expected)
        #expect(try RecipeFile.parse(RecipeFile.text(of: limited), name: "again.toml") == limited)
    }

    @Test func theDemonstrationsRecipeIsTheFile() throws {
        #expect(try RecipeFile.read("\(Self.folder)/demo.toml") == .demo)
        #expect(try RecipeFile.read("\(Self.folder)/demo_from_scratch.toml") == .demoFromScratch)
    }
}
