import Files
import Foundation
import TestSupport
import Testing

@Suite struct FileStateTests {
    @Test func everyChangeOfASettledFileIsSeen() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("a", "one")
        #expect(try !FileState(path).isSettled)
        Thread.sleep(forTimeInterval: 0.1)
        let first = try FileState(path)
        #expect(first.isSettled && first.size == 3)
        #expect(try ByteReader(path).state == first && FileState(path) == first)
        // The same length in the same node.
        try "two".write(toFile: path, atomically: false, encoding: .utf8)
        #expect(try FileState(path) != first)
        #expect(throws: InputError.self) { try first.checkUnchanged() }
        #expect(throws: InputError.self) { try FileState(directory.file("b")) }
        #expect(try ByteReader("/dev/null").state == nil)
    }
}
