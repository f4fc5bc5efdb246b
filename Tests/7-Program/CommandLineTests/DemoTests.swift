import Foundation
import Tables
import TestSupport
import Testing

@Suite struct DemoTests {
    /// The whole path on a small sky, where no package index can be reached. How well the full one is learnt, from ImageNet's
    /// weights and from random ones, is measured elsewhere.
    @Test(.timeLimit(.minutes(10))) func theDemonstrationRunsFromEndToEnd() throws {
        let directory = try TemporaryDirectory()
        let folder = directory.file("demo")
        let arguments = ["demo", "--output", folder, "--galaxies", "300", "--epochs", "1", "--threads", "1"]
        let alone =
            "export PIP_INDEX_URL=http://127.0.0.1:9 PIP_RETRIES=0 TUNINGFORK_CACHE='\(directory.file("cache"))'; exec \"$@\""
        let stopped = try Program.run(arguments, shell: alone) { process, errors in
            while !errors().contains("Cutting out training") && kill(process, 0) == 0 { usleep(2000) }
            kill(process, SIGUSR1)
        }
        #expect(stopped.status == 130)
        #expect(stopped.errors.hasSuffix("Stopped. Run the same command again to go on.\n"), "\(stopped.errors)")
        let outcome = try Program.run(arguments, shell: alone)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("No ImageNet weights: The Python package index cannot be reached"))
        #expect(outcome.errors.contains("Learning from random weights instead"))
        #expect(outcome.errors.contains("SIMULATED"))
        #expect(outcome.output.contains("Simulated data throughout"))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        for name in [
            "report.html", "catalogue_des.csv", "most_confident_spiral_sdss.png", "most_confident_elliptical_des.png",
            "run", "tables", "sets", "cutouts", "sky", "catalogue_des", "published", "run_taught", "comparison.csv",
            "comparison.md", "accuracy.svg",
        ] {
            #expect(names.contains(name), "\(names)")
        }
        let catalogue = try TableFile.read(folder + "/catalogue_des.csv")
        #expect(try catalogue.texts("flag").allSatisfy { $0 == "ok" })
        #expect(try catalogue.rowCount == TableFile.read(folder + "/cutouts/unlabelled/manifest.csv").rowCount)
        let published = try TableFile.read(folder + "/published/catalogue_des.fits")
        #expect(published.rowCount == catalogue.rowCount)
        let extended = try FileManager.default.contentsOfDirectory(
            atPath: folder + "/published/catalogue_des_extension")
        #expect(extended.contains("collection.properties"))
        let report = try String(contentsOfFile: folder + "/report.html", encoding: .utf8)
        #expect(report.contains("One round of learning from its own labels, simulated DES"))
        #expect(report.contains("Networks side by side, simulated"))
        // What is told of the round is what was decided.
        let record =
            try JSONSerialization.jsonObject(
                with: Data(contentsOf: URL(filePath: folder + "/run_taught/recursion.json"))) as? [String: Any]
        let kept = try #require(record?["kept"] as? Int)
        let rounds = try #require(record?["rounds"] as? [Any])
        let sentence =
            kept > 0
            ? "The judge kept the round" : rounds.isEmpty ? "Nothing was learnt" : "The judge rolled the round back"
        #expect(outcome.output.contains(sentence) && report.contains(sentence), "\(outcome.output)")
        let compared = try TableFile.read(folder + "/comparison.csv", text: ["network", "set"])
        #expect(try Set(compared.texts("network")) == (kept > 0 ? ["before", "after"] : ["before"]))
        #expect(try compared.texts("set").contains("FO DES"))
        // Another run finds its training done, and keeps its network whatever can be fetched.
        let again = try Program.run(arguments)
        #expect(again.status == 0)
        #expect(again.errors.contains("nothing to do"), "\(again.errors)")
    }
}
