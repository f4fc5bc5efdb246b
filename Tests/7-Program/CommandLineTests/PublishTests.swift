import Files
import Foundation
import Tables
import TestSupport
import Testing

/// `export --publish` and `rerun`: the real program, looked at by the field's own readers and validators.
@Suite(.serialized) struct PublishTests {
    /// A trained network, the catalogue `sky` of 500 galaxies that stand close, and the survey's own table of 600.
    private static func work(embeddings: Bool = false) throws -> (
        sky: SmallSky, survey: String, edge: (ra: Double, dec: Double)
    ) {
        let sky = try SmallSky()
        #expect(try Program.run(sky.training("run")).status == 0)
        var mix = SplitMix(state: 5)
        var lines = ["id,file,ra,dec,magnitude,flags"]
        var survey = ["COADD_OBJECT_ID,RA,DEC,MAG_AUTO_R"]
        for number in 0..<600 {
            let (x, y) = (Double(mix.next() >> 11) / Double(1 << 53), Double(mix.next() >> 11) / Double(1 << 53))
            // Half a degree around a corner of large cells, where RA 0 is, too.
            let (ra, dec) = (x * 0.2 + 359.9 - (x > 0.5 ? 360 : 0), y * 0.2 - 0.1)
            survey.append("\(1000 + number),\(ra),\(dec),\(16 + y)")
            guard number < 500 else { continue }
            let file = number == 50 ? "none" : "\(number % 24)"
            let magnitude = number == 7 ? "" : "\(14 + x * 6)"
            lines.append("\(1000 + number),\(file).jpg,\(ra),\(dec),\(magnitude),\(number % 9 == 0 ? "edge" : "")")
        }
        let manifest = try sky.manifest("many.csv", lines.joined(separator: "\n") + "\n")
        let options = embeddings ? ["--embeddings"] : []
        let made = try Program.run(CatalogTests.arguments(sky, manifest, "sky") + options)
        #expect(made.status == 0, "\(made.errors)")
        return (sky, try sky.manifest("des.csv", survey.joined(separator: "\n") + "\n"), (0, 0))
    }

