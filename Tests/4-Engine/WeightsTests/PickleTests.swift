import Files
import Foundation
import TestSupport
import Testing
import Torch
import Weights

/// Files of PyTorch, which `Goldens/pickles.py` wrote; their numbers are hashed from the tensors' names.
@Suite struct PickleTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let file: String
        var prefix = ""
        var place: String?
        var testDescription: String { file }
    }

    static let cases = [
        Case(file: "zip_2.pth"), Case(file: "zip_4.pth"), Case(file: "zip_5.pth"), Case(file: "old_1.pth"),
        Case(file: "old_2.pth"), Case(file: "old_4.pth"), Case(file: "deflated.pth"), Case(file: "no_sums.pth"),
        Case(file: "lightning.ckpt", prefix: "model.encoder.", place: "state_dict"),
        Case(file: "lightning_old.ckpt", prefix: "model.encoder.", place: "state_dict"),
        Case(file: "ema_beside.pth", place: "state_dict"), Case(file: "ema_only.pth", place: "model_ema"),
    ]

    static func path(_ name: String) -> String { goldenPath("pickles/\(name)") }

    /// A tensor of the script's, row-major.
    static func expected(_ name: String) -> (shape: [Int], type: String, values: [Double]) {
        func hashed(_ name: String, _ count: Int) -> [Double] { HashedValues.uniform(name, count: count) }
        switch name {
        case "conv.weight": return ([4, 3, 3, 2], "float32", hashed(name, 72))
        case "conv.bias": return ([4], "float16", hashed(name, 4))
        case "bn.weight": return ([4], "bfloat16", hashed(name, 4))
        case "bn.running_mean": return ([4], "float64", hashed(name, 4))
        case "bn.num_batches_tracked": return ([], "int64", [7])
        case "view":
            let whole = hashed(name, 48)
            return ([4, 3], "float32", (1..<5).flatMap { row in [0, 3, 6].map { whole[row * 8 + $0] } })
        case "shared.rows": return ([3, 3], "float32", Array(hashed("shared", 12)[3...]))
        case "shared.columns":
            let whole = hashed("shared", 12)
            return ([3, 4], "float32", (0..<3).flatMap { column in (0..<4).map { whole[$0 * 3 + column] } })
        case "mask": return ([5], "bool", hashed(name, 5).map { $0 > 0.5 ? 1 : 0 })
        case "bytes": return ([2, 3], "uint8", hashed(name, 6).map { ($0 * 100).rounded(.down) })
        case "short": return ([3], "int16", hashed(name, 3).map { ($0 * 100).rounded(.down) })
        default: return ([0, 3], "float32", [])
        }
    }

    static func check(_ file: WeightFile, _ summary: TensorSummary, _ name: String) throws {
        let (shape, type, values) = expected(name)
        #expect(summary.shape == shape && summary.type == type, "\(summary)")
        let tensor = try file.tensor(summary)
        #expect(tensor.shape == shape)
        let tolerances: [String: Double] = ["bfloat16": 1.0 / 256, "float16": 1.0 / 2048, "float32": 1e-7]
        let tolerance = tolerances[type] ?? 0
        for (value, expected) in zip(try tensor.doubles(), values) {
            #expect(abs(value - expected) <= tolerance * abs(expected), "\(name): \(value), not \(expected)")
        }
    }

    @Test(arguments: cases) func everyTensorComesOut(_ test: Case) throws {
        let file = try WeightFile(Self.path(test.file))
        #expect(file.summaries.count == 12)
        for summary in file.summaries {
            #expect(summary.name.hasPrefix(test.prefix))
            try Self.check(file, summary, String(summary.name.dropFirst(test.prefix.count)))
        }
        let report = try WeightReport(contentsOf: Self.path(test.file))
        #expect(report.format == "pytorch" && report.metadata["taken from"] == test.place)
    }

    @Test(arguments: ["whole_model.pth", "whole_model_old.pth", "script.pt"])
    func ofAWholeModelTheTensorsComeOut(_ name: String) throws {
        let file = try WeightFile(Self.path(name))
        #expect(
            file.summaries.map(\.name).sorted() == [
                "bn.bias", "bn.num_batches_tracked", "bn.running_mean", "bn.running_var", "bn.weight", "conv.bias",
                "conv.weight",
            ])
        for summary in file.summaries where summary.type == "float32" {
            let values = try file.tensor(summary).floats()
            #expect(values == HashedValues.uniform(summary.name, count: values.count).map(Float.init))
        }
    }

    @Test func theOtherByteOrderIsRead() throws {
        let file = try WeightFile(Self.path("big_endian.pth"))
        for summary in file.summaries {
            let values = try file.tensor(summary).doubles()
            let expected = HashedValues.uniform(summary.name, count: values.count)
            #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-7 })
        }
    }

    @Test func anArchiveWithSizesOf64BitsIsRead() throws {
        let directory = try TemporaryDirectory()
        let archive = try ZipArchive(Self.path("zip_2.pth"))
        let members = try archive.members.map { ($0.name, try archive.contents($0, limit: 1 << 20)) }
        let file = try WeightFile(directory.write("wide.pth", Data(Zip.archive(members, isWide: true))))
        #expect(file.summaries.count == 12)
        for summary in file.summaries { try Self.check(file, summary, summary.name) }
    }

    /// Calls in each of the ways in which a pickle can have them, each of which Python would run.
    @Test func noCallIsRun() throws {
        let directory = try TemporaryDirectory()
        let trace = directory.file("was-run")
        let argument = "S'touch \(trace)'\n"
        let pickles = [
            "cos\nsystem\n(\(argument)tR.": "os.system", "(\(argument)iposix\nsystem\n.": "posix.system",
            "(csubprocess\ncall\n\(argument)o.": "subprocess.call",
            "cbuiltins\neval\n(\(argument)t\u{81}.": "builtins.eval",
            "S'nt'\nS'system'\n\u{93}(\(argument)tR.": "nt.system",
            "c__builtin__\ngetattr\n(\(argument)tR.": "__builtin__.getattr",
            "}S'a'\n(\(argument)tcrunpy\nrun_path\n0cimportlib\nimport_module\n(\(argument)tRs.":
                "importlib.import_module",
        ]
        for (text, name) in pickles {
            let bytes = [0x80, 0x02] + text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
            let path = try directory.write("model.pth", Data(bytes))
            let error = try #require(throws: InputError.self) { _ = try WeightFile(path) }
            #expect(error.file == path && error.problem.contains("a call of '\(name)', which was not run"), "\(error)")
        }
        for name in ["call.pth", "call_old.pth"] {
            let error = try #require(throws: InputError.self) { _ = try PretrainedWeights(contentsOf: Self.path(name)) }
            #expect(error.problem.contains("a call of 'posix.system'"), "\(error)")
        }
        #expect(!FileManager.default.fileExists(atPath: trace))
        #expect(!FileManager.default.fileExists(atPath: "/tmp/tuningfork-ran-a-pickle"))
    }

    @Test func whatIsCutShortIsNamed() throws {
        let directory = try TemporaryDirectory()
        for name in ["zip_2.pth", "old_2.pth"] {
            let whole = try Data(contentsOf: URL(filePath: Self.path(name)))
            for part in 1..<8 {
                let path = try directory.write("model.pth", whole.prefix(whole.count * part / 8))
                let error = try #require(throws: InputError.self) { _ = try WeightFile(path) }
                #expect(error.file == path && error.problem.contains("cut short"), "\(error)")
            }
        }
        // A number in the middle of an archive's storage: its sum tells.
        var bytes = try [UInt8](Data(contentsOf: URL(filePath: Self.path("zip_2.pth"))))
        let number = withUnsafeBytes(of: Float(HashedValues.uniform("conv.weight", count: 1)[0])) { Array($0) }
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: number) })
        bytes[place] ^= 1
        let file = try WeightFile(directory.write("flipped.pth", Data(bytes)))
        let summary = try #require(file.summaries.first { $0.name == "conv.weight" })
        #expect(throws: InputError.self) { try file.tensor(summary) }
    }

    /// Nesting without end, circles, and tensors that claim what is not there.
    @Test func whatMakesNoSenseIsRefused() throws {
        let directory = try TemporaryDirectory()
        let deep =
            [UInt8](repeating: UInt8(ascii: "]"), count: 300_000)
            + [UInt8](repeating: UInt8(ascii: "a"), count: 299_999)
        let circle = Array("]q\u{0}h\u{0}a".utf8)
        for content in [deep, circle] {
            let path = try directory.write("model.pth", Data([0x80, 2] + content + Array(".".utf8)))
            let error = try #require(throws: InputError.self) { _ = try WeightFile(path) }
            #expect(error.problem.contains("no tensors"), "\(error)")
        }
        // The first tensor of the older format begins beyond its storage.
        let whole = try [UInt8](Data(contentsOf: URL(filePath: Self.path("old_2.pth"))))
        let code: [UInt8] = [UInt8(ascii: "Q"), UInt8(ascii: "K"), 0]
        let place = try #require(whole.indices.first { whole[$0...].starts(with: code) })
        var moved = whole
        moved[place + 2] = 200
        let path = try directory.write("moved.pth", Data(moved))
        let error = try #require(throws: InputError.self) { _ = try WeightFile(path) }
        #expect(error.file == path && error.problem.contains("reaches beyond its storage"), "\(error)")
    }
}
