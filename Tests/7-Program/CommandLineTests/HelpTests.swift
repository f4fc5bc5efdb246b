import Foundation
import Testing

@Suite struct HelpTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots").path

    /// The help of every command is what stands in Snapshots. After a change on purpose, run the tests once with
    /// TUNINGFORK_RECORD=1 and look at the difference.
    @Test(arguments: [
        "", "demo", "crossmatch", "select", "audit", "audit leaks", "audit labels", "cutouts", "fetch", "train",
        "ensemble", "evaluate", "compare", "adapt", "recurse", "classify", "catalog", "query", "export", "rerun",
        "embed", "map",
        "page",
        "plot", "cluster", "neighbours",
    ])
    func helpIsAsRecorded(_ command: String) throws {
        let outcome = try Program.run(command.split(separator: " ").map(String.init) + ["--help"])
        #expect(outcome.status == 0)
        let name = command.isEmpty ? "tuningfork" : command.replacing(" ", with: "_")
        let path = "\(Self.folder)/\(name).txt"
        if ProcessInfo.processInfo.environment["TUNINGFORK_RECORD"] == "1" {
            try FileManager.default.createDirectory(atPath: Self.folder, withIntermediateDirectories: true)
            try outcome.output.write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(outcome.output == (try String(contentsOfFile: path, encoding: .utf8)))
    }

    @Test(arguments: [
        ["train"], ["train", "--output", "x"], ["train", "--manifest", "m.csv"], ["classify"], ["nonsense"],
        ["train", "--manifest", "m.csv", "--output", "x", "--backbone", "alexnet"],
        ["train", "--resume", "--force", "--output", "x"], ["demo", "--galaxies", "3"],
        ["embed", "--manifest", "m.csv", "--output", "e.npy"],
        ["embed", "run", "--manifest", "m.csv", "--output", "e.csv"], ["crossmatch", "a.csv", "--output", "m.csv"],
        ["crossmatch", "a.csv", "b.csv", "--output", "m.csv", "--radius-arcsec", "0"],
        ["select", "v.csv", "--output", "x", "--cut", "MAG_AUTO_G"],
        ["select", "v.csv", "--output", "x", "--format", "xls"], ["audit", "labels"],
        ["select", "v.csv", "--output", "x", "--box", "1,2,3"], ["cluster", "e.npy"],
        ["cluster", "e.npy", "--output", "g.csv", "--clusters", "3"],
        ["cluster", "e.npy", "--output", "g.csv", "--method", "kmeans", "--minimum-size", "3"],
        ["cluster", "e.npy", "--output", "g.csv", "--into", "o.csv", "--seed", "3"],
        ["cluster", "e.npy", "--output", "g.csv", "--method", "kmeans", "--clusters", "0"], ["page", "m.csv"],
        ["page", "m.csv", "--output", "p.csv"],
        ["page", "m.csv", "--output", "p.html", "--images", "x", "--no-images"],
        ["compare", "r"], ["compare", "r", "--test", "a=t", "a=u"], ["compare", "r", "r", "--test", "t"],
        ["compare", "r", "--test", "t", "--picture", "p.jpg"],
        ["recurse", "r", "--output", "t"], ["recurse", "r", "--unlabelled", "u", "--output", "t", "--rounds", "0"],
        ["ensemble", "one", "--output", "two"], ["plot", "map.csv", "--output", "map.jpg"],
        ["plot", "map.csv", "--output", "map.png", "--view", "10"],
        ["plot", "map.csv", "--output", "map.png", "--view", "10,91"], ["export", "c"],
        ["export", "c", "--output", "c.fits", "--publish", "p"], ["export", "c", "--output", "c.fits", "--title", "t"],
        ["export", "c", "--publish", "p", "--where", "class=spiral"],
        ["export", "c", "--publish", "p", "--extends", "d"],
    ])
    func aWrongCommandLineEndsWith64(_ arguments: [String]) throws {
        let outcome = try Program.run(arguments)
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("Error: "), "\(outcome.errors)")
    }

    @Test func aDeviceThatIsNotThereIsNamed() throws {
        let sky = try SmallSky(count: 4)
        let outcome = try Program.run(sky.training("run") + ["--device", "tpu"])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("tpu"), "\(outcome.errors)")
    }
}
