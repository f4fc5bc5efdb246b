import Files
import Foundation
import HTTP
import Networks
import TestSupport
import Testing
import Torch
import Weights

@Suite struct RegistryTests {
    @Test func `entries are well formed`() throws {
        let entries = Registry.entries
        #expect(Set(entries.map(\.name)).count == entries.count)
        #expect(Set(entries.map(\.fileName)).count == entries.count)
        for entry in entries {
            #expect(entry.url.hasPrefix("https://"))
            #expect(entry.backbone.origins.contains(entry.origin))
            if let sum = entry.sum {
                #expect(sum.value.count == (sum.algorithm == .md5 ? 32 : 64) || sum.isBeginning && sum.value.count >= 8)
                #expect(sum.value.allSatisfy { $0.isHexDigit && !$0.isUppercase })
            }
            #expect(try Registry.entry(entry.name).url == entry.url)
        }
        let error = try #require(throws: InputError.self) { _ = try Registry.entry("alexnet") }
        #expect(error.description.contains("Known names: keras-xception"))
    }

    @Test func `the cache follows the environment`() {
        func directory(_ environment: [String: String]) -> String {
            WeightCache.standard(environment: environment).directory
        }
        #expect(directory(["TUNINGFORK_CACHE": "/c", "XDG_CACHE_HOME": "/x", "HOME": "/h"]) == "/c/weights")
        #expect(directory(["XDG_CACHE_HOME": "/x", "HOME": "/h"]) == "/x/tuningfork/weights")
        #expect(
            directory(["TUNINGFORK_CACHE": "", "XDG_CACHE_HOME": "x", "HOME": "/h"]) == "/h/.cache/tuningfork/weights")
    }

    @Test func `a name stands for a path or for fetched weights`() throws {
        let directory = try TemporaryDirectory()
        let cache = WeightCache(directory: directory.path)
        let file = try directory.write("own.h5", "x")
        #expect(try cache.resolve(file) == file)
        let absent = try #require(throws: InputError.self) { _ = try cache.resolve("keras-vgg16") }
        #expect(absent.description.contains("Run 'tuningfork weights fetch keras-vgg16' first"))
        #expect(throws: InputError.self) { _ = try cache.resolve("nonsense") }
        let entry = try Registry.entry("keras-vgg16")
        try directory.write(entry.fileName, "y")
        #expect(try cache.resolve("keras-vgg16") == cache.path(of: entry))
    }

    @Test func `fetching checks what came, and what is there`() throws {
        let directory = try TemporaryDirectory()
        let source = directory.file("source.safetensors")
        let network = try GalaxyNetwork(
            backbone: .xceptionSmall, head: HeadConfiguration(hidden: 4, embedding: 4), seed: 1)
        try SafeTensors.write(
            network.store.state(), metadata: ["backbone": "xception_small", "origin": "keras"], to: source)
        let content = try Data(contentsOf: URL(filePath: source))
        let server = try LoopbackServer { _, _ in .init(body: content) }
        let cache = WeightCache(directory: directory.file("cache"))
        func entry(_ backbone: BackboneName, sum: PublishedSum?) -> RegistryEntry {
            RegistryEntry(
                backbone: backbone,
                source: WeightSource(
                    name: "test", origin: .keras, place: .url(server.url("w")), fileName: "w.safetensors", sum: sum,
                    licence: "none"))
        }
        let wrong = try #require(throws: InputError.self) { _ = try cache.fetch(entry(.vgg16, sum: nil)) }
        #expect(wrong.description.contains("not weights of vgg16"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache.directory).isEmpty)
        #expect(throws: FetchError.self) { _ = try cache.fetch(entry(.xceptionSmall, sum: .sha256("01234567"))) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache.directory).isEmpty)
        let sha256 = try Checksum.hexadecimal(.sha256, of: content)
        let fetched = try cache.fetch(entry(.xceptionSmall, sum: .sha256(String(sha256.prefix(8)))))
        #expect(fetched.sha256 == sha256)
        let requests = server.requests.count
        #expect(try cache.fetch(entry(.xceptionSmall, sum: nil)).path == fetched.path)
        #expect(server.requests.count == requests)
        // A file that was damaged after it was fetched is not taken for whole.
        try Data("damaged".utf8).write(to: URL(filePath: fetched.path))
        #expect(throws: FetchError.self) {
            _ = try cache.fetch(entry(.xceptionSmall, sum: .sha256(sha256)))
        }
    }
}
