import Files
import Foundation
import TestSupport
import Testing

@Suite struct ByteReaderTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// A gzip file of `text`.
    private func gzip(_ name: String, _ text: String) throws -> Data {
        try AtomicFile.write(directory.file(name), compression: .gzip) { try $0.write(text) }
        return try Data(contentsOf: URL(filePath: directory.file(name)))
    }

    private func problem(_ path: String) -> String? {
        #expect(throws: InputError.self) { try ByteReader.contents(of: path) }?.problem
    }

    @Test func gzipIsToldByContent() throws {
        let data = try gzip("a.gz", "hello")
        let misnamed = try directory.write("a.csv", data)
        #expect(try ByteReader.contents(of: misnamed) == Array("hello".utf8))
        let plain = try directory.write("b.csv.gz", "plain")
        #expect(try ByteReader.contents(of: plain) == Array("plain".utf8))
        #expect(try ByteReader(misnamed).isCompressed)
        #expect(try !ByteReader(plain).isCompressed)
    }

    @Test func membersReadAsOneStreamAndPaddingIsIgnored() throws {
        let one = try gzip("1.gz", "one ")
        let two = try gzip("2.gz", "two")
        let path = try directory.write("12.gz", one + two + Data(repeating: 0, count: 512))
        #expect(try ByteReader.contents(of: path) == Array("one two".utf8))
    }

    @Test func everyTruncationIsNoticed() throws {
        let data = try gzip("a.gz", (0..<2000).map { "\($0 &* 2_654_435_761)," }.joined())
        for length in [2, 3, 9, 10, 11, 100, data.count / 2, data.count - 8, data.count - 1] {
            let path = try directory.write("cut.gz", data.prefix(length))
            #expect(problem(path) == "the compressed data end too early: the file was cut short", "\(length) bytes")
        }
        let empty = try directory.write("empty.gz", "")
        #expect(problem(empty) == "the file is empty, which no gzip file is")
    }

    @Test func damageIsNoticed() throws {
        var data = try gzip("a.gz", String(repeating: "galaxy ", count: 1000))
        data[data.count - 6] ^= 1  // in the check sum
        let path = try directory.write("bad.gz", data)
        #expect(problem(path)?.hasPrefix("the compressed data are damaged") == true)
    }

    @Test func missingFilesAndDirectories() throws {
        #expect(problem(directory.file("none")) == "there is no such file")
        #expect(problem(directory.path) == "this is a directory, not a file")
        #expect(try ByteReader.contents(of: directory.write("empty", "")).isEmpty)
    }

    @Test func readsThroughASmallBuffer() throws {
        let text = (0..<10_000).map(String.init).joined(separator: " ")
        _ = try gzip("a.gz", text)
        let reader = try ByteReader(directory.file("a.gz"))
        var buffer = [UInt8](repeating: 0, count: 7)
        var bytes: [UInt8] = []
        while case let count = try reader.read(into: &buffer), count > 0 { bytes += buffer[..<count] }
        #expect(bytes == Array(text.utf8))
        #expect(try reader.read(into: &buffer) == 0)
    }
}
