import Catalogue
import Files
import Foundation
import Process
import Sky
import Tables
import TestSupport
import Testing

@Suite struct PublicationTests {
    /// A catalogue of galaxies that stand as close as they do at the edges of the smallest cells.
    private func crowded(embeddings: Bool = false) throws -> SmallSurvey {
        let survey = try SmallSurvey(count: 1)
        var mix = SplitMix(state: 11)
        var lines = ["id,file,ra,dec,magnitude"]
        for number in 0..<900 {
            let (x, y) = (Double(mix.next() >> 11) / Double(1 << 53), Double(mix.next() >> 11) / Double(1 << 53))
            let ra = 359.85 + x * 0.3
            lines.append("n\(900 - number),\(number).jpg,\(ra >= 360 ? ra - 360 : ra),\(y * 0.3 + 41.66),\(15 + 5 * x)")
        }
        try survey.directory.write("m.csv", lines.joined(separator: "\n") + "\n")
        var request = survey.request("sky", cellRows: 30)
        request.origin = try CatalogueOrigin(survey.run(), engine: "stub", device: "cpu")
        request.embeddings = embeddings
        _ = try survey.make(request)
        return survey
    }

    private func publish(_ survey: SmallSurvey, _ change: (inout PublicationRequest) -> Void = { _ in }) throws
        -> Publication.Summary
    {
        var request = PublicationRequest(
            catalogue: survey.directory.file("sky"), output: survey.directory.file("out/published"))
        change(&request)
        return try Publication.write(request, progress: .silent)
    }

    /// The Parquet files of a HATS folder with their order and pixel.
    private func cells(_ path: String) throws -> [(order: Int, pixel: Int, table: Table)] {
        var cells: [(order: Int, pixel: Int, table: Table)] = []
        for case let file as String in FileManager.default.enumerator(atPath: path) ?? .init()
        where file.contains("Npix=") {
            let numbers = file.split { !$0.isNumber }.compactMap { Int($0) }
            cells.append((numbers[0], numbers[2], try TableFile.read("\(path)/\(file)")))
        }
        return cells
    }

    @Test func `the margin of a cell has every row within 10 arcsec of its edge, and none far from it`() throws {
        let survey = try crowded()
        let summary = try publish(survey)
        let root = survey.directory.file("out/published")
        let primary = try cells("\(root)/sky")
        let margin = try cells("\(root)/sky_margin_10arcsec")
        #expect(primary.count > 20 && summary.marginRows > 50)
        #expect(margin.reduce(0) { $0 + $1.table.rowCount } == summary.marginRows)
        var near = 0
        for (order, pixel, _) in primary {
            let healpix = HEALPix(order: order)
            // A point every few arcseconds along the edge, and how far any of them is from the middle.
            let steps = 200
            let edge = (0..<steps).flatMap { step -> [SkyCoordinate] in
                let along = Double(step) / Double(steps)
                return [(along, 0), (along, 1), (0, along), (1, along)].map { healpix.point(in: pixel, $0.0, $0.1) }
            }
            let center = healpix.center(of: pixel)
            let radius = edge.map { center.separation(to: $0).arcseconds }.max() ?? 0
            var expected: Set<String> = []
            var allowed: Set<String> = []
            for other in primary where (other.order, other.pixel) != (order, pixel) {
                let (ra, dec) = (try other.table.doubles("ra"), try other.table.doubles("dec"))
                for (row, id) in try other.table.texts("id").enumerated() {
                    let place = try SkyCoordinate(
                        ra: Angle(degrees: ra[row] ?? .nan), dec: Angle(degrees: dec[row] ?? .nan))
                    guard center.separation(to: place).arcseconds < radius + 60 else { continue }
                    let distance = edge.map { place.separation(to: $0).arcseconds }.min() ?? .infinity
                    if distance < 9.5 { expected.insert(id) }
                    if distance < 60 { allowed.insert(id) }
                }
            }
            let found = margin.first { ($0.order, $0.pixel) == (order, pixel) }?.table
            let ids = Set(try found?.texts("id") ?? [])
            #expect(expected.isSubset(of: ids), "\(order)/\(pixel): \(expected.subtracting(ids))")
            #expect(ids.isSubset(of: allowed), "\(order)/\(pixel): \(ids.subtracting(allowed))")
            near += expected.count
        }
        #expect(near > 30)
    }

