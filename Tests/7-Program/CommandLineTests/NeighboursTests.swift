import Foundation
import Tables
import TestSupport
import Testing

/// `neighbours`, from pictures to tables and sheets.
@Suite(.serialized) struct NeighboursTests {
    /// A trained run, and the vectors of its galaxies in both formats.
    private final class Embedded: Sendable {
        let sky: SmallSky

        init() throws {
            sky = try SmallSky(count: 8)
            let rows = try String(contentsOfFile: sky.manifest, encoding: .utf8)
            let all = try sky.manifest("all.csv", rows + "gone,gone.jpg,spiral,\n")
            #expect(try Program.run(sky.training("run")).status == 0)
            for name in ["e.npy", "e.parquet"] {
                let made = try Program.run(
                    ["embed", sky.file("run"), "--manifest", all, "--output", sky.file(name), "--quiet"])
                #expect(made.status == 0, "\(made.errors)")
            }
        }
    }

    private static let embedded = Result { try Embedded() }
    private let sky: SmallSky

    init() throws { sky = try Self.embedded.get().sky }

    private func run(_ arguments: [String]) throws -> Program.Outcome { try Program.run(["neighbours"] + arguments) }

    private func table(_ name: String, of arguments: [String]) throws -> Table {
        let outcome = try run([sky.file("e.npy")] + arguments + ["--output", sky.file(name)])
        #expect(outcome.status == 0 && outcome.output.hasPrefix(sky.file(name)), "\(outcome.errors)")
        return try TableFile.read(sky.file(name), text: ["id", "query"])
    }

