internal import Cutouts
internal import Files
internal import Foundation
internal import Images
internal import Sky
internal import Surveys
internal import Tables
internal import TestSupport
internal import Testing

/// Tiles whose data do not have the sum that their headers state.
@Suite struct DamagedTileTests {
    private static let tile =
        URL(filePath: #filePath).deletingLastPathComponent().path + "/Goldens/des/DES0248-5842_r.fits.fz"
    /// Where the data of SCI, MSK and WGT lie in it.
    private static let data = [8640..<31680, 34560..<37440, 43200..<54720]

    private let folder: TemporaryDirectory
    private let bytes: [UInt8]

    /// The tile of DES with two galaxies, and a sound plain tile elsewhere with one.
    init() throws {
        folder = try TemporaryDirectory()
        bytes = try FilePiece(path: Self.tile).read()
        try Directory.create(folder.file("tiles"))
        try MadeTile(sources: [(150, 20, 1.5, 100)]).write("tiles/other_r.fits", to: folder)
        let wcs = try WCS(FITSFile(Self.tile).header(hdu: 1))
        let places = try [WCS.Pixel(x: 60, y: 60), WCS.Pixel(x: 100, y: 20)].map { try wcs.position(of: $0) }
        let rows = places.enumerated().map { "\($0),\($1.ra.degrees),\($1.dec.degrees)\n" }.joined()
        try folder.write("catalogue.csv", "id,ra,dec\n" + rows + "other,150,20\n")
    }

    private func job(_ checksums: TileChecksums) -> CutoutJob {
        var job = CutoutJob(
            catalogue: folder.file("catalogue.csv"), tiles: folder.file("tiles"), output: folder.file("out"),
            survey: .des, checksums: checksums)
        job.settings.bands = ["r"]
        job.settings.formats = [.fits]
        job.settings.field = .side(arcsec: 5)
        return job
    }

    /// Runs with the tile's bytes as given, in a fresh output.
    private func run(_ bytes: [UInt8], _ checksums: TileChecksums = .compressed) throws -> CutoutSummary {
        try? FileManager.default.removeItem(atPath: folder.file("out"))
        try folder.write("tiles/DES0248-5842_r.fits.fz", Data(bytes))
        return try CutoutRun.perform(job(checksums))
    }

    @Test func everyChangedBitIsToldAndOtherTilesGoOn() throws {
        #expect(try run(bytes).cutouts == 3)
        var random = SplitMix(state: 8)
        for (index, range) in Self.data.enumerated() {
            for _ in 0..<40 {
                var damaged = bytes
                damaged[Int.random(in: range, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                let summary = try run(damaged)
                #expect(summary.cutouts == 1 && summary.failures == 2)
                let failures = try TableFile.read(summary.failureList)
                #expect(try failures.texts("id") == ["0", "1"])
                let reason = "DES0248-5842_r.fits.fz, HDU \(index + 1): the data are damaged: their sum is"
                for text in try failures.texts("reason") {
                    #expect(text.contains(reason) && text.hasSuffix("take it as it is (--checksums none)"), "\(text)")
                }
            }
        }
    }

    /// When the tile was fetched again, or is taken as it is, the same directory goes on.
    @Test func aRunGoesOnAfterTheTileIsMended() throws {
        var damaged = bytes
        // In the padding, so that the pixels can be read all the same.
        damaged[Self.data[2].upperBound - 1] ^= 1
        #expect(try run(damaged).failures == 2)
        #expect(try CutoutRun.perform(job(.all)).made == 0)
        #expect(try CutoutRun.perform(job(.none)).made == 2)
        #expect(try run(damaged).failures == 2)
        try folder.write("tiles/DES0248-5842_r.fits.fz", Data(bytes))
        #expect(try CutoutRun.perform(job(.compressed)).made == 2)
    }

    @Test func plainTilesAreComparedWhenAsked() throws {
        let path = folder.file("tiles/other_r.fits")
        var plain = try FilePiece(path: path).read()
        let image = try FITSImage(contentsOf: path)
        let start = plain.count - (4 * image.pixels.count + 2879) / 2880 * 2880
        let sum = plain[start...].withUnsafeBytes { bytes in
            var sum = DataSum()
            sum.add(bytes)
            return sum.value
        }
        let card = "DATASUM = '\(sum)'".padding(toLength: 80, withPad: " ", startingAt: 0)
        let end = try #require(plain.firstRange(of: Array("END     ".utf8))).lowerBound
        plain.replaceSubrange(
            end..<end + 160, with: Array((card + "END").padding(toLength: 160, withPad: " ", startingAt: 0).utf8))
        try folder.write("tiles/other_r.fits", Data(plain))
        #expect(try run(bytes, .all).cutouts == 3)
        plain[start + 1000] ^= 1
        try folder.write("tiles/other_r.fits", Data(plain))
        #expect(try run(bytes).cutouts == 3)
        let summary = try run(bytes, .all)
        #expect(try summary.cutouts == 2 && TableFile.read(summary.failureList).texts("id") == ["other"])
    }
}
