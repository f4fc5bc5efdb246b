import Files
public import Manifests
import Sky
import Tables

/// The galaxies that a run was trained and validated on, as its folder records them.
public struct SeenGalaxies: Sendable {
    /// One row an image.
    public let rows: [Manifest.Row]

    /// Reads `galaxies.csv` of `run`.
    public init(_ run: RunDirectory) throws {
        let table = try TableFile.read(run.galaxies, text: ["id", "file"])
        let ids = try table.texts("id")
        let files = try table.texts("file")
        let ra = try table.texts("ra")
        let dec = try table.texts("dec")
        rows = try ids.indices.map { index in
            let position: SkyCoordinate?
            do throws(CoordinateError) {
                position = ra[index].isEmpty ? nil : try SkyCoordinate(ra: ra[index], dec: dec[index])
            } catch {
                throw InputError(file: run.galaxies, row: index + 1, problem: "\(error)")
            }
            return Manifest.Row(
                id: ids[index], file: files[index], position: position, row: index + 1, manifest: run.galaxies)
        }
    }

    /// The rows of `test` that show a galaxy seen in training or validation: such a test says too much.
    public func leaks(into test: [Manifest.Row]) -> [Leak] { Leak.find(training: rows, test: test) }
}
