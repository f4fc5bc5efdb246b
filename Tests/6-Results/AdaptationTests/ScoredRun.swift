import Adaptation
import Confidence
import Engines
import Files
import Foundation
import Process
import Randomness
import TestSupport
import Training

/// A finished run whose calibration galaxies have made-up scores.
struct ScoredRun {
    static let quiet = ProgressReporter(isQuiet: true)
    let directory: TemporaryDirectory
    let run: RunDirectory
    var generator = SeededGenerator(7)
    var output: RunDirectory { RunDirectory(directory.file("adapted")) }

    init(labelled: Int = 400) throws {
        let small = try CalibratedRun(fraction: 0)
        (directory, run) = (small.directory, small.run)
        _ = try TrainingRun.perform(small.request, progress: Self.quiet)
        // the list of galaxies of a larger run
        var rows = ["id,file,survey,ra,dec,label,set"]
        for number in 0..<labelled {
            let label = number % 3 == 0 ? 1 : 0
            let name = label == 0 ? "spiral" : "elliptical"
            rows.append("s\(number),score_\(score(label)),SDSS,,,\(name),calibration")
        }
        try replaceGalaxies(rows)
    }

    /// Gives the run another list of galaxies.
    func replaceGalaxies(_ rows: [String]) throws {
        let addition = try RunAddition(run, progress: Self.quiet)
        try directory.write("run/galaxies.csv", rows.joined(separator: "\n") + "\n")
        try addition.finish([run.galaxies])
    }

    func adapt(
        to table: String, pairs: String? = nil, _ engine: ScoreEngine = ScoreEngine()
    ) throws -> AdaptationRecord {
        var adaptation = Adaptation(of: run, to: table, pairs: pairs, output: output)
        adaptation.resamples = 20
        return try adaptation.perform(engine: engine, progress: Self.quiet)
    }

    mutating func score(_ label: Int) -> Double {
        label == 0 ? 4 + 1.8 * generator.normal : -3 + 1.2 * generator.normal
    }

    /// A table of the target survey, whose scores have moved by `offset`.
    mutating func table(_ name: String, _ count: Int, share: Double, offset: Double) throws -> String {
        var rows = ["id,file,survey"]
        for number in 0..<count {
            rows.append("t\(number),score_\(score(generator.chance(share) ? 0 : 1) + offset),DES")
        }
        return try directory.write(name, rows.joined(separator: "\n") + "\n")
    }

    /// Galaxies of both surveys; `ra` of the second picture is off by so many arcseconds.
    mutating func pairs(_ name: String, _ count: Int, offset: Double, apart: Double = 0) throws -> String {
        var rows = ["id,file,survey,ra,dec"]
        for number in 0..<count {
            let score = score(number % 2)
            rows.append("p\(number),score_\(score + 0.3 * generator.uniform()),sdss,\(10 + number % 300),0")
            let ra = Double(10 + number % 300) + apart / 3600
            rows.append("p\(number),score_\(score + offset + 0.3 * generator.uniform()),DES,\(ra),0")
        }
        return try directory.write(name, rows.joined(separator: "\n") + "\n")
    }
}
