import Foundation
import TestSupport
import Testing

/// What the world gets wrong: each time a message that says where, the right exit code, and nothing half-written.
@Suite struct BadInputTests {
    /// A PNG that claims `width` x `height` pixels, with one byte of them.
    private static func png(width: UInt32, height: UInt32) -> Data {
        func word(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
        func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
            let checked = Array(name.utf8) + body
            var checksum: UInt32 = 0xFFFF_FFFF
            for byte in checked {
                checksum ^= UInt32(byte)
                for _ in 0..<8 { checksum = checksum & 1 == 1 ? checksum >> 1 ^ 0xEDB8_8320 : checksum >> 1 }
            }
            return word(UInt32(body.count)) + checked + word(~checksum)
        }
        let header = chunk("IHDR", word(width) + word(height) + [8, 2, 0, 0, 0])
        return Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + header + chunk("IDAT", [0x78]))
    }

    @Test(arguments: [
        ("id,picture,label\na,0.jpg,spiral\n", ["column 'file'", "id, picture, label"]),
        ("id,file\na,0.jpg\n", ["label"]),
        ("id,file,label\n", ["no rows"]),
        ("", ["bad.csv"]),
        ("id,file,label\na,0.jpg,spiral\nb,2.jpg,spiral\n", ["elliptical", "2 spiral"]),
        ("id,file,label\na,0.jpg,spiral\nb,1.jpg,eliptical\n", ["row 2", "column 'label'", "eliptical"]),
        ("id,file,label\na,0.jpg,spiral\na,1.jpg,elliptical\n", ["row 2", "column 'id'"]),
        ("id,file,label\na,0.jpg,\nb,1.jpg,\n", ["label"]),
    ])
    func aBadManifestIsRefused(_ text: String, _ expected: [String]) throws {
        let sky = try SmallSky(count: 2)
        let manifest = try sky.manifest("bad.csv", text)
        let outcome = try Program.run(sky.training("run", manifest: manifest))
        #expect(outcome.status == 65, "\(outcome.errors)")
        #expect(outcome.errors.contains("bad.csv"), "\(outcome.errors)")
        for word in expected { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
        #expect(!FileManager.default.fileExists(atPath: sky.file("run")))
    }

    @Test func aMissingManifestIsNamed() throws {
        let sky = try SmallSky(count: 2)
        let outcome = try Program.run(sky.training("run", manifest: sky.file("absent.csv")))
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("absent.csv"))
    }

    private static let badImages: [(String, Data?, String)] = [
        ("zero.jpg", Data(), "empty"),
        ("text.jpg", Data("These are words, not a picture.".utf8), "looks like text"),
        ("tiny.png", png(width: 1, height: 1), "1 x 1 px"),
        ("huge.png", png(width: 20_000, height: 20_000), "20000 x 20000 px"),
        ("truncated.jpg", nil, "truncated.jpg"),
        ("absent.jpg", nil, "does not exist"),
    ]

    @Test(arguments: badImages.indices)
    func anUnreadableImageStopsTrainingBeforeItStarts(_ index: Int) throws {
        let (name, data, reason) = Self.badImages[index]
        let sky = try SmallSky(count: 6)
        try Self.put(name, data, in: sky)
        let text = try String(contentsOfFile: sky.manifest, encoding: .utf8) + "bad,\(name),spiral,\n"
        let manifest = try sky.manifest("bad.csv", text)
        let outcome = try Program.run(sky.training("run", manifest: manifest))
        #expect(outcome.status == 65)
        for word in ["bad.csv", "row 13", name, reason, "--skip-unreadable"] {
            #expect(outcome.errors.contains(word), "\(outcome.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: sky.file("run")))
    }

    @Test func unreadableImagesAreFlaggedAndEveryRowIsKept() throws {
        let sky = try SmallSky()
        #expect(try Program.run(sky.training("run")).status == 0)
        var lines = ["id,file,survey"]
        for (name, data, _) in Self.badImages {
            try Self.put(name, data, in: sky)
            lines.append("\(name),\(name),nowhere")
            lines.append("good \(name),0.jpg,nowhere")
        }
        // The same image may be classified for several rows.
        let manifest = try sky.manifest("mixed.csv", lines.joined(separator: "\n") + "\n")
        let table = sky.file("predictions.csv")
        let outcome = try Program.run(["classify", sky.file("run"), "--manifest", manifest, "--output", table])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let rows = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n")
        #expect(rows.count == 1 + 2 * Self.badImages.count)
        #expect(rows[0].hasPrefix("id,file,p_spiral,p_elliptical,class,flag,reason,model,survey"))
        for (index, (name, _, reason)) in Self.badImages.enumerated() {
            #expect(rows[1 + 2 * index].hasPrefix("\(name),\(name),,,,unreadable,"))
            #expect(rows[1 + 2 * index].contains(reason), "\(rows[1 + 2 * index])")
            #expect(rows[2 + 2 * index].contains(",ok,,"))
        }
        let evaluated = try sky.manifest(
            "test.csv", "id,file,label\na,0.jpg,spiral\nb,zero.jpg,spiral\nc,1.jpg,elliptical\nd,1.jpg,\n")
        let json = sky.file("figures.json")
        let report = sky.file("report.html")
        let evaluation = try Program.run(
            ["evaluate", sky.file("run"), "--manifest", evaluated, "--json", json, "--report", report])
        #expect(evaluation.status == 0, "\(evaluation.errors)")
        #expect(evaluation.errors.contains("1 of 3 labelled images cannot be read"))
        #expect(evaluation.errors.contains("were seen in training"))
        #expect(evaluation.output.contains("accuracy"))
        #expect(try String(contentsOfFile: json, encoding: .utf8).contains("\"confusion\""))
        #expect(try String(contentsOfFile: report, encoding: .utf8).contains("<html"))
        let matrix = sky.file("vectors.npy")
        #expect(
            try Program.run(["embed", sky.file("run"), "--manifest", manifest, "--output", matrix]).status == 0)
        let header = try Data(contentsOf: URL(filePath: matrix)).prefix(128)
        #expect(String(decoding: header, as: UTF8.self).contains("'shape': (\(2 * Self.badImages.count), 8)"))
    }

    @Test func weightsOfAnotherNetworkAreRefusedTensorByTensor() throws {
        let sky = try SmallSky()
        #expect(try Program.run(sky.training("run")).status == 0)
        let outcome = try Program.run(
            [
                "train", "--manifest", sky.manifest, "--backbone", "mobilenet_v1", "--weights",
                sky.file("run/weights.safetensors"), "--output", sky.file("other"), "--quiet",
            ])
        #expect(outcome.status == 65)
        for word in ["weights.safetensors", "xception_small", "mobilenet_v1"] {
            #expect(outcome.errors.contains(word), "\(outcome.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: sky.file("other")))

        // A recipe that is no longer the one that was trained.
        let recipe = sky.file("run/recipe.toml")
        let text = try String(contentsOfFile: recipe, encoding: .utf8)
        try sky.directory.write("run/recipe.toml", text.replacing("embedding = 8", with: "embedding = 9"))
        let misfit = try Program.run(
            ["classify", sky.file("run"), "--manifest", sky.manifest, "--output", sky.file("p.csv")])
        #expect(misfit.status == 65)
        #expect(misfit.errors.contains("'head embedding' was 8 and is 9"), "\(misfit.errors)")
        #expect(!FileManager.default.fileExists(atPath: sky.file("p.csv")))
    }

    @Test func aFullDiskLeavesNothingHalfWritten() throws {
        let sky = try SmallSky()
        // No file may grow beyond 512 kB: the weights do not fit.
        let full = try Program.run(sky.training("run"), shell: "ulimit -f 512; exec \"$@\"")
        #expect(full.status == 1, "\(full.errors)")
        #expect(full.errors.contains("safetensors could not be written"), "\(full.errors)")
        #expect(!FileManager.default.fileExists(atPath: sky.file("run/weights.safetensors")))
        let left = try FileManager.default.contentsOfDirectory(atPath: sky.file("run"))
        #expect(!left.contains { $0.hasPrefix(".tuningfork") }, "\(left)")

        #expect(try Program.run(sky.training("run") + ["--force"]).status == 0)
        let device = sky.file("full.csv")
        try FileManager.default.createSymbolicLink(atPath: device, withDestinationPath: "/dev/full")
        let outcome = try Program.run(
            ["classify", sky.file("run"), "--manifest", sky.manifest, "--output", device])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("full.csv could not be written"), "\(outcome.errors)")
    }

    @Test func anOutputThatCannotBeWrittenIsNamed() throws {
        let sky = try SmallSky(count: 6)
        let outcome = try Program.run(sky.training("manifest.csv/run"))
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(outcome.errors.contains("manifest.csv/run could not be written"), "\(outcome.errors)")
        try FileManager.default.createDirectory(atPath: sky.file("full"), withIntermediateDirectories: true)
        try sky.directory.write("full/notes.txt", "words")
        let folder = try Program.run(sky.training("full"))
        #expect(folder.status == 1)
        #expect(folder.errors.contains("--force"), "\(folder.errors)")
    }

    @Test func aFolderWithoutARunIsNamed() throws {
        let sky = try SmallSky(count: 2)
        let outcome = try Program.run(
            ["classify", sky.directory.path, "--manifest", sky.manifest, "--output", sky.file("p.csv")])
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("not the folder of a training run"), "\(outcome.errors)")
    }

    @Test func aMisspeltRecipeIsNamed() throws {
        let sky = try SmallSky(count: 2)
        let recipe = try sky.manifest("bad.toml", "\n[[stage]]\nepoch = 3\n")
        let outcome = try Program.run(
            ["train", "--manifest", sky.manifest, "--recipe", recipe, "--output", sky.file("run")])
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("bad.toml: line 3: unknown key 'epoch'"), "\(outcome.errors)")
        #expect(outcome.errors.contains("'epochs'"), "\(outcome.errors)")
    }

    /// Writes a bad image; nil stands for one cut off in the middle, or for none at all.
    private static func put(_ name: String, _ data: Data?, in sky: SmallSky) throws {
        if let data {
            try sky.directory.write(name, data)
        } else if name.hasPrefix("truncated") {
            let whole = try Data(contentsOf: URL(filePath: sky.file("0.jpg")))
            try sky.directory.write(name, Data(whole.prefix(whole.count / 2)))
        }
    }
}
