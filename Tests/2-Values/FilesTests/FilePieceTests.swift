import Files
import Foundation
import TestSupport
import Testing

@Suite struct FilePieceTests {
    @Test(arguments: [
        ("a.jpg", "a.jpg"), ("/a/b.jpg", "b.jpg"), ("a/b//", "b"), ("a//b", "b"), ("/", ""), ("//", ""), ("", ""),
        ("é/ü", "ü"),
    ])
    func `the name of a file stands behind the last slash`(_ path: String, _ name: String) {
        #expect(path.fileName == name)
    }

    @Test(arguments: [
        ("d/a.tar#1536+8123", "d/a.tar", 1536, 8123), ("#0+1", "", 0, 1), ("a#b#10+0", "a#b", 10, 0),
    ])
    func textNamesAPiece(_ text: String, _ path: String, _ offset: Int, _ count: Int) {
        let piece = FilePiece(text)
        #expect(piece == FilePiece(path: path, offset: offset, count: count))
        #expect(piece.description == text)
    }

    @Test(arguments: [
        "a.jpg", "", "a#1", "a#1+", "a#+1", "a1+2", "a#-1+2", "a#1+x", "+", "#", "9", "ü#1+٣",
        "a#1+99999999999999999999",
    ])
    func otherTextIsAWholeFile(_ text: String) {
        #expect(FilePiece(text) == FilePiece(path: text))
        #expect(FilePiece(text).count == nil)
        #expect("\(FilePiece(text))" == text)
    }

    @Test func piecesAreRelativeToTheirDirectory() {
        let piece = FilePiece("out/set/a.tar#1+2")
        #expect("\(piece.relative(to: "out/set"))" == "a.tar#1+2")
        #expect("\(piece.relative(to: "out/"))" == "set/a.tar#1+2")
        #expect("\(FilePiece("out//a.tar#1+2").relative(to: "out/"))" == "a.tar#1+2")
        #expect(piece.relative(to: "ou") == piece)
    }

    @Test func piecesAndWholeFilesAreRead() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("a.tar", Data(0..<200))
        #expect(try FilePiece(path).read() == Array(0..<200))
        #expect(try FilePiece("\(path)#10+3").read() == [10, 11, 12])
        #expect(try FilePiece("\(path)#200+0").read() == [])
        #expect(try FilePiece(directory.write("empty", "")).read() == [])
    }

    @Test func aReplacedOrGrownFileIsReadAnew() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("a.tar", Data(repeating: 1, count: 50))
        #expect(try FilePiece("\(path)#49+1").read() == [1])
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data([7]))
        try handle.close()
        #expect(try FilePiece("\(path)#49+2").read() == [1, 7])
        try FileManager.default.removeItem(atPath: path)
        try directory.write("a.tar", Data(repeating: 2, count: 51))
        #expect(try FilePiece("\(path)#49+2").read() == [2, 2])
    }

    @Test func moreFilesThanAreKeptOpen() throws {
        let directory = try TemporaryDirectory()
        let count = UInt8(FilePiece.openFiles + 10)
        for number in 0..<count { try directory.write("\(number)", Data([number])) }
        for _ in 0..<2 {
            for number in 0..<count { #expect(try FilePiece("\(directory.file("\(number)"))#0+1").read() == [number]) }
        }
    }

    @Test func whatCannotBeReadIsNamed() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("a.tar", Data(count: 20))
        func message(_ text: String) throws -> String {
            "\(try #require(throws: InputError.self) { _ = try FilePiece(text).read() })"
        }
        for piece in ["#15+6", "#21+0", "#9223372036854775807+1"] {
            let text = try message(path + piece)
            #expect(text.hasPrefix("\(path): the file has 20 bytes; the piece of"), "\(text)")
        }
        #expect(try message(directory.file("no.tar") + "#0+1").contains("there is no such file"))
        #expect(try message(directory.path + "#0+1").contains("this is a directory"))
        #expect(try message(directory.path).contains("this is a directory"))
    }
}
