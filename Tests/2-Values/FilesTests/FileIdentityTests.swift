import Files
import Foundation
import TestSupport
import Testing

@Suite struct FileIdentityTests {
    @Test func everyChangeOfASettledFileIsSeen() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("a", "one")
        #expect(try #require(FileIdentity(path: path)).isSettled == false)
        Thread.sleep(forTimeInterval: 0.1)
        let first = try #require(FileIdentity(path: path))
        #expect(first.isSettled && first.size == 3 && FileIdentity(path: path) == first)
        #expect(try ByteReader(path).identity == first)
        // The same length in the same node.
        try "two".write(toFile: path, atomically: false, encoding: .utf8)
        #expect(FileIdentity(path: path) != first)
        #expect(FileIdentity(path: directory.file("b")) == nil)
        #expect(try ByteReader("/dev/null").identity == nil)
    }
}
