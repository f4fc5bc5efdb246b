import Catalogue
import Files
import Foundation
import Process
import TestSupport
import Testing

@Suite struct RerunTests {
    private func made(
        _ survey: SmallSurvey, _ name: String = "c", embeddings: Bool = false
    ) throws -> CatalogueRequest {
        var request = survey.request(name)
        request.embeddings = embeddings
        request.origin = try CatalogueOrigin(try survey.run(), engine: "stub", device: "cpu")
        _ = try survey.make(request)
        return request
    }

    @Test func `the record lists everything by digest`() throws {
        let survey = try SmallSurvey()
        let request = try made(survey)
        let record = try #require(try CatalogueProvenance.read(request.output))
        func sum(_ path: String) throws -> String { try Checksum.hexadecimal(.sha256, ofFile: path) }
        #expect(record.manifest.sha256 == (try sum(survey.manifest)))
        #expect(record.origin?.networks.first?.weights == (try sum(survey.directory.file("run/weights.safetensors"))))
        #expect(record.origin?.networks.first?.recipe == (try sum(survey.directory.file("run/recipe.toml"))))
        #expect(record.origin?.networks.first?.seed == 5)
        #expect(record.makers.map(\.binary) == [try sum("/proc/self/exe")])
        let host = try String(contentsOfFile: "/proc/sys/kernel/hostname", encoding: .utf8)
        #expect(record.makers.first?.host == host.trimmingCharacters(in: .whitespacesAndNewlines))
        #expect(record.rows == 600 && record.started <= record.finished)
        let files = try survey.files("c")
        #expect(Set(record.files.keys) == Set(files.keys))
        for (name, data) in files {
            #expect(record.files[name]?.sha256 == (try Checksum.hexadecimal(.sha256, of: Array(data))), "\(name)")
            #expect(record.files[name]?.bytes == data.count)
        }
        // Asked for again it says what it said: nothing was made.
        _ = try survey.make(request)
        #expect(try CatalogueProvenance.read(request.output) == record)
    }

    @Test func `who has made no cell is not named`() throws {
        let survey = try SmallSurvey()
        var request = survey.request("c")
        request.shard = .init(index: 0, count: 2)
        _ = try survey.make(request)
        // Of another machine, whose process waits for this one.
        let makers = survey.directory.file("c/tuningfork/makers")
        let own = try #require(try FileManager.default.contentsOfDirectory(atPath: makers).first)
        let text = try String(contentsOfFile: "\(makers)/\(own)", encoding: .utf8)
        try survey.directory.write(
            "c/tuningfork/makers/idle-1.json", text.replacing(/"host":"[^"]*"/, with: "\"host\":\"idle\""))
        request.shard = .init(index: 1, count: 2)
        _ = try survey.make(request)
        let record = try #require(try CatalogueProvenance.read(request.output))
        #expect(record.makers.count == 1 && record.makers.first?.host != "idle")
    }

    @Test(arguments: [false, true])
    func `made again, the bytes are the same, whatever the folder is called`(embeddings: Bool) throws {
        let survey = try SmallSurvey()
        let request = try made(survey, embeddings: embeddings)
        let rerun = try CatalogueRerun(of: request.output)
        #expect(rerun.usualOutput == request.output + "_rerun")
        _ = try survey.make(rerun.request(to: survey.directory.file("again")))
        #expect(try rerun.differences(of: survey.directory.file("again")) == [])
        #expect(try survey.files("again") == survey.files("c"))
    }

    @Test func `what is not as it was is told`() throws {
        let survey = try SmallSurvey(count: 20)
        var request = survey.request("c")
        request.origin = try CatalogueOrigin(
            survey.run(), engine: "stub", device: "cpu", threads: 2, libtorch: "2.0")
        _ = try survey.make(request)
        let rerun = try CatalogueRerun(of: request.output)
        #expect(rerun.provenance.makers.map(\.device) == ["cpu"] && rerun.provenance.makers.map(\.threads) == [2])
        var here = rerun.origin
        #expect(try rerun.circumstances(of: here) == [])
        (here.device, here.threads, here.libtorch) = ("cuda:1", 3, "2.1")
        #expect(
            try rerun.circumstances(of: here)
                == ["libtorch: 2.0 → 2.1", "device: cpu → cuda:1", "threads: 2 → 3"])
    }

    @Test func `files that differ, are gone or more are named`() throws {
        let survey = try SmallSurvey()
        let request = try made(survey)
        let rerun = try CatalogueRerun(of: request.output)
        try survey.directory.write("c/partition_info.csv", "Norder,Npix\n")
        try survey.directory.write("c/more.txt", "")
        try FileManager.default.removeItem(atPath: survey.directory.file("c/properties"))
        #expect(try rerun.differences(of: request.output) == ["more.txt", "partition_info.csv", "properties"])
    }

    @Test func `another run, table or record is refused`() throws {
        let survey = try SmallSurvey()
        let request = try made(survey)
        try survey.directory.write("run/weights.safetensors", "others")
        let weights = #expect(throws: InputError.self) { try CatalogueRerun(of: request.output) }
        #expect(weights?.problem.contains("weights.safetensors is another or gone") ?? false)
        try survey.directory.write("run/weights.safetensors", "weights")
        try survey.directory.write("m.csv", SmallSurvey.text(count: 599))
        let table = #expect(throws: InputError.self) { try CatalogueRerun(of: request.output) }
        #expect(table?.problem.contains("not the table that the catalogue was made from") ?? false)
        let other = try survey.directory.write("n.csv", SmallSurvey.text(count: 600))
        #expect(try CatalogueRerun(of: request.output, manifest: other).manifest == other)
        let none = #expect(throws: InputError.self) { try CatalogueRerun(of: survey.directory.file("run")) }
        #expect(none?.problem.contains("nothing here says") ?? false)
        let wrong = #expect(throws: InputError.self) { try CatalogueRerun(of: other) }
        #expect(wrong?.problem.contains("does not say where a catalogue comes from") ?? false)
        let record = survey.directory.file("c/tuningfork/rerun.json")
        let text = try String(contentsOfFile: record, encoding: .utf8)
        try survey.directory.write("later.json", text.replacing("\"version\" : 1", with: "\"version\" : 7"))
        let later = #expect(throws: InputError.self) { try CatalogueRerun(of: survey.directory.file("later.json")) }
        #expect(later?.problem.contains("of version 7") ?? false)
    }
}