    @Test(.timeLimit(.minutes(15))) func `the field's readers and validators accept it without a warning`() throws {
        let (sky, survey, edge) = try Self.work(embeddings: true)
        let python = PeerReaders.python
        var arguments = [
            "export", sky.file("sky"), "--publish", sky.file("published"), "--title", "Morphology of a small sky",
            "--author", "Hubble, Edwin", "The Small Sky Collaboration", "--licence", "CC-BY-4.0", "--doi",
            "10.5281/zenodo.1234567", "--quiet",
        ]
        if let python {
            let des = try PeerReaders.run("survey.py", [survey, sky.file("des"), "des"], with: python)
            #expect(des.status == 0, "\(des.errors)")
            arguments += ["--extends", sky.file("des"), "--id-column", "COADD_OBJECT_ID"]
        }
        let published = try Program.run(arguments)
        #expect(published.status == 0, "\(published.errors)")
        try Self.checkNamesNoFolder(sky.file("published"), of: sky)
        let again = try Program.run(arguments)
        #expect(again.status == 65 && again.errors.contains("something of this name"), "\(again.errors)")
        guard let python else { return }
        let asked = try PeerReaders.run(
            "publication.py",
            [
                sky.file("published"), "sky", "\(edge.ra)", "\(edge.dec)", "120", sky.file("des"), "COADD_OBJECT_ID",
            ], with: python)
        #expect(asked.status == 0, "\(asked.errors)")
        let line = asked.output.split(separator: "\n").last.map(String.init) ?? ""
        let said = try #require(
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(asked.output)")
        #expect(said["told"] as? [String] == [])
        for name in ["valid", "valid_collection", "valid_extension", "margin", "margin_schema", "vectors", "digests"] {
            #expect(said[name] as? Bool == true, "\(name)")
        }
        for name in ["rows", "fits_rows", "votable_rows", "text_rows", "inside", "duckdb"] {
            #expect(said[name] as? Int == 500, "\(name)")
        }
        for name in ["felis", "citation"] { #expect(said[name] as? Int == 0, "\(name)") }
        let cone = try #require(said["cone"] as? [String])
        #expect(cone == said["brute"] as? [String] && cone.count > 5)
        #expect((said["cone_cells"] as? Int ?? 0) > 1)
        #expect(said["pairs"] as? [String] == said["brute_pairs"] as? [String])
        #expect((said["pairs_across"] as? Int ?? 0) > 4)
        #expect(said["found"] as? [String] == [said["wanted"] as? String ?? "none"])
        #expect(said["text_equal"] as? [String] == [])
        // What the manifest brought has what the manifest said of it.
        let without = try #require(said["without_ucd"] as? [String])
        #expect(Set(without).isSubset(of: ["magnitude", "flags"]), "\(without)")
        let ucds = try #require(said["ucds"] as? [String: Any])
        #expect(ucds["p_spiral"] as? String == "stat.probability;src.morph.type")
        try Self.checkExtension(said, of: sky.file("published/sky.fits"))
    }

    /// Neither the folder of those who made it nor their machine stands in a file; one picture cannot be read, and why stands in
    /// its row.
    private static func checkNamesNoFolder(_ publication: String, of sky: SmallSky) throws {
        let host = try String(contentsOfFile: "/proc/sys/kernel/hostname", encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        for case let name as String in FileManager.default.enumerator(atPath: publication) ?? .init() {
            guard let data = FileManager.default.contents(atPath: "\(publication)/\(name)") else { continue }
            #expect(data.range(of: Data(sky.directory.path.utf8)) == nil, "\(name)")
            // By itself, a name may be a word of the text.
            if name.hasSuffix(".json") { #expect(data.range(of: Data("\"\(host)\"".utf8)) == nil, "\(name)") }
        }
        let table = try TableFile.read("\(publication)/sky.fits")
        #expect(table.info["made_on"] == nil)
        let reasons = try table.texts("reason").filter { !$0.isEmpty }
        #expect(reasons.count == 1 && reasons[0].hasPrefix("none.jpg"), "\(reasons)")
    }

    /// Every galaxy of the survey has what the catalogue says of it, or nothing.
    private static func checkExtension(_ said: [String: Any], of fits: String) throws {
        #expect(said["survey_rows"] as? Int == 600)
        let joined = try #require(said["joined"] as? [String: [Any]])
        #expect(joined.count == 600)
        let table = try TableFile.read(fits)
        let (ids, classes) = (try table.texts("id"), try table.texts("class"))
        let probabilities = try table.doubles("p_spiral")
        for (row, id) in ids.enumerated() {
            let found = try #require(joined[id])
            #expect(found[0] as? String ?? "" == classes[row])
            let value = found[1] as? Double
            #expect(probabilities[row].map { abs($0 - (value ?? .infinity)) < 1e-5 } ?? (value == nil), "\(id)")
        }
        for id in 1500..<1600 { #expect(joined["\(id)"]?[1] is NSNull, "\(id)") }
    }

    @Test(.timeLimit(.minutes(10))) func `what is exported says where it comes from`() throws {
        let (sky, _, _) = try Self.work()
        let weights = try Checksum.hexadecimal(.sha256, ofFile: sky.file("run/weights.safetensors"))
        let binary = try Checksum.hexadecimal(.sha256, ofFile: Program.path)
        for ending in ["fits", "vot", "parquet"] {
            let path = sky.file("all.\(ending)")
            #expect(try Program.run(["export", sky.file("sky"), "--output", path, "--quiet"]).status == 0)
            let info = try TableFile.read(path).info
            #expect(info["weights_sha256"] == weights && info["binary_sha256"] == binary, "\(ending)")
            #expect(info["seed"] != nil && info["made"] != nil && info["libtorch"] != nil, "\(ending)")
        }
        #expect(try Program.run(["export", sky.file("sky"), "--output", sky.file("all.csv"), "--quiet"]).status == 0)
        #expect(try String(contentsOfFile: sky.file("all.csv.rerun.json"), encoding: .utf8).contains(weights))
    }

    @Test(.timeLimit(.minutes(10)))
    func `made again the catalogue has the same bytes, or what differs is named`() throws {
        let (sky, _, _) = try Self.work()
        let same = try Program.run(["rerun", sky.file("sky"), "--output", sky.file("again"), "--quiet"])
        #expect(same.status == 0 && same.output.contains("The same bytes"), "\(same.output) \(same.errors)")
        #expect(try CatalogTests.files(sky.file("again")) == CatalogTests.files(sky.file("sky")))
        // The run lies elsewhere, and one picture is another.
        try FileManager.default.moveItem(atPath: sky.file("run"), toPath: sky.file("moved"))
        let gone = try Program.run(["rerun", sky.file("sky"), "--output", sky.file("third"), "--quiet"])
        #expect(gone.status == 65 && gone.errors.contains("--run"), "\(gone.errors)")
        try FileManager.default.removeItem(atPath: sky.file("3.jpg"))
        try FileManager.default.copyItem(atPath: sky.file("4.jpg"), toPath: sky.file("3.jpg"))
        let other = try Program.run([
            "rerun", sky.file("sky/tuningfork/rerun.json"), "--output", sky.file("fourth"), "--run", sky.file("moved"),
            "--quiet",
        ])
        #expect(
            other.status == 65 && other.errors.contains("files differ: dataset/")
                && other.errors.contains("image_digest"), "\(other.errors)")
    }
}
