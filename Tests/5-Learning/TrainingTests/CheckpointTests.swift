import Files
import Foundation
import Process
import TestSupport
import Testing
import Torch
import Training

/// Runs that go on from what lies in their folder. Serialised: the stop signal and the number of threads are the
/// process's.
@Suite(.serialized) struct CheckpointTests {
    private let quiet = ProgressReporter(isQuiet: true)
    private let set: SmallSet
    /// The bytes of the weights of a run that was never stopped.
    private let whole: [UInt8]

    init() throws {
        set = try SmallSet(count: 8)
        _ = try TrainingRun.perform(set.request("whole", recipe: Self.recipe), progress: quiet)
        whole = try ByteReader.contents(of: set.directory.file("whole/weights.safetensors"))
    }

    /// The second stage alone: batch norm, an average, a schedule; two steps an epoch.
    private static var recipe: Recipe {
        var recipe = SmallSet.recipe
        recipe.stage = [recipe.stage[1]]
        recipe.stage[0].batch = 6
        return recipe
    }

    private func request(_ name: String, steps: Int? = 1, kept: Int = 2) -> TrainingRequest {
        var request = set.request(name, recipe: Self.recipe)
        request.checkpoints.steps = steps
        request.checkpoints.kept = kept
        return request
    }

    private func names(_ run: RunDirectory) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: run.path + "/checkpoints").sorted()
    }

    private func stop(_ request: TrainingRequest, after steps: Int) throws {
        var done = 0
        StopSignal.reset()
        defer { StopSignal.reset() }
        #expect(throws: Interrupted.self) {
            try TrainingRun.perform(request, progress: quiet) {
                done += 1
                if request.checkpoints.steps == 1 { awaitFile(of: done - 1, in: request.run) }
                if done == steps { StopSignal.request() }
            }
        }
    }

    /// Waits until the checkpoint after so many steps is on the disk, so that none newer takes its place.
    private func awaitFile(of steps: Int, in run: RunDirectory) {
        let name = "stage01-epoch000\(steps / 2 + 1)-step00000\(steps % 2).safetensors"
        while steps > 0, !FileManager.default.fileExists(atPath: "\(run.path)/checkpoints/\(name)") { usleep(1000) }
    }

    /// Goes on to the end; the log.
    @discardableResult private func goOn(_ run: RunDirectory) throws -> String {
        _ = try TrainingRun.perform(try TrainingRequest.resuming(run), progress: quiet)
        #expect(try ByteReader.contents(of: run.weights) == whole)
        return try String(contentsOfFile: run.log, encoding: .utf8)
    }

    /// Stopped after the first step of the second epoch: the files of the last steps, the newest last.
    private func stopped(_ name: String) throws -> (run: RunDirectory, files: [String]) {
        let request = request(name, kept: 3)
        try stop(request, after: 3)
        let names = try names(request.run)
        // Of the end of the first epoch there may be none: that of the second one's beginning comes at once.
        #expect(
            names.count == 3
                && names.suffix(2) == [
                    "stage01-epoch0002-step000000.safetensors", "stage01-epoch0002-step000001.safetensors",
                ])
        return (request.run, names.map { "\(request.run.path)/checkpoints/\($0)" })
    }

    @Test(arguments: [1, 2, 3]) func theNewestAreKept(_ kept: Int) throws {
        let request = request("run", kept: kept)
        var most = 0
        _ = try TrainingRun.perform(request, progress: quiet) {
            // One more than are kept is there between the writing and the removing.
            most = max(most, (try? names(request.run).filter { !$0.hasPrefix(".") }.count) ?? 0)
        }
        #expect(most <= kept + 1)
        #expect(try ByteReader.contents(of: request.run.weights) == whole)
        #expect(!FileManager.default.fileExists(atPath: request.run.path + "/checkpoints"))
        var again = request
        again.run = RunDirectory(set.directory.file("stopped"))
        try stop(again, after: 3)
        #expect(try names(again.run).count == kept)
    }

    @Test func stepsAndSecondsSayWhenOneIsWritten() throws {
        let rare = request("rare", steps: nil)
        try stop(rare, after: 1)
        #expect(try names(rare.run) == ["stage01-epoch0001-step000001.safetensors"])
        var often = request("often", steps: nil, kept: 9)
        often.checkpoints.seconds = 1e-9
        try stop(often, after: 3)
        #expect(try names(often.run).last == "stage01-epoch0002-step000001.safetensors")
        try goOn(rare.run)
        try goOn(often.run)
    }

    /// In the length, the names, the state and each part of the numbers.
    @Test func aFlippedBitLeadsToTheOneBefore() throws {
        let (run, files) = try stopped("run")
        let bytes = try ByteReader.contents(of: files[2])
        let header = 8 + Int(bytes[0]) + Int(bytes[1]) << 8 + Int(bytes[2]) << 16
        let read = try SafeTensors.readSealed(files[2])
        let parts = Set(read.tensors.keys.map { $0.prefix { $0 != "/" } })
        #expect(parts == ["network", "optimizer", "average", "best"])
        var place = header
        var places = [3, 8, header / 2, bytes.count - 1]
        // The parts follow each other in the file.
        for part in ["network", "optimizer", "average", "best"] {
            places.append(place)
            for (name, tensor) in read.tensors where name.hasPrefix(part + "/") {
                place += tensor.count * tensor.dtype.byteCount
            }
        }
        #expect(place == bytes.count)
        let work = "\(set.directory.path)/copy"
        for place in places {
            try? FileManager.default.removeItem(atPath: work)
            try FileManager.default.copyItem(atPath: run.path, toPath: work)
            var damaged = bytes
            damaged[place] ^= 4
            let path = "\(work)/checkpoints/\(files[2].suffix(40))"
            try Data(damaged).write(to: URL(filePath: path))
            let log = try goOn(RunDirectory(work))
            #expect(log.contains("Refused \(path)"), "byte \(place)")
            #expect(log.contains("epoch 2, after 0 steps"), "byte \(place)")
            #expect(try ByteReader.contents(of: path + ".refused") == damaged)
        }
    }

    @Test func aCutOrForeignOneLeadsToTheOneBefore() throws {
        let (run, files) = try stopped("run")
        let cut = try ByteReader.contents(of: files[2])
        try AtomicFile.write(files[2], bytes: cut.prefix(cut.count / 2))
        // Of a run with another seed, at the same place.
        var other = request("other")
        other.recipe.seed = 5
        try stop(other, after: 3)
        let foreign = try ByteReader.contents(of: "\(other.run.path)/checkpoints/\(files[1].suffix(40))")
        try AtomicFile.write(files[1], bytes: foreign)
        let log = try goOn(run)
        #expect(log.contains("it is cut off") && log.contains("belongs to another run"), "\(log)")
        #expect(log.contains("epoch 1, after \(files[0].dropLast(12).suffix(1)) steps"), "\(log)")
        #expect(try ByteReader.contents(of: files[1] + ".refused") == foreign)
        #expect(try names(run).count == 2)
    }

    @Test func oneUnderAnothersNameIsRefused() throws {
        let (run, files) = try stopped("run")
        let early = try ByteReader.contents(of: files[0])
        try AtomicFile.write(files[2], bytes: early)
        #expect(try goOn(run).contains("holds what \(files[0].suffix(40)) should"))
    }

    @Test func whereNoneIsGoodAllAreNamed() throws {
        let (run, files) = try stopped("run")
        let kept = try ByteReader.contents(of: files[2])
        for file in files { try AtomicFile.write(file, string: "no tensors here") }
        let before = try names(run)
        let error = #expect(throws: InputError.self) {
            try TrainingRun.perform(try TrainingRequest.resuming(run), progress: quiet)
        }
        #expect(files.allSatisfy { error?.problem.contains($0.suffix(40)) == true })
        #expect(error?.remedy?.contains("--force") == true)
        #expect(try names(run) == before)
        try AtomicFile.write(files[2], bytes: kept)
        try goOn(run)
    }

    @Test func whatIsOfAnotherRunIsNotReplaced() throws {
        let (run, files) = try stopped("run")
        var other = request("other")
        other.recipe.seed = 5
        try stop(other, after: 3)
        let foreign = try ByteReader.contents(of: "\(other.run.path)/checkpoints/\(files[1].suffix(40))")
        try AtomicFile.write(files[1], bytes: foreign)
        var again = request("run")
        again.replaces = true
        let error = #expect(throws: InputError.self) { try TrainingRun.perform(again, progress: quiet) }
        #expect(error?.file == files[1])
        #expect(try ByteReader.contents(of: files[1]) == foreign)
        try FileManager.default.removeItem(atPath: files[1])
        try set.directory.write("run/checkpoints/notes.txt", "words")
        _ = try TrainingRun.perform(again, progress: quiet)
        #expect(try names(run) == ["notes.txt"])
    }

    @Test func theOneOfAnEarlierVersionIsTold() throws {
        let (run, files) = try stopped("run")
        let earlier = run.path + "/checkpoint.safetensors"
        let old = try SafeTensors.readSealed(files[2])
        try SafeTensors.write(old.tensors.map { ($0.key, $0.value) }, metadata: old.metadata, to: earlier)
        try FileManager.default.removeItem(atPath: run.path + "/checkpoints")
        let error = #expect(throws: InputError.self) {
            try TrainingRun.perform(try TrainingRequest.resuming(run), progress: quiet)
        }
        #expect(error?.file == earlier && error?.remedy?.contains("--force") == true)
        var again = request("run")
        again.replaces = true
        _ = try TrainingRun.perform(again, progress: quiet)
        #expect(!FileManager.default.fileExists(atPath: earlier))
    }

    /// A file stands where the folder should: also root cannot write there.
    @Test func whatCannotBeWrittenStopsTheRun() throws {
        let request = request("run")
        var steps = 0
        let error = #expect(throws: WriteError.self) {
            try TrainingRun.perform(request, progress: quiet) {
                steps += 1
                if steps == 1 { _ = try? set.directory.write("run/checkpoints", "in the way") }
            }
        }
        #expect(error?.path == request.run.path + "/checkpoints")
        #expect(!FileManager.default.fileExists(atPath: request.run.weights))
        try FileManager.default.removeItem(atPath: request.run.path + "/checkpoints")
        try goOn(request.run)
    }

    @Test func damagedFeaturesAreToldAndMadeAgain() throws {
        var head = request("run")
        head.recipe.stage = [SmallSet.recipe.stage[0]]
        try stop(head, after: 1)
        let features = try ByteReader.contents(of: head.run.features)
        var damaged = features
        damaged[damaged.count - 1] ^= 1
        try AtomicFile.write(head.run.features, bytes: damaged)
        let error = #expect(throws: InputError.self) {
            try TrainingRun.perform(try TrainingRequest.resuming(head.run), progress: quiet)
        }
        #expect(error?.file == head.run.features && error?.remedy?.contains("Remove it") == true)
        try FileManager.default.removeItem(atPath: head.run.features)
        _ = try TrainingRun.perform(try TrainingRequest.resuming(head.run), progress: quiet)
    }
}
