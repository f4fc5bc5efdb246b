import Files
import Foundation
import Images
import Manifests
import Networks
import Process
import Tables
import TestSupport
import Testing
import Torch
import Training

/// Serialised: the stop signal and the number of threads belong to the whole process.
@Suite(.serialized) struct TrainingRunTests {
    private let quiet = ProgressReporter(isQuiet: true)

    private func bytes(_ path: String) throws -> [UInt8] { try ByteReader.contents(of: path) }

    @Test func twoRunsWithOneSeedGiveTheSameBytes() throws {
        let set = try SmallSet()
        let info = try TrainingRun.perform(set.request("one"), progress: quiet)
        _ = try TrainingRun.perform(set.request("two"), progress: quiet)
        let one = RunDirectory(set.directory.file("one"))
        let two = RunDirectory(set.directory.file("two"))
        #expect(try bytes(one.weights) == bytes(two.weights))
        #expect(info.finished != nil)
        #expect(info.validationAccuracy != nil)
        #expect(try TableFile.read(one.metrics).rowCount == 4)
        #expect(try TableFile.read(one.galaxies).rowCount == 32)
        #expect(try RecipeFile.read(one.recipe) == SmallSet.recipe)
        #expect(!FileManager.default.fileExists(atPath: one.path + "/checkpoints"))
        #expect(!FileManager.default.fileExists(atPath: one.features))

        var other = SmallSet.recipe
        other.seed = 2
        _ = try TrainingRun.perform(set.request("other", recipe: other), progress: quiet)
        #expect(try bytes(one.weights) != bytes(RunDirectory(set.directory.file("other")).weights))
    }

