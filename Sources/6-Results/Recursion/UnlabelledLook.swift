import Adaptation
import Confidence
import Files
import Foundation
import Inference
import Manifests
import Process
import Training

/// What a run says of the unlabelled galaxies: looked at once, without augmentation, and kept with its digest.
struct UnlabelledLook: Codable, Equatable {
    /// SHA-256 of the run's weights.
    let weights: String
    /// SHA-256 of the table.
    let classified: String
    /// Why the run was not adapted to the galaxies' survey first; nil where it was.
    let notAdapted: String?
    /// Whether it is known which threshold is right there.
    let isEstablished: Bool

    /// Looks, or reads what was found before.
    ///
    /// - Throws: ``Files/InputError`` when what was found was changed since; ``Process/Interrupted``; errors of engine and disk.
    static func take(
        _ network: RoundNetwork, of recursion: Recursion, _ progress: ProgressReporter
    ) throws -> UnlabelledLook {
        let (run, folder) = (network.run, network.folder)
        let weights = try run.readFinished().weights
        if let data = FileManager.default.contents(atPath: folder.looked) {
            let kept = try? JSONDecoder().decode(UnlabelledLook.self, from: data)
            guard let kept, kept.weights == weights, FileManager.default.fileExists(atPath: folder.classified),
                try Checksum.hexadecimal(.sha256, ofFile: folder.classified) == kept.classified
            else {
                throw InputError(
                    file: folder.classified,
                    problem: "this is not what the round's network has said: it was changed since",
                    remedy: "Remove the folder \(folder.path): the round is then made again")
            }
            return kept
        }
        try? FileManager.default.removeItem(atPath: folder.adapted.path)
        let obstacle = try obstacle(run)
        var isEstablished = true
        if obstacle == nil {
            var adaptation = Adaptation(
                of: run, to: recursion.unlabelled, pairs: recursion.pairs, output: folder.adapted)
            adaptation.names = recursion.names
            adaptation.batch = recursion.batch
            let record = try adaptation.perform(engine: network.engine, progress: progress)
            for line in record.lines(classes: try RunInfo.read(run).classes) { progress.say(line) }
            isEstablished = record.decision != .notEstablished
        }
        let request = InferenceRequest(
            manifest: recursion.unlabelled, output: folder.classified, batch: recursion.batch, names: recursion.names)
        try Classification.perform(
            request, engine: obstacle == nil ? network.adapted() : network.engine, progress: progress)
        let found = UnlabelledLook(
            weights: weights, classified: try Checksum.hexadecimal(.sha256, ofFile: folder.classified),
            notAdapted: obstacle, isEstablished: isEstablished)
        try AtomicFile.write(folder.looked, bytes: RecursionRecord.encode(found))
        return found
    }

    /// Why a run cannot be adapted; nil where it can.
    private static func obstacle(_ run: RunDirectory) throws -> String? {
        let info = try RunInfo.read(run)
        guard info.classes.count == 2 else { return "a threshold lies between two classes" }
        let seen = try SeenGalaxies(run)
        let side = seen.calibrationSide
        let rows = seen.rows(on: side)
        for name in info.classes {
            let count = rows.count { $0.label?.lowercased() == name.lowercased() }
            if count < Adaptation.leastOfClass {
                return "of '\(name)' \(count) galaxies stand on the side '\(side.rawValue)', and "
                    + "\(Adaptation.leastOfClass) are needed to know the class's scores"
            }
        }
        return nil
    }
}
