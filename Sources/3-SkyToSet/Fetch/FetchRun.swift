internal import Cutouts
internal import Files
internal import HTTP
public import Process
internal import Randomness
internal import Surveys
internal import Synchronization

/// Fetches cutouts of the galaxies of a catalogue from a survey's service into a store.
///
/// The output gets `cutouts-00000.tar` … and their index, `manifest.csv` with a row a right cutout, `failures.csv` with a
/// row for every other galaxy, and `fetch.journal`, by which a run that was stopped or killed goes on: what is in the
/// store is not asked for again. Failures that may pass are asked for again in the next run.
public enum FetchRun {
    /// A signal ends the run soon, with the tables written (`StopSignal`).
    ///
    /// ```swift
    /// let request = try FetchRequest(catalogue: "galaxies.csv", survey: .sdss, output: "sdss")
    /// let summary = try FetchRun.perform(request)
    /// ```
    /// - Parameter progress: is told after each galaxy, with how many have failed and how many come in a second.
    /// - Throws: `InputError` for a catalogue or settings that cannot be used; `WriteError`; ``ServerSilent``. Galaxies that
    ///   fail are in the tables.
    public static func perform(
        _ request: FetchRequest, progress: ProgressReporter = .silent
    ) throws -> FetchSummary {
        return try StopSignal.whileGraceful {
            let progress = FetchProgress(progress)
            return request.product == .frames
                ? try FrameFetch(request).perform(progress) : try CutoutFetch(request).perform(progress)
        }
    }
}
