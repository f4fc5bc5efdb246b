import Foundation
import Tables
import TestSupport
import Testing

/// `export`, and `query --output`: the real program, and the field's readers of what it writes.
@Suite(.serialized) struct ExportTests {
    private static let rows = 300
    private static let files = ["c.fits", "c.vot", "c.csv", "c.csv.gz", "c.parquet", "c.sqlite"]

    /// A catalogue with missing numbers, empty texts, and texts that formats must escape.
    private static func catalogue() throws -> SmallSky {
        let sky = try SmallSky()
        #expect(try Program.run(sky.training("run")).status == 0)
        var mix = SplitMix(state: 11)
        let notes = ["", "\"a, b\"", "\"he said \"\"no\"\"\"", "<&>", " blank ", "it's"]
        var lines = ["id,file,ra,dec,magnitude,note"]
        for number in 0..<rows {
            let (x, y) = (Double(mix.next() >> 11) / Double(1 << 53), Double(mix.next() >> 11) / Double(1 << 53))
            lines.append(
                "\(number == 7 ? "007" : "n\(number)"),\(number).jpg,\(x * 360),\(y * 160 - 80),"
                    + "\(number % 13 == 0 ? "" : "\(14 + x * 6)"),\(notes[number % notes.count])")
        }
        let manifest = try sky.manifest("many.csv", lines.joined(separator: "\n") + "\n")
        let made = try Program.run([
            "catalog", sky.file("run"), "--manifest", manifest, "--output", sky.file("c"), "--engine", "stub",
            "--cell-rows", "60", "--quiet",
        ])
        #expect(made.status == 0, "\(made.errors)")
        return sky
    }

    private static func export(_ sky: SmallSky, _ file: String, _ options: [String] = []) throws {
        let outcome = try Program.run(
            ["export", sky.file("c"), "--output", sky.file(file), "--quiet"] + options)
        #expect(outcome.status == 0 && outcome.output == sky.file(file) + "\n", "\(outcome.errors)")
    }

    @Test(.timeLimit(.minutes(10))) func `the field's readers find the catalogue's rows in every format`() throws {
        let sky = try Self.catalogue()
        for file in Self.files { try Self.export(sky, file) }
        // The program's own reader, from the cells themselves.
        let all = try Program.run(["query", sky.file("c"), "--columns", "id"])
        let ids = all.output.split(separator: "\n").dropFirst().map(String.init)
        #expect(ids.count == Self.rows && Set(ids).count == Self.rows && ids.contains("007"))
        for file in Self.files where !file.hasSuffix("sqlite") {
            #expect(try TableFile.read(sky.file(file), text: ["id"]).texts("id") == ids, "\(file)")
        }
        guard let python = PeerReaders.python else { return }
        let asked = try PeerReaders.run("exports.py", [sky.directory.path], with: python)
        #expect(asked.status == 0, "\(asked.errors)")
        let line = asked.output.split(separator: "\n").last.map(String.init) ?? ""
        let said = try #require(
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(asked.output)")
        #expect(said["told"] as? [String] == [])
        let found = try #require(said["found"] as? [String: [String: AnyHashable]])
        #expect(found.count == 9)
        let first = try #require(found["parquet, pyarrow"])
        #expect(first["rows"] == Self.rows as AnyHashable && first["missing"] == 24 as AnyHashable)
        for (reader, summary) in found { #expect(summary == first, "\(reader)") }
        #expect(
            said["indices"] as? [String] == ["galaxies by _healpix_29", "galaxies by class", "galaxies by id"])
        #expect(said["unit"] as? String == "deg" && said["uses_index"] as? Bool == true)
        #expect((said["parameters"] as? [String])?.contains("settings") ?? false)
    }

    @Test(.enabled(if: FieldTools.fitsverify != nil, "there is no fitsverify here"), .timeLimit(.minutes(5)))
    func `fitsverify has nothing to say against it`() throws {
        let fitsverify = try #require(FieldTools.fitsverify)
        let sky = try Self.catalogue()
        try Self.export(sky, "c.fits")
        #expect(try FieldTools.say(fitsverify, ["-q", sky.file("c.fits")]).hasPrefix("verification OK"))
        let whole = try FieldTools.say(fitsverify, [sky.file("c.fits")])
        #expect(whole.contains("found 0 warning(s) and 0 error(s)"), "\(whole)")
    }