    @Test func `the catalogue and its margin have the vectors, which are described, and no other file has`() throws {
        let survey = try crowded(embeddings: true)
        let summary = try publish(survey)
        let root = "out/published"
        let (primary, margin) = (
            try survey.vectors("\(root)/sky"), try survey.vectors("\(root)/sky_margin_10arcsec")
        )
        #expect(primary == (try survey.vectors("sky")) && primary.count == 900)
        #expect(margin.count > 50 && margin.count <= summary.marginRows)
        for (id, vector) in margin { #expect(primary[id] == vector, "\(id)") }
        let common = survey.directory.file("\(root)/sky_margin_10arcsec/dataset/_common_metadata")
        #expect(try ParquetGroups.vectorColumn(of: common, named: "embedding")?.width == 8)
        for name in ["sky.fits", "sky.vot", "ReadMe", "schema.yaml"] {
            let bytes = try Data(contentsOf: URL(filePath: survey.directory.file("\(root)/\(name)")))
            #expect(bytes.range(of: Data("embedding".utf8)) == nil, "\(name)")
        }
        let readme = try String(contentsOfFile: survey.directory.file("\(root)/README.md"), encoding: .utf8)
        #expect(readme.contains("| `embedding` | float[8] |") && readme.contains("FITS table, without embedding"))
    }

    @Test func `the index has every identifier once, sorted, with its cell`() throws {
        let survey = try crowded()
        _ = try publish(survey)
        let root = survey.directory.file("out/published")
        let index = try TableFile.read("\(root)/sky_id_index/dataset/index/part.0.parquet")
        let ids = try index.texts("id")
        #expect(ids.count == 900 && Set(ids).count == 900 && ids == ids.sorted())
        var places: [String: [Int]] = [:]
        for cell in try cells("\(root)/sky") {
            for id in try cell.table.texts("id") { places[id] = [cell.order, cell.pixel] }
        }
        let (orders, pixels) = (try index.integers("Norder"), try index.integers("Npix"))
        for (row, id) in ids.enumerated() { #expect(places[id] == [orders[row] ?? -1, pixels[row] ?? -1]) }
    }

    @Test func `in many parts the index has the rows that it has in one`() throws {
        let survey = try crowded()
        _ = try publish(survey)
        _ = try publish(survey) {
            $0.output = survey.directory.file("out/parts")
            $0.indexRows = 100
        }
        func rows(_ part: String) throws -> [[String]] {
            let columns = try TableFile.read(survey.directory.file("out/\(part)")).columns.map(\.texts)
            return (columns.first ?? []).indices.map { row in columns.map { $0[row] } }
        }
        let names = (0..<9).map { "parts/sky_id_index/dataset/index/part.\($0).parquet" }
        let parts = try names.map(rows)
        #expect(parts.allSatisfy { (50...200).contains($0.count) })
        #expect(try Array(parts.joined()) == rows("published/sky_id_index/dataset/index/part.0.parquet"))
    }

    @Test func `FITS, VOTable and text have the rows of the catalogue, and every file its digest`() throws {
        let survey = try crowded()
        let summary = try publish(survey) { $0.authors = ["Hubble, Edwin"] }
        let root = survey.directory.file("out/published")
        let fits = try TableFile.read("\(root)/sky.fits")
        let votable = try TableFile.read("\(root)/sky.vot")
        #expect(fits.rowCount == 900 && summary.rows == 900)
        #expect(fits.columns.map(\.info.name) == votable.columns.map(\.info.name))
        for column in fits.columns { #expect(votable.column(column.name)?.texts == column.texts, "\(column.name)") }
        #expect(fits.info["manifest_sha256"] == (try Checksum.hexadecimal(.sha256, ofFile: survey.manifest)))
        let lines = try String(contentsOfFile: "\(root)/sky.dat", encoding: .utf8).split(separator: "\n")
        let readme = try String(contentsOfFile: "\(root)/ReadMe", encoding: .utf8)
        #expect(lines.count == 900 && Set(lines.map(\.utf8.count)).count == 1)
        #expect(readme.split(separator: "\n").allSatisfy { $0.utf8.count <= 80 })
        // As the description says, byte by byte.
        let described = readme.split(separator: "\n").compactMap { line -> (first: Int, last: Int, name: String)? in
            let words = line.replacing("-", with: " ").split(separator: " ").map(String.init)
            guard line.hasPrefix(" "), let first = words.first.flatMap({ Int($0) }), words.count > 4,
                let last = Int(words[1]), fits.column(words[3]) != nil || fits.column(words[4]) != nil
            else { return nil }
            return (first, last, fits.column(words[3]) != nil ? words[3] : words[4])
        }
        #expect(described.contains { $0.name == "ra" } && described.contains { $0.name == "id" })
        for (first, last, name) in described {
            let cells = lines.map { line in
                let bytes = Array(line.utf8)[first - 1..<last]
                return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespaces)
            }
            #expect(cells == fits.column(name)?.texts, "\(name)")
        }
        let document = try JSONDecoder().decode(
            Document.self, from: Data(contentsOf: URL(filePath: "\(root)/provenance.json")))
        var files: Set<String> = []
        for case let name as String in FileManager.default.enumerator(atPath: root) ?? .init()
        where !Directory.isDirectory("\(root)/\(name)") && name != "provenance.json" {
            files.insert("tf:file/\(name)")
            let sum = try Checksum.hexadecimal(.sha256, ofFile: "\(root)/\(name)")
            #expect(document.entity["tf:file/\(name)"]?["tf:sha256"]?.text == sum, "\(name)")
        }
        #expect(Set(document.entity.keys.filter { $0.hasPrefix("tf:file/") }) == files)
        #expect(files.count + 1 == summary.files)
    }

    @Test func `no folder and no machine of those who made it is named`() throws {
        let survey = try crowded()
        let record = survey.directory.file("sky/tuningfork/rerun.json")
        let host = "dome-7.observatory.example"
        let text = try String(contentsOfFile: record, encoding: .utf8)
            .replacing(/"host" : "[^"]*"/, with: "\"host\" : \"\(host)\"")
        #expect(text.contains(host) && text.contains(survey.directory.path))
        try survey.directory.write("sky/tuningfork/rerun.json", text)
        _ = try survey.make(survey.request("des"))
        let des = survey.directory.file("des")
        _ = try publish(survey) { $0.extended = .init(path: des, id: "id") }
        let files = try survey.files("out/published")
        for (name, data) in files {
            for local in [survey.directory.path, host] {
                #expect(data.range(of: Data(local.utf8)) == nil, "\(local) in \(name)")
            }
        }
        for name in ["rerun.json", "provenance.json"] {
            let text = String(decoding: try #require(files[name]), as: UTF8.self)
            #expect(text.contains("\"m.csv\"") && text.contains("\"t.csv\""), "\(name)")
        }
        let card = String(decoding: try #require(files["MODEL_CARD.md"]), as: UTF8.self)
        #expect(card.contains("| first.safetensors (SHA-256 cd) |"))
        let document = try JSONDecoder().decode(Document.self, from: try #require(files["provenance.json"]))
        let used = try #require(document.entity["tf:extended"])
        #expect(used["prov:label"]?.text == "des")
        for (key, file) in [("properties", "hats.properties"), ("partitions", "partition_info.csv")] {
            #expect(used["tf:\(key)_sha256"]?.text == (try Checksum.hexadecimal(.sha256, ofFile: "\(des)/\(file)")))
        }
        // With run and table named, the record serves as before.
        let published = survey.directory.file("out/published")
        let absent = #expect(throws: InputError.self) {
            try CatalogueRerun(of: published, run: survey.directory.file("run"))
        }
        #expect(absent?.remedy?.contains("--manifest") ?? false)
        let rerun = try CatalogueRerun(of: published, run: survey.directory.file("run"), manifest: survey.manifest)
        _ = try survey.make(rerun.request(to: survey.directory.file("again")))
        #expect(try rerun.differences(of: survey.directory.file("again")) == [])
    }

    /// What is looked at of `provenance.json`.
    private struct Document: Decodable {
        let entity, used, wasDerivedFrom: [String: [String: JSONText]]
    }

    /// A text among values of other kinds.
    private struct JSONText: Decodable {
        let text: String?
        init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
    }

    @Test func `an extension has a row for each galaxy, with the survey's positions and identifiers`() throws {
        let survey = try crowded()
        // The survey has more galaxies, another order, numbers for identifiers, and positions of its own.
        try survey.directory.write(
            "m.csv", "id,file,ra,dec\n" + (1...40).map { "\($0),\($0).jpg,\(10 + $0),5\n" }.joined())
        _ = try survey.make(survey.request("sky"))
        let lines = (1...60).reversed().map { "\($0),\(Double($0) + 10.001),5.001,\($0)\n" }
        let table = try survey.directory.write("des.csv", "NUMBER,RA,DEC,MAG\n" + lines.joined())
        let summary = try publish(survey) { $0.extended = .init(path: table, id: "number") }
        #expect(summary.extensionRows == 40)
        let root = survey.directory.file("out/published")
        var seen: Set<Int> = []
        let expected = Dictionary(
            uniqueKeysWithValues: try cells("\(root)/sky").flatMap { cell in
                zip(try cell.table.texts("id"), try cell.table.texts("class"))
            })
        for (order, pixel, cell) in try cells("\(root)/sky_extension/sky_extension") {
            #expect(
                Array(cell.columns.map(\.name).prefix(4)) == ["_healpix_29", "NUMBER", "RA", "DEC"]
                    && cell.column("magnitude") == nil)
            guard case .int64(let pixels) = cell.columns[0].values else { continue }
            #expect(pixels.allSatisfy { Int($0) >> (2 * (29 - order)) == pixel })
            let (ra, classes) = (try cell.doubles("RA"), try cell.texts("class"))
            for (row, number) in try cell.integers("NUMBER").enumerated() {
                let number = try #require(number)
                seen.insert(number)
                #expect(ra[row] == Double(number) + 10.001)
                #expect(classes[row] == expected["\(number)"])
            }
        }
        #expect(seen == Set(1...40))
        let document = try JSONDecoder().decode(
            Document.self, from: Data(contentsOf: URL(filePath: "\(root)/provenance.json")))
        let used = try #require(document.entity["tf:extended"])
        #expect(used["prov:label"]?.text == "des.csv" && used["tf:id_column"]?.text == "number")
        #expect(used["tf:sha256"]?.text == (try Checksum.hexadecimal(.sha256, ofFile: table)))
        #expect(document.used.values.contains { $0["prov:entity"]?.text == "tf:extended" })
        let derived = document.wasDerivedFrom.values.filter { $0["prov:usedEntity"]?.text == "tf:extended" }
        let own = document.entity.keys.filter { $0.hasPrefix("tf:file/sky_extension") }
        #expect(Set(derived.compactMap { $0["prov:generatedEntity"]?.text }) == Set(own) && own.count > 5)
        // In several pieces the same bytes come of it.
        _ = try publish(survey) {
            $0.output = survey.directory.file("out/pieces")
            $0.extended = .init(path: table, id: "number")
            $0.joinedRows = 7
        }
        let pieces = try survey.files("out/pieces").filter { $0.key.contains("extension/sky_extension/") }
        let whole = try survey.files("out/published").filter { $0.key.contains("extension/sky_extension/") }
        #expect(pieces == whole && pieces.count > 5)
    }

    @Test func `galaxies that the survey does not have are refused, and nothing is left`() throws {
        let survey = try crowded()
        let table = try survey.directory.write("des.csv", "id,ra,dec\nn1,1,1\nn2,1,1\nn2,1,1\n")
        let error = #expect(throws: InputError.self) {
            try publish(survey) { $0.extended = .init(path: table, id: "id") }
        }
        #expect(error?.problem == "898 of 900 galaxies of the catalogue are not here, 'n10' is one of them")
        #expect(try FileManager.default.contentsOfDirectory(atPath: survey.directory.file("out")) == [])
    }

    @Test func `what is there is not replaced, and what is not whole not published`() throws {
        let survey = try crowded()
        try Directory.create(survey.directory.file("out/published"))
        let there = #expect(throws: InputError.self) { try publish(survey) }
        #expect(there?.problem.contains("something of this name") ?? false)
        for detour in ["sky", "sky/.", "out/../sky"] {
            let inside = #expect(throws: InputError.self) {
                try publish(survey) {
                    $0.catalogue = survey.directory.file(detour)
                    $0.output = survey.directory.file("sky/published")
                }
            }
            #expect(inside?.problem.contains("lies in the catalogue") ?? false, "\(detour)")
        }
        try FileManager.default.removeItem(atPath: survey.directory.file("sky/tuningfork/complete.json"))
        let half = #expect(throws: InputError.self) {
            try publish(survey) { $0.output = survey.directory.file("out/other") }
        }
        #expect(half?.problem.contains("no whole catalogue") ?? false)
    }
}