    /// Stopped in the head's stage, between stages and in the middle of an epoch of the last stage.
    @Test(arguments: [2, 12, 15])
    func anInterruptedRunEndsWithTheSameBytes(_ steps: Int) throws {
        let set = try SmallSet()
        _ = try TrainingRun.perform(set.request("whole"), progress: quiet)
        let request = set.request("parts")
        var done = 0
        StopSignal.reset()
        let stopped = #expect(throws: Interrupted.self) {
            try TrainingRun.perform(request, progress: quiet) {
                done += 1
                if done == steps { StopSignal.request() }
            }
        }
        StopSignal.reset()
        #expect(done == steps)
        #expect(stopped?.description.contains("--resume") == true)
        #expect(!FileManager.default.fileExists(atPath: request.run.weights))
        _ = try TrainingRun.perform(try TrainingRequest.resuming(request.run), progress: quiet)
        let whole = RunDirectory(set.directory.file("whole"))
        #expect(try bytes(whole.weights) == bytes(request.run.weights))
        let (before, after) = (try TableFile.read(whole.metrics), try TableFile.read(request.run.metrics))
        for name in before.columns.map(\.name) where name != "seconds" {
            #expect(before.column(name) == after.column(name), "\(name)")
        }
    }

    @Test func aFinishedRunIsNotDoneAgain() throws {
        let set = try SmallSet(count: 8)
        var recipe = SmallSet.recipe
        recipe.stage = [recipe.stage[0]]
        let first = try TrainingRun.perform(set.request("run", recipe: recipe), progress: quiet)
        let second = try TrainingRun.perform(set.request("run", recipe: recipe), progress: quiet)
        #expect(first == second)
        recipe.labelSmoothing = 0.2
        let error = #expect(throws: WriteError.self) {
            try TrainingRun.perform(set.request("run", recipe: recipe), progress: quiet)
        }
        #expect(error?.description.contains("--force") == true)
        var request = set.request("run", recipe: recipe)
        request.replaces = true
        #expect(try TrainingRun.perform(request, progress: quiet) != first)
    }

    @Test func aLossThatIsNoNumberStopsTheRun() throws {
        let set = try SmallSet(count: 8)
        var recipe = SmallSet.recipe
        recipe.stage = [recipe.stage[1]]
        recipe.stage[0].schedule = .constant
        recipe.stage[0].learningRate = 1e30
        recipe.stage[0].gradientClip = 0
        let request = set.request("run", recipe: recipe)
        let error = #expect(throws: Diverged.self) { try TrainingRun.perform(request, progress: quiet) }
        #expect(error?.stage == "all")
        #expect(error?.epoch == 1)
        #expect((error?.step ?? 0) >= 1)
        #expect(!FileManager.default.fileExists(atPath: request.run.weights))
    }

    @Test func aNetworkLearnsBarsFromBlobs() throws {
        let set = try SmallSet(count: 40)
        var recipe = SmallSet.recipe
        recipe.stage = [recipe.stage[1]]
        recipe.stage[0].epochs = 8
        let info = try TrainingRun.perform(set.request("run", recipe: recipe), progress: quiet)
        #expect((info.validationAccuracy ?? 0) > 0.9)
    }

    /// Frozen to the middle, with rules, votes, sampling, plateau and early stopping: what the records say follows from
    /// the losses in them.
    @Test func everyRuleOfARecipeHoldsInARun() throws {
        let set = try SmallSet()
        var lines = ["id,file,label,featured,smooth"]
        for number in 0..<32 {
            let share = number % 2 == 0 ? "0.8,0.1" : "0.1,0.7"
            let label = number < 24 ? (number % 2 == 0 ? "spiral" : "elliptical") : ""
            lines.append("g\(number),\(number).png,\(label),\(share)")
        }
        try set.directory.write("manifest.csv", lines.joined(separator: "\n") + "\n")
        var recipe = SmallSet.recipe
        recipe.classBalance = .sampling
        recipe.softTargets.columns = ["featured": "spiral", "smooth": "elliptical"]
        recipe.softTargets.useUnlabelled = true
        recipe.set = [SetRule(), SetRule()]
        recipe.set[0].label = "spiral"
        recipe.set[0].times = 2
        recipe.set[1].perEpoch = 5
        var stage = recipe.stage[1]
        stage.freezeThrough = "block3"
        stage.epochs = 7
        stage.optimizer = .sgd
        stage.learningRate = 1e-2
        stage.backboneMultiplier = 0.5
        stage.schedule = .plateau
        stage.plateauPatience = 1
        stage.earlyStoppingPatience = 3
        recipe.stage = [stage]
        let request = set.request("run", recipe: recipe)
        _ = try TrainingRun.perform(request, progress: quiet)

        let trained = try SafeTensors.read(request.run.weights)
        let first = try NetworkMaker.network(recipe).network
        let frozen = first.backbone.layerNames.prefix { $0 != "block4_sepconv1" }
        #expect(frozen.last == "block3")
        for (name, tensor) in first.store.state() where !name.hasSuffix("num_batches_tracked") {
            let isFrozen = ["block1", "block2", "block3"].contains { name.hasPrefix("backbone.\($0)") }
            #expect(try tensor.isEqual(#require(trained[name])) == isFrozen, "\(name)")
        }

        let metrics = try TableFile.read(request.run.metrics)
        let losses = try metrics.doubles("validation_loss").compactMap { $0 }
        let rates = try metrics.doubles("learning_rate").compactMap { $0 }
        var stopping = EarlyStopping(patience: 3)
        var course = LearningRateCourse(stage: stage, stepsPerEpoch: 1)
        for (epoch, loss) in losses.enumerated() {
            #expect(!stopping.isExhausted)
            #expect(rates[epoch] == course.rate(step: epoch))
            _ = stopping.take(loss)
            _ = course.endEpoch(validationLoss: loss)
        }
        #expect(losses.count == 7 || stopping.isExhausted)
    }

    @Test func unreadableImagesStopTheRunOrAreLeftOut() throws {
        let set = try SmallSet(count: 12)
        try set.directory.write("3.png", "not an image")
        var recipe = SmallSet.recipe
        recipe.stage = [recipe.stage[0]]
        let error = #expect(throws: InputError.self) {
            try TrainingRun.perform(set.request("run", recipe: recipe), progress: quiet)
        }
        #expect(error?.row == 4)
        #expect(error?.file == set.manifest)
        #expect(!FileManager.default.fileExists(atPath: set.directory.file("run")))
        var request = set.request("run", recipe: recipe)
        request.skipsUnreadable = true
        _ = try TrainingRun.perform(request, progress: quiet)
        #expect(try TableFile.read(request.run.galaxies).rowCount == 23)
        #expect(try String(contentsOfFile: request.run.log, encoding: .utf8).contains("row 4"))
    }
}