    @Test func everyFormatAndTheIndexGiveTheSame() throws {
        let exact = try table("exact.csv", of: ["--of", "g3", "g4", "--count", "5"])
        #expect(exact.columns.map(\.name) == ["query", "rank", "id", "distance", "file", "flag", "reason"])
        #expect(try exact.texts("query") == Array(repeating: "g3", count: 5) + Array(repeating: "g4", count: 5))
        #expect(try exact.doubles("rank").compactMap(\.self) == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5])
        let (ids, distances) = (try exact.texts("id"), try exact.doubles("distance").compactMap(\.self))
        #expect(!ids[..<5].contains("g3") && !ids[5...].contains("g4") && !ids.contains("gone"))
        #expect(distances[..<5] == distances[..<5].sorted()[...] && distances[0] >= 0)
        #expect(try exact.texts("file") == ids.map { $0.dropFirst() + ".jpg" })

        let index = ["--index", sky.file("e.index")]
        for arguments in [index, index + ["--threads", "1"]] {
            #expect(
                try table("i.csv", of: ["--of", "g3", "g4", "--count", "5"] + arguments) == exact.reread("i.csv", sky))
        }
        let outcome = try run([
            sky.file("e.parquet"), "--of", "g3", "g4", "--count", "5", "--output", sky.file("p.csv"), "--json",
            sky.file("n.json"), "--sheet", sky.file("sheet.png"),
        ])
        #expect(outcome.status == 0 && outcome.errors.contains("1 of 17 rows have no vector"), "\(outcome.errors)")
        #expect(
            try String(contentsOfFile: sky.file("p.csv"), encoding: .utf8)
                == String(contentsOfFile: sky.file("exact.csv"), encoding: .utf8))
        #expect(try Data(contentsOf: URL(filePath: sky.file("sheet.png"))).starts(with: [0x89, 0x50, 0x4E, 0x47]))
        let json = try String(contentsOfFile: sky.file("n.json"), encoding: .utf8)
        #expect(json.contains("\"rowsWithoutVector\" : 1") && json.contains("\"search\" : \"exact\""), "\(json)")
        let cosine = try table("c.csv", of: ["--of", "g3", "--count", "5", "--metric", "cosine"])
        #expect(try cosine.doubles("distance").allSatisfy { ($0 ?? 9) <= 2 })
    }

    @Test func aPictureFromOutsideIsSeenAsThoseInside() throws {
        let found = try table(
            "o.csv",
            of: ["--of-images", sky.file("2.jpg"), sky.file("4.jpg"), "--model", sky.file("run"), "--count", "3"])
        #expect(try found.texts("query")[3] == sky.file("4.jpg"))
        let (ids, distances) = (try found.texts("id"), try found.doubles("distance"))
        #expect(ids[0] == "g2" && ids[3] == "g4", "\(ids) \(distances)")
        #expect((distances[0] ?? 9) < 1e-4 && (distances[3] ?? 9) < 1e-4)
    }

    @Test(arguments: ["knn", "forest"])
    func anomalousOnesAreRanked(rule: String) throws {
        let found = try table("a.csv", of: ["--anomalous", "16", "--by", rule, "--count", "4"])
        #expect(found.columns.map(\.name) == ["rank", "id", "anomaly", "file", "flag", "reason"])
        let scores = try found.doubles("anomaly").compactMap(\.self)
        let ids = Set(try found.texts("id"))
        #expect(scores == scores.sorted(by: >) && scores.count == 16 && ids.count == 16)
    }

    @Test func badInputIsTold() throws {
        let (matrix, output) = (sky.file("e.npy"), ["--output", sky.file("bad.csv")])
        func expect(_ words: String, _ arguments: [String], status: Int32 = 65) throws {
            let outcome = try run(arguments + output)
            #expect(outcome.status == status && outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
            #expect(!FileManager.default.fileExists(atPath: sky.file("bad.csv")))
        }
        try expect("there is no galaxy 'g99'", [matrix, "--of", "g99"])
        try expect("'gone' has no vector", [matrix, "--of", "gone"])
        try expect("there are 15 with a vector", [matrix, "--of", "g1", "--count", "16"])
        try expect("Give --anomalous 16 or less", [matrix, "--anomalous", "17"])
        try expect("Give one of --of", [matrix], status: 64)
        try expect("need each other", [matrix, "--of-images", "a.jpg"], status: 64)
        try expect("goes with --anomalous", [matrix, "--of", "g1", "--by", "forest"], status: 64)
        try expect("nothing.jpg", [matrix, "--of-images", sky.file("nothing.jpg"), "--model", sky.file("run")])
        try expect("--images", [matrix, "--of", "g1", "--sheet", sky.file("s.png"), "--images", sky.file("nowhere")])
        #expect(!FileManager.default.fileExists(atPath: sky.file("s.png")))

        // Another embedding with the index of this one.
        #expect(
            try run([matrix, "--of", "g1", "--index", sky.file("b.index"), "--output", sky.file("x.csv")]).status == 0)
        try expect("another embedding", [sky.file("e.parquet"), "--of", "g1", "--index", sky.file("b.index")])
        try expect("euclidean metric", [matrix, "--of", "g1", "--index", sky.file("b.index"), "--metric", "cosine"])
        try expect("not an index", [matrix, "--of", "g1", "--index", sky.manifest])

        let bytes = try Data(contentsOf: URL(filePath: matrix))
        try FileManager.default.copyItem(atPath: sky.file("e.csv"), toPath: sky.file("t.csv"))
        try sky.directory.write("t.npy", bytes.dropLast(5))
        try expect("follow its header", [sky.file("t.npy"), "--of", "g1"])
        var other = bytes
        if let place = other.firstRange(of: Data("<f4".utf8)) { other.replaceSubrange(place, with: Data(">f4".utf8)) }
        try sky.directory.write("t.npy", other)
        try expect("type '>f4'", [sky.file("t.npy"), "--of", "g1"])
        try sky.directory.write("t.npy", bytes)
        try sky.directory.write("t.csv", "id,file\ng1,1.jpg\n")
        try expect("it has 1 rows", [sky.file("t.npy"), "--of", "g1"])
        let parquet = try Data(contentsOf: URL(filePath: sky.file("e.parquet")))
        try sky.directory.write("t.parquet", parquet.dropLast(9))
        try expect("cut short", [sky.file("t.parquet"), "--of", "g1"])

        let narrow = try SmallSky(count: 6)
        let recipe = try String(contentsOfFile: narrow.recipe, encoding: .utf8).replacing(
            "embedding = 8", with: "embedding = 4")
        try narrow.directory.write("recipe.toml", recipe)
        #expect(try Program.run(narrow.training("run")).status == 0)
        try expect(
            "those of the model have 4", [matrix, "--of-images", sky.file("3.jpg"), "--model", narrow.file("run")])
    }

    /// Nothing that is read is replaced.
    @Test func outputsAreNoInputs() throws {
        for output in ["e.npy", "e.csv"] {
            let outcome = try run([sky.file("e.npy"), "--of", "g1", "--output", sky.file(output)])
            #expect(outcome.status == 65 && outcome.errors.contains("another name"), "\(outcome.errors)")
        }
    }

    /// Any layer of a run's backbone.
    @Test func layersAreNamed() throws {
        let command = [
            "embed", sky.file("run"), "--manifest", sky.manifest, "--output", sky.file("l.parquet"), "--type",
            "float16",
        ]
        let wrong = try Program.run(command + ["--endpoint", "nowhere"])
        #expect(wrong.status == 65 && wrong.errors.contains("nowhere"), "\(wrong.errors)")
        let outcome = try Program.run(command + ["--endpoint", "block2"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let (width, values) = try VectorTable.vectors(sky.file("l.parquet"), named: "embedding")
        #expect(width > 8 && values.count == 16 * width && values.allSatisfy { $0.isFinite })
    }
}

extension Table {
    /// The table as another file of it is read.
    fileprivate func reread(_ name: String, _ sky: SmallSky) throws -> Table {
        Table(columns: columns, path: sky.file(name), firstRow: firstRow, info: info)
    }
}