    @Test(.enabled(if: FieldTools.stilts != nil, "there is no stilts here"), .timeLimit(.minutes(5)))
    func `stilts has nothing to say against it`() throws {
        let stilts = try #require(FieldTools.stilts)
        let sky = try Self.catalogue()
        for file in ["c.fits", "c.vot"] {
            try Self.export(sky, file)
            let counted = try FieldTools.say(stilts, ["tpipe", "in=\(sky.file(file))", "omode=count"])
            #expect(counted.contains("rows: \(Self.rows)"), "\(counted)")
        }
        let lint = try FieldTools.say(stilts, ["votlint", sky.file("c.vot")])
        #expect(lint.isEmpty, "\(lint)")
    }

    @Test(.timeLimit(.minutes(5))) func `what is asked for is exported, and what cannot be is told`() throws {
        let sky = try Self.catalogue()
        let wanted = ["--where", "class=spiral && magnitude<18", "--columns", "id", "magnitude"]
        let printed = try Program.run(["query", sky.file("c")] + wanted)
        let lines = printed.output.split(separator: "\n").map(String.init)
        #expect(lines.count > 10 && lines.count < Self.rows)
        try Self.export(sky, "some.fits", wanted)
        let some = try TableFile.read(sky.file("some.fits"))
        #expect(some.columns.map(\.name) == ["id", "magnitude"])
        #expect(
            zip(try some.texts("id"), try some.texts("magnitude")).map { "\($0),\($1)" } == Array(lines.dropFirst()))
        for (arguments, words) in [
            (["--output", sky.file("a.xlsx")], "ending"),
            (["--output", sky.file("a.fits"), "--format", "csv"], "ends in .csv"),
            (["--output", sky.file("a.fits"), "--columns", "nothing"], "nothing"),
            (["--output", sky.file("a.sqlite"), "--where", "nothing<3"], "nothing"),
            (["--output", sky.file("gone/a.sqlite")], "gone"),
        ] {
            let refused = try Program.run(["export", sky.file("c")] + arguments)
            #expect(refused.status != 0 && refused.errors.contains(words), "\(refused.status) \(refused.errors)")
            #expect(!FileManager.default.fileExists(atPath: sky.file("a.sqlite")))
            #expect(!FileManager.default.fileExists(atPath: sky.file("a.fits")))
        }
    }

    @Test(.enabled(if: FullDisk.isAllowed, Comment(rawValue: FullDisk.absence)), arguments: files)
    func `an export to a full disk is told and leaves nothing`(_ file: String) throws {
        let sky = try Self.catalogue()
        let disk = try FullDisk(kilobytes: 16)
        let full = try Program.run(["export", sky.file("c"), "--output", disk.file(file), "--quiet"])
        #expect(full.status != 0 && full.errors.contains(file), "\(full.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == [])
    }

    @Test(.enabled(if: FullDisk.isAllowed, Comment(rawValue: FullDisk.absence)))
    func `a disk that is full in the middle of a cell leaves whole cells, and the catalogue goes on`() throws {
        let sky = try Self.catalogue()
        let disk = try FullDisk(kilobytes: 2000)
        let arguments = [
            "catalog", sky.file("run"), "--manifest", sky.file("many.csv"), "--output", disk.file("c"), "--engine",
            "stub", "--cell-rows", "60", "--quiet",
        ]
        try disk.fill(leaving: 45)
        let full = try Program.run(arguments)
        #expect(full.status == 1 && full.errors.contains("No space left on device"), "\(full.errors)")
        for case let name as String in FileManager.default.enumerator(atPath: disk.file("c")) ?? .init()
        where name.hasSuffix(".parquet") { #expect(try TableFile.read(disk.file("c/\(name)")).rowCount > 0, "\(name)") }
        try disk.clear()
        let again = try Program.run(arguments)
        #expect(again.status == 0, "\(again.errors)")
        #expect(try CatalogTests.files(disk.file("c")) == CatalogTests.files(sky.file("c")))
    }
}
