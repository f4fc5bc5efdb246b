import Foundation
import Tables
import TestSupport
import Testing

@Suite struct DemoTests {
    /// The whole path on a small sky. How well the full one is learnt is measured elsewhere.
    @Test(.timeLimit(.minutes(10))) func theDemonstrationRunsFromEndToEnd() throws {
        let directory = try TemporaryDirectory()
        let folder = directory.file("demo")
        let arguments = ["demo", "--output", folder, "--galaxies", "200", "--epochs", "1", "--threads", "1"]
        let stopped = try Program.run(arguments) { process, errors in
            while !errors().contains("Cutting out training") && kill(process, 0) == 0 { usleep(2000) }
            kill(process, SIGUSR1)
        }
        #expect(stopped.status == 130)
        #expect(stopped.errors.hasSuffix("Stopped. Run the same command again to go on.\n"), "\(stopped.errors)")
        let outcome = try Program.run(arguments)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("SIMULATED"))
        #expect(outcome.output.contains("Simulated data throughout"))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        for name in [
            "report.html", "catalogue_des.csv", "most_confident_spiral_sdss.png", "most_confident_elliptical_des.png",
            "run", "tables", "sets", "cutouts", "sky",
        ] {
            #expect(names.contains(name), "\(names)")
        }
        let catalogue = try TableFile.read(folder + "/catalogue_des.csv")
        #expect(try catalogue.texts("flag").allSatisfy { $0 == "ok" })
        #expect(try catalogue.rowCount == TableFile.read(folder + "/cutouts/unlabelled/manifest.csv").rowCount)
        // A second run finds its training done.
        let again = try Program.run(arguments)
        #expect(again.status == 0)
        #expect(again.errors.contains("nothing to do"), "\(again.errors)")
    }
}
