public import Process

/// Makes the cutouts of a catalogue from tiles on the disk.
public enum CutoutRun {
    /// Makes all cutouts that are not there yet.
    ///
    /// The output directory gets a store (`cutouts-00000.tar` …, see ``CutoutStore``), `manifest.csv` with a row a cutout
    /// and all columns of the catalogue, and `failures.csv` with id, position and reason of every galaxy that has none. A
    /// run that was stopped or killed goes on where it was when it is started again with the same catalogue and settings;
    /// galaxies that failed are tried again.
    ///
    /// ```swift
    /// let summary = try CutoutRun.perform(CutoutJob(catalogue: "galaxies.csv", tiles: "tiles", output: "cutouts"))
    /// print(summary.manifest)
    /// ```
    /// - Parameter progress: is told how many galaxies are settled, with or without a cutout.
    /// - Throws: `Interrupted` after a signal, with what was cut out in the store; `InputError` for a catalogue that cannot
    ///   be used, a band that no tile is of, a directory with other
    ///   cutouts; ``CutoutError`` for tiles whose flux is not known; `FITSError` and ``CutoutError`` when no tile can be used;
    ///   `WriteError`. Single tiles that cannot be used are told as warnings.
    public static func perform(
        _ job: CutoutJob, progress: ProgressReporter = .silent
    ) throws -> CutoutSummary {
        try StopSignal.whileGraceful {
            let catalogue = try CutoutCatalogue(job)
            return try CutoutWork(job, catalogue).run(progress)
        }
    }
}
