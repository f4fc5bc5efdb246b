import Adaptation
import Files
import Foundation
import Images
import Manifests
import Process
import Recursion
import TestSupport
import Training
import TrainingSets

/// Pictures of bright and dark squares, labelled ones in one survey and unlabelled ones in another, and a run on the former.
struct TaughtSky {
    static let quiet = ProgressReporter(isQuiet: true)
    let directory: TemporaryDirectory
    var request: TrainingRequest

    var run: RunDirectory { request.run }
    var unlabelled: String { directory.file("u.csv") }
    var pairs: String { directory.file("pairs.csv") }
    var output: RunDirectory { RunDirectory(directory.file("taught")) }

    /// - Parameters:
    ///   - spirals: share of the unlabelled galaxies that are bright.
    ///   - calibration: share of the labelled ones that the run is calibrated on.
    init(labelled: Int = 60, unlabelled: Int = 60, spirals: Double = 0.5, calibration: Double = 0.25) throws {
        let directory = try TemporaryDirectory()
        self.directory = directory
        func picture(_ name: String, _ isBright: Bool, _ number: Int) throws {
            var image = RGBImage(width: 32, height: 32)
            let light = UInt8(isBright ? 170 + number % 60 : 40 + number % 60)
            for place in image.pixels.indices { image.pixels[place] = (place + number) % 7 < 3 ? light : 20 }
            try image.writePNG(to: directory.file(name))
        }
        var (lines, others, pairs) = (["objid,file,label,survey,petro"], ["id,file,survey"], ["id,file,survey"])
        for number in 0..<labelled {
            try picture("m\(number).png", number % 2 == 0, number)
            lines.append(
                "m\(number),m\(number).png,\(number % 2 == 0 ? "spiral" : "elliptical"),sdss,\(14 + number % 5)")
            guard number < 20 else { continue }
            try picture("p\(number).png", number % 2 == 0, number + 3)
            pairs += ["m\(number),m\(number).png,sdss", "m\(number),p\(number).png,des"]
        }
        for number in 0..<unlabelled {
            let isBright = Double(number) < spirals * Double(unlabelled)
            try picture("u\(number).png", isBright, number + 1)
            others.append("u\(number),u\(number).png,des")
        }
        for (name, text) in [("m.csv", lines), ("u.csv", others), ("pairs.csv", pairs)] {
            try directory.write(name, text.joined(separator: "\n") + "\n")
        }
        var recipe = Recipe.demoFromScratch
        recipe.threads = 1
        recipe.precision = .float32
        recipe.input = InputFrame(size: 32)
        recipe.head = HeadRecipe(hidden: 8, dropout: 0, embedding: 4)
        recipe.validationFraction = 0.2
        recipe.calibrationFraction = calibration
        recipe.stage[0].epochs = 4
        recipe.stage[0].batch = 8
        request = TrainingRequest(
            manifests: [directory.file("m.csv")], recipe: recipe, run: RunDirectory(directory.file("run")))
        request.names = GalaxyColumnNames(id: "objid", magnitude: "petro")
    }

    /// Trains the first run.
    func train() throws {
        _ = try TrainingRun.perform(request, progress: Self.quiet)
        try RunCalibration.perform(run, threads: 1, progress: Self.quiet)
    }

    /// What these few galaxies can show: thresholds that this small network reaches.
    func recursion(_ change: (inout Recursion) -> Void = { _ in }) -> Recursion {
        var recursion = Recursion(of: run, unlabelled: unlabelled, output: output)
        recursion.threads = 1
        recursion.settings.rounds = 2
        recursion.settings.choice = .top
        recursion.settings.perClass = 10
        change(&recursion)
        return recursion
    }

    /// All files below a folder that do not tell of times or places, by name.
    static func files(_ folder: String) throws -> [String: String] {
        var found: [String: String] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            let timed = ["run.json", "log.txt", "metrics.csv"]
            guard !Directory.isDirectory("\(folder)/\(name)"),
                !timed.contains(name.components(separatedBy: "/").last ?? "")
            else { continue }
            found[name] = try Checksum.hexadecimal(.sha256, ofFile: "\(folder)/\(name)")
        }
        return found
    }
}
