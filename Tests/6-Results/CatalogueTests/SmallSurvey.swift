import Catalogue
import Engines
import Files
import Foundation
import Process
import Tables
import TestSupport
import Training

/// A manifest of made-up galaxies in two patches of the sky, and catalogues of it by the stub engine.
struct SmallSurvey {
    let directory: TemporaryDirectory
    let manifest: String

    /// - Parameter count: galaxies; two thirds lie within a degree.
    init(count: Int = 600) throws {
        directory = try TemporaryDirectory()
        manifest = try directory.write("m.csv", Self.text(count: count))
    }

    static func text(count: Int, changed: Set<Int> = []) -> String {
        var mix = SplitMix(state: 7)
        var lines = ["id,file,ra,dec,magnitude,flags,note"]
        for number in 0..<count {
            let (x, y) = (Double(mix.next() >> 11) / Double(1 << 53), Double(mix.next() >> 11) / Double(1 << 53))
            let (ra, dec) = number % 3 == 0 ? (x * 360, y * 178 - 89) : (359.6 + x * 0.8, y * 0.8 - 0.4)
            let magnitude = changed.contains(number) ? 14 : 15 + x * 5
            lines.append(
                "g\(number),\(number).jpg,\(ra >= 360 ? ra - 360 : ra),\(dec),\(magnitude),"
                    + "\(number % 9 == 0 ? "edge" : ""),row \(number)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    func request(_ name: String, cellRows: Int = 50) -> CatalogueRequest {
        var request = CatalogueRequest(manifest: manifest, output: directory.file(name))
        request.cellRows = cellRows
        return request
    }

    func make(_ request: CatalogueRequest) throws -> CatalogueWork.Summary {
        try CatalogueWork.perform(request, engine: Self.engine, progress: .silent)
    }

    /// A folder that looks like that of a run, as far as a record goes.
    func run() throws -> RunDirectory {
        let run = RunDirectory(directory.file("run"))
        try Directory.create(run.path)
        let info = """
            {"program": "0", "torch": "0", "classes": ["spiral", "elliptical"], "backbone": "none", "origin": "keras",
            "endpoint": "end", "firstWeights": "\(directory.file("first.safetensors")) (SHA-256 cd)", "fingerprint": "",
            "seed": 5, "device": "cpu", "threads": 1, "skipsUnreadable": false, "started": "2026-11-30T00:00:00Z",
            "manifests": [{"path": "\(directory.file("t.csv"))", "sha256": "ab", "rows": 3, "used": 2}]}
            """
        for (name, text) in [("run.json", info), ("weights.safetensors", "weights"), ("recipe.toml", "seed = 5")] {
            try directory.write("run/\(name)", text)
        }
        return run
    }

    static var engine: StubEngine { StubEngine(classes: ["spiral", "elliptical"]) }

    /// The files of a catalogue that others than this program read, by their paths in it.
    func files(_ name: String) throws -> [String: Data] {
        var files: [String: Data] = [:]
        let root = directory.file(name)
        for case let path as String in FileManager.default.enumerator(atPath: root) ?? .init() {
            // nil for a folder
            if !path.hasPrefix("tuningfork/") { files[path] = FileManager.default.contents(atPath: "\(root)/\(path)") }
        }
        return files
    }

    /// The vectors of a catalogue's galaxies, by identifier.
    func vectors(_ name: String) throws -> [String: [Float]] {
        var vectors: [String: [Float]] = [:]
        for path in try files(name).keys.filter({ $0.contains("Npix=") }) {
            let file = "\(directory.file(name))/\(path)"
            let (width, values) = try VectorTable.vectors(file, named: "embedding")
            for (row, id) in try TableFile.read(file, columns: ["id"]).texts("id").enumerated() {
                vectors[id] = Array(values[row * width..<(row + 1) * width])
            }
        }
        return vectors
    }

    /// The Parquet files of the cells with their order and pixel.
    func cells(_ name: String) throws -> [(order: Int, pixel: Int, table: Table)] {
        try files(name).keys.filter { $0.contains("Npix=") }.sorted().map { path in
            let numbers = path.split { !$0.isNumber }.compactMap { Int($0) }
            return (numbers[0], numbers[2], try TableFile.read("\(directory.file(name))/\(path)"))
        }
    }
}
