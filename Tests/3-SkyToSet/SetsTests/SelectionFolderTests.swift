import Drawing
import Files
import Foundation
import Sets
import Tables
import TestSupport
import Testing

/// What a selection leaves in its folder, run after run.
struct SelectionFolderTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    /// A request with a test set and an unlabelled one.
    private func request(leaks: Int = 0) throws -> SelectionRequest {
        let planted = (0..<leaks).map { "\(7000 + $0),\(50 + 0.1 * Double($0)),\(-10 + 0.5 / 3600),0.01,0.99,7\n" }
        let votes = SmallCatalogues.votesHeader + SmallCatalogues.votes(20) + planted.joined()
        let pairs = (0..<10).map {
            SmallCatalogues.matched($0 + 1, ra: 50 + 0.1 * Double($0), dec: -10, elliptical: 0.01, spiral: 0.99)
        }
        var request = SelectionRequest(votes: try folder.write("votes.csv", votes), output: folder.file("sets"))
        request.matched = try folder.write("matched.csv", SmallCatalogues.matchedHeader + pairs.joined())
        request.catalogue = try folder.write(
            "des.csv", SmallCatalogues.catalogueHeader + "1,40,0,17,0.02,0,0,0,5,5,5\n7,,,17,0.02,0,0,0,5,5,5\n")
        request.pictureWidth = 400
        return request
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.file("sets")).sorted()
    }

    private func message(_ request: SelectionRequest) -> String {
        let error = #expect(throws: InputError.self) { _ = try GalaxySelection.perform(request) }
        return error.map { "\($0)" } ?? ""
    }

    private static let all = [
        "files.journal", "fo_des.csv", "fo_sdss.csv", "footprint.png", "hp_des.csv", "hp_sdss.csv", "problems.csv",
        "training.csv", "unlabelled.csv", "validation.csv",
    ]
    private static let votesOnly = ["files.journal", "footprint.png", "training.csv", "validation.csv"]

    @Test func `The folder holds the sets of the last run alone`() throws {
        var request = try request()
        try GalaxySelection.perform(request)
        #expect(try names() == Self.all)
        try folder.write("sets/test.csv", "mine")
        // Without --matched and --catalogue no test set of the first run may lie beside the new training set.
        (request.matched, request.catalogue) = (nil, nil)
        try GalaxySelection.perform(request)
        #expect(try names() == (Self.votesOnly + ["test.csv"]).sorted())
        #expect(try String(contentsOfFile: folder.file("sets/test.csv"), encoding: .utf8) == "mine")
        // Nor sets in another format.
        request.ending = ".fits"
        let summary = try GalaxySelection.perform(request)
        #expect(
            try names() == ["files.journal", "footprint.png", "test.csv", "training.fits", "validation.fits"])
        #expect(summary.sets.map(\.path) == ["training", "validation"].map { folder.file("sets/\($0).fits") })
    }

    @Test func `The footprint is drawn in the format that is asked for, and in that one alone`() throws {
        var request = try request()
        (request.matched, request.catalogue) = (nil, nil)
        for (format, begin) in [(PictureFormat.svg, "<?xml"), (.pdf, "%PDF"), (.png, "\u{89}PNG")] {
            request.pictureFormat = format
            let summary = try GalaxySelection.perform(request)
            #expect(summary.picture == folder.file("sets/footprint.\(format.rawValue)"))
            #expect(try names().filter { $0.hasPrefix("footprint") } == ["footprint.\(format.rawValue)"])
            let bytes = try Data(contentsOf: URL(filePath: summary.picture)).prefix(begin.unicodeScalars.count)
            #expect(bytes.map(UInt32.init) == begin.unicodeScalars.map(\.value))
        }
    }

    @Test func `A file with the name of a set that no selection wrote is an error`() throws {
        var request = try request()
        request.matched = nil
        try FileManager.default.createDirectory(atPath: folder.file("sets"), withIntermediateDirectories: false)
        for name in ["training.csv", "hp_des.fits", "leaks.parquet", "footprint.png"] {
            try folder.write("sets/\(name)", "mine")
            #expect(message(request).contains("sets/\(name): select has not written this file"))
            #expect(try names() == [name])
            try FileManager.default.removeItem(atPath: folder.file("sets/\(name)"))
        }
        try GalaxySelection.perform(request)
        try folder.write("sets/validation.csv", "mine")
        #expect(message(request).contains("sets/validation.csv: the file was changed since select has written it"))
        request.votes = folder.file("sets/training.csv")
        try FileManager.default.removeItem(atPath: folder.file("sets/validation.csv"))
        #expect(message(request).contains("sets/training.csv: select would replace or remove it, and is to read it"))
    }

    @Test func `Leaks that end the run leave their list alone`() throws {
        var clean = try request()
        try GalaxySelection.perform(clean)
        var request = try request(leaks: 3)
        request.leakPolicy = .fail
        #expect(message(request).contains("votes.csv, row 21: 3 training galaxies are test galaxies too"))
        #expect(try names() == ["files.journal", "leaks.csv"])
        #expect(try TableFile.read(folder.file("sets/leaks.csv")).rowCount == 3)
        clean = try self.request()
        try GalaxySelection.perform(clean)
        #expect(try names() == Self.all)
    }

    @Test func `Any other error leaves the folder as it was`() throws {
        var request = try request()
        try GalaxySelection.perform(request)
        let training = try Data(contentsOf: URL(filePath: folder.file("sets/training.csv")))
        request.seed = 1
        request.catalogue = try folder.write(
            "des.csv", SmallCatalogues.catalogueHeader + "1,40,0,bright,0,0,0,0,5,5,5\n")
        #expect(message(request).contains("des.csv, row 1, column 'MAG_AUTO_G'"))
        #expect(try names() == Self.all)
        #expect(try Data(contentsOf: URL(filePath: folder.file("sets/training.csv"))) == training)
    }

    @Test func `Sets of a run that was killed while it put them in place are not read`() throws {
        var request = try request()
        try GalaxySelection.perform(request)
        do {
            let files = try FileSet(request.output, maker: "select", names: ["training.csv"], inputs: [])
            try AtomicFile.write(files.path(of: "training.csv"), string: "id\n")
            struct Kill: Error {}
            #expect(throws: Kill.self) { try files.commit { throw Kill() } }
        }
        for name in try names() where name.hasSuffix(".csv") {
            let path = folder.file("sets/\(name)")
            let error = #expect(throws: InputError.self) { _ = try TableFile.read(path) }
            #expect("\(error.map { "\($0)" } ?? "")".contains("select was stopped while it put this file"))
            #expect(throws: InputError.self) { _ = try TableFile.reader(path) }
        }
        request.catalogue = nil
        try GalaxySelection.perform(request)
        #expect(try names() == Self.all.filter { $0 != "unlabelled.csv" && $0 != "problems.csv" })
        #expect(try TableFile.read(folder.file("sets/hp_des.csv")).rowCount == 10)
    }
}
