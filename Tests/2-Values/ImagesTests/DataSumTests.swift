internal import Files
internal import Foundation
internal import Images
internal import TestSupport
internal import Testing

/// The sums of a file's data, against those that astropy and cfitsio find, and against single bits that change.
@Suite struct DataSumTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/Goldens/sums/"
    private static let file = folder + "sums.fits.fz"

    private struct Unit: Decodable {
        let start, count: Int
        let sum: UInt32
    }

    private static func units() throws -> [Unit] {
        try JSONDecoder().decode([Unit].self, from: Data(contentsOf: URL(filePath: folder + "expected.json")))
    }

    private static func sum(_ bytes: [UInt8], pieces: [Int] = []) -> UInt32 {
        bytes.withUnsafeBytes { bytes in
            var sum = DataSum()
            for (start, end) in zip([0] + pieces, pieces + [bytes.count]) {
                sum.add(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
            }
            return sum.value
        }
    }

    @Test func sumsAreThoseOfTheStandard() {
        var random = SplitMix(state: 3)
        for blocks in [0, 1, 2, 7, 50] {
            for highest in [UInt8(0), 1, 254, 255] {
                let bytes = (0..<blocks * 2880).map { _ in
                    highest == 254 ? 255 : UInt8.random(in: 0...highest, using: &random)
                }
                // Word by word, the carry added at the low end.
                var expected: UInt32 = 0
                for start in stride(from: 0, to: bytes.count, by: 4) {
                    let word = bytes[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                    let (sum, isOver) = expected.addingReportingOverflow(word)
                    expected = sum &+ (isOver ? 1 : 0)
                }
                #expect(Self.sum(bytes) == expected)
                #expect(Self.sum(bytes, pieces: blocks > 1 ? [2880] : []) == expected)
            }
        }
    }

    @Test func sumsAreThoseOfAstropy() throws {
        let bytes = try FilePiece(path: Self.file).read()
        let file = try FITSFile(Self.file)
        for (hdu, unit) in try Self.units().enumerated() {
            #expect(Self.sum(Array(bytes[unit.start..<unit.start + unit.count])) == unit.sum)
            #expect(try file.checkData(hdu: hdu))
        }
    }

    @Test func everyChangedBitIsTold() throws {
        let folder = try TemporaryDirectory()
        let bytes = try FilePiece(path: Self.file).read()
        var random = SplitMix(state: 4)
        for (hdu, unit) in try Self.units().enumerated() {
            for _ in 0..<100 {
                var damaged = bytes
                let place = Int.random(in: unit.start..<unit.start + unit.count, using: &random)
                damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                let path = try folder.write("damaged.fits.fz", Data(damaged))
                let file = try FITSFile(path)
                let error = #expect(throws: FITSError.self) { try file.checkData(hdu: hdu) }
                #expect(error?.file == path && error?.hdu == hdu)
                #expect(error?.message.contains("the header says \(unit.sum) (DATASUM)") == true)
                #expect(try file.checkData(hdu: (hdu + 1) % 4), "the other units are sound")
            }
        }
    }

    @Test func whatStatesNoSumIsNotCompared() throws {
        let folder = try TemporaryDirectory()
        let bytes = try Data(contentsOf: URL(filePath: Self.file))
        let stated = "DATASUM = '\(try Self.units()[1].sum)'"
        func changed(_ card: String) throws -> FITSFile {
            var changed = bytes
            let range = try #require(changed.range(of: Data(stated.utf8)))
            changed.replaceSubrange(
                range, with: Data(card.padding(toLength: stated.utf8.count, withPad: " ", startingAt: 0).utf8))
            return try FITSFile(folder.write("changed.fits.fz", changed))
        }
        #expect(try changed("DATASUM = '        '").checkData(hdu: 1) == false)
        #expect(try changed("OTHERSUM= '1'").checkData(hdu: 1) == false)
        let error = #expect(throws: FITSError.self) { try changed("DATASUM = '12x4'").checkData(hdu: 1) }
        #expect(error?.message.contains("the header says 12x4") == true)
        let cut = try FITSFile(folder.write("cut.fits.fz", bytes.prefix(try Self.units()[3].start + 2880)))
        #expect(throws: FITSError.self) { try cut.checkData(hdu: 3) }
        // A file in gzip has gzip's own sum.
        let packed = folder.file("packed.fits.gz")
        try AtomicFile.write(packed, compression: .gzip) { try $0.write(bytes) }
        #expect(try FITSFile(packed).checkData(hdu: 0) == false)
        var damaged = try Data(contentsOf: URL(filePath: packed))
        damaged[damaged.count / 2] ^= 1
        try damaged.write(to: URL(filePath: packed))
        #expect(throws: FITSError.self) { try FITSFile(packed) }
    }
}
