import Engines
import Files
import Inference
import Process
import Training

/// A network of a recursion, which looks at each unlabelled picture and at each pair once, whatever is asked of it.
final class RoundNetwork {
    let run: RunDirectory
    let folder: RoundFolder
    /// The run's own engine.
    let engine: any Engine

    private let recursion: Recursion
    /// What it has found in pictures.
    private let kept: KeptFigures
    private var adaptedEngine: (any Engine)?

    /// - Throws: ``Files/InputError``, ``Files/WriteError``, what the engine throws when it is opened.
    init(_ run: RunDirectory, in folder: RoundFolder, of recursion: Recursion) throws {
        (self.run, self.folder, self.recursion) = (run, folder, recursion)
        try Directory.create(folder.path)
        let engine = try recursion.engine(run)
        kept = try KeptFigures(
            of: engine.model, batch: recursion.batch, unfinished: folder.unfinished("pictures"))
        self.engine = KeepingEngine(engine, kept)
    }

    /// The engine of the run once it is adapted to the unlabelled galaxies: it makes other answers of the same figures.
    func adapted() throws -> any Engine {
        if let adaptedEngine { return adaptedEngine }
        let engine = KeepingEngine(try recursion.engine(folder.adapted), kept)
        adaptedEngine = engine
        return engine
    }

    /// Forgets the pictures: all is asked.
    func forget() throws { try kept.remove() }
}
