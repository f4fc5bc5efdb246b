import Files
import Foundation
import Process
import Tables
import TestSupport
import Testing
import Torch
import Training

/// What a run's folder may lose, and what it must be made of. Serialised: the number of threads is the process's.
@Suite(.serialized) struct RunFolderTests {
    private let quiet = ProgressReporter(isQuiet: true)
    private let set: SmallSet

    init() throws { set = try SmallSet(count: 8) }

    /// The shortest run: the head alone, one epoch.
    private var recipe: Recipe {
        var recipe = SmallSet.recipe
        recipe.stage = [recipe.stage[0]]
        recipe.stage[0].epochs = 1
        recipe.stage[0].cachedViews = 0
        return recipe
    }

    private func bytes(_ path: String) throws -> [UInt8] { try ByteReader.contents(of: path) }

    private func contents(_ folder: String) throws -> [String: [UInt8]] {
        var contents: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            contents[name] = try bytes("\(folder)/\(name)")
        }
        return contents
    }

    @Test(arguments: ["galaxies.csv", "log.txt", "recipe.toml", "metrics.csv", "weights.safetensors"])
    func aFileThatNoRunWroteStays(_ name: String) throws {
        try FileManager.default.createDirectory(
            atPath: set.directory.file("mine"), withIntermediateDirectories: true)
        try set.directory.write("mine/\(name)", "a year of work\n")
        try set.directory.write("mine/notes.txt", "words\n")
        var request = set.request("mine", recipe: recipe)
        let before = try contents(request.run.path)
        for replaces in [false, true] {
            request.replaces = replaces
            let error = #expect(throws: InputError.self) { try TrainingRun.perform(request, progress: quiet) }
            #expect(error?.file == "\(request.run.path)/\(name)")
            #expect(error?.remedy?.contains("Move it away") == true)
            #expect(try contents(request.run.path) == before)
        }
    }

    @Test func whatIsWrongIsFoundBeforeAnythingIsReplaced() throws {
        let request = set.request("run", recipe: recipe)
        _ = try TrainingRun.perform(request, progress: quiet)
        let before = try contents(request.run.path)
        func fails(_ change: (inout TrainingRequest) throws -> Void) throws {
            var faulty = request
            faulty.replaces = true
            try change(&faulty)
            #expect(throws: (any Error).self) { try TrainingRun.perform(faulty, progress: quiet) }
            #expect(try contents(request.run.path) == before)
        }
        let table = try String(contentsOfFile: set.manifest, encoding: .utf8)
        try fails { $0.manifests = [try set.directory.write("label.csv", table + "x,0.png,rnig\n")] }
        try fails { $0.manifests = [try set.directory.write("image.csv", table + "x,none.png,spiral\n")] }
        try fails { $0.manifests = [set.directory.file("none.csv")] }
        try fails { $0.recipe.network.weights = "none.safetensors" }
        try fails { $0.recipe.network.endpoint = "block99" }
        try fails { $0.recipe.stage[0].freezeThrough = "block99" }
        // Its own files as inputs.
        try fails { $0.manifests = [request.run.galaxies] }
        try fails { $0.recipeFile = request.run.recipe }
        try fails { $0.recipe.network.weights = request.run.weights }
        var again = request
        again.replaces = true
        _ = try TrainingRun.perform(again, progress: quiet)
        #expect(try bytes(request.run.weights) == before["weights.safetensors"])
        #expect(try contents(request.run.path).keys.sorted() == before.keys.sorted())
    }

    @Test func aChangedFileOfARunIsTheUsers() throws {
        var request = set.request("run", recipe: recipe)
        _ = try TrainingRun.perform(request, progress: quiet)
        // A finished run has no such list.
        request.replaces = true
        let list = try set.directory.write("run/images.csv", "id,file\n")
        let refused = #expect(throws: InputError.self) { try TrainingRun.perform(request, progress: quiet) }
        #expect(refused?.file == "\(request.run.path)/images.csv")
        try FileManager.default.removeItem(atPath: list)
        try set.directory.write("run/galaxies.csv", "id,file\n")
        let error = #expect(throws: InputError.self) { try TrainingRun.perform(request, progress: quiet) }
        #expect(error?.file == request.run.galaxies)
        #expect(try bytes(request.run.galaxies) == Array("id,file\n".utf8))
    }

    @Test func aSecondProcessIsKeptOut() throws {
        let request = set.request("run", recipe: recipe)
        var attempts = 0
        _ = try TrainingRun.perform(request, progress: quiet) {
            attempts += 1
            guard attempts == 1 else { return }
            for replaces in [false, true] {
                var second = request
                second.replaces = replaces
                let error = #expect(throws: WriteError.self) { try TrainingRun.perform(second, progress: quiet) }
                #expect(error?.reason.contains("\(ProcessInfo.processInfo.processIdentifier)") == true)
            }
        }
        #expect(attempts > 0)
        #expect(!FileManager.default.fileExists(atPath: "\(request.run.path)/.tuningfork.lock"))
    }

    @Test func partsOfTwoRunsAreRefused() throws {
        let request = set.request("run", recipe: recipe)
        _ = try TrainingRun.perform(request, progress: quiet)
        #expect(try request.run.readFinished().recipe == recipe)
        var other = recipe
        other.seed = 9
        let second = set.request("other", recipe: other)
        _ = try TrainingRun.perform(second, progress: quiet)
        for (own, foreign) in [
            (request.run.weights, second.run.weights), (request.run.recipe, second.run.recipe),
        ] {
            let kept = try bytes(own)
            try AtomicFile.write(own, bytes: bytes(foreign))
            let error = #expect(throws: InputError.self) { try request.run.readFinished() }
            #expect(error?.file == own)
            try AtomicFile.write(own, bytes: kept)
        }
        let record = try String(contentsOfFile: request.run.info, encoding: .utf8)
        let swapped = record.replacing("\"spiral\",\n    \"elliptical\"", with: "\"elliptical\",\n    \"spiral\"")
        #expect(swapped != record)
        try AtomicFile.write(request.run.info, string: swapped)
        let error = #expect(throws: InputError.self) { try request.run.readFinished() }
        #expect(error?.file == request.run.info && error?.problem.contains("classes") == true)
    }

    @Test func whatHasChangedIsNamed() throws {
        let request = set.request("run", recipe: recipe)
        StopSignal.reset()
        #expect(throws: Interrupted.self) {
            try TrainingRun.perform(request, progress: quiet) { StopSignal.request() }
        }
        StopSignal.reset()
        func refusal(_ changed: TrainingRequest) throws -> String {
            let error = #expect(throws: WriteError.self) { try TrainingRun.perform(changed, progress: quiet) }
            return "\(try #require(error))"
        }
        var other = request
        other.recipe.stage[0].learningRate = 0.5
        other.recipe.seed = 3
        let keys = try refusal(other)
        #expect(keys.contains("'stage 1 learning_rate' was 0.01 and is 0.5"), "\(keys)")
        #expect(keys.contains("'seed' was 1 and is 3"), "\(keys)")
        var resumed = try TrainingRequest.resuming(request.run)
        resumed.recipe.ranks.microBatch = 4
        let parts = try refusal(resumed)
        #expect(parts.contains("'ranks micro_batch' was 0 and is 4") && !parts.contains("use --resume"), "\(parts)")

        let table = try String(contentsOfFile: set.manifest, encoding: .utf8)
        try set.directory.write("manifest.csv", table.replacing("g2,2.png,spiral", with: "g2,2.png,elliptical"))
        let label = try refusal(try TrainingRequest.resuming(request.run))
        #expect(label.contains("row 3, 'g2', was labelled 'spiral' and is 'elliptical'"), "\(label)")
        try set.directory.write("manifest.csv", table.replacing("g2,2.png,spiral\n", with: ""))
        let rows = try refusal(try TrainingRequest.resuming(request.run))
        #expect(rows.contains("it had 16 rows and has 15"), "\(rows)")
        try set.directory.write("manifest.csv", table)
        // The number of threads leaves the weights as they are.
        var more = try TrainingRequest.resuming(request.run)
        more.recipe.threads = 2
        _ = try TrainingRun.perform(more, progress: quiet)
    }

    @Test func aTableOfOnesOwnIsValidatedOn() throws {
        let lines = try String(contentsOfFile: set.manifest, encoding: .utf8).split(separator: "\n")
        var request = set.request("run", recipe: recipe)
        request.recipe.validationFraction = 0
        let none = #expect(throws: InputError.self) { try TrainingRun.perform(request, progress: quiet) }
        #expect(none?.remedy?.contains("--validation") == true)
        request.manifests = [
            try set.directory.write("a.csv", lines[...12].joined(separator: "\n") + "\nu,none.png,\n")
        ]
        request.validation = [
            try set.directory.write("b.csv", ([lines[0]] + lines[13...]).joined(separator: "\n") + "\n")
        ]
        let log = ProgressReporter(isQuiet: true)
        let info = try TrainingRun.perform(request, progress: log)
        #expect(info.validation?.map(\.used) == [4] && info.manifests.map(\.used) == [12])
        let sets = try TableFile.read(request.run.galaxies).texts("set")
        #expect(sets == [String](repeating: "training", count: 12) + [String](repeating: "validation", count: 4))
        #expect(try String(contentsOfFile: request.run.log, encoding: .utf8).contains("1 row without a label"))
        #expect(try TrainingRequest.resuming(request.run).validation.count == 1)
        // A galaxy on both sides.
        request.run = RunDirectory(set.directory.file("leaky"))
        request.validation = [
            try set.directory.write("c.csv", ([lines[0]] + lines[12...]).joined(separator: "\n") + "\n")
        ]
        try FileManager.default.copyItem(
            atPath: set.directory.file("11.png"), toPath: set.directory.file("copy.png"))
        try set.directory.write(
            "c.csv",
            try String(contentsOfFile: request.validation[0], encoding: .utf8).replacing(",11.png", with: ",copy.png"))
        let leak = #expect(throws: InputError.self) { try TrainingRun.perform(request, progress: quiet) }
        #expect(leak?.row == 1 && leak?.problem.contains("'g11'") == true)
    }
}
