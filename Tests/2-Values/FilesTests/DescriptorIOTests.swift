import Files
import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct DescriptorIOTests {
    /// A pipe takes 64 kB at a time, and signals without SA_RESTART break calls off: all bytes arrive all the same.
    @Test(.timeLimit(.minutes(1))) func shortAndInterruptedWritesAreFinished() async throws {
        await #expect(processExitsWith: .success) {
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { _ in }
            sigaction(SIGALRM, &action, nil)
            var timer = itimerval()
            timer.it_value.tv_usec = 2000
            timer.it_interval.tv_usec = 2000
            setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
            let (source, target) = (ends[0], ends[1])
            let size = 4_000_000
            let reader = Thread {
                var got = 0
                var buffer = [UInt8](repeating: 0, count: 10_000)
                while got < size {
                    let count = read(source, &buffer, buffer.count)
                    if count > 0 {
                        guard (0..<count).allSatisfy({ buffer[$0] == UInt8((got + $0) % 251) }) else { _exit(2) }
                        got += count
                    }
                    usleep(300)
                }
                _exit(0)
            }
            reader.start()
            let bytes = (0..<size).map { UInt8($0 % 251) }
            try bytes.withUnsafeBytes { try DescriptorIO.write($0, to: target, path: "pipe") }
            while true { sleep(1) }
        }
    }

    @Test func aFullDeviceIsTold() throws {
        let descriptor = open("/dev/full", O_WRONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let error = #expect(throws: WriteError.self) {
            try [UInt8](repeating: 1, count: 10).withUnsafeBytes {
                try DescriptorIO.write($0, to: descriptor, path: "a.bin")
            }
        }
        #expect(error?.path == "a.bin" && error?.remedy?.contains("space") == true)
    }

    @Test func readsAsFarAsTheFileReaches() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("a", "0123456789")
        let descriptor = open(path, O_RDWR)
        defer { close(descriptor) }
        try Array("ab".utf8).withUnsafeBytes { try DescriptorIO.write($0, to: descriptor, at: 8, path: path) }
        var buffer = [UInt8](repeating: 0, count: 6)
        let count = try buffer.withUnsafeMutableBytes {
            try DescriptorIO.read(into: $0, from: descriptor, at: 5, path: path)
        }
        #expect(count == 5 && String(decoding: buffer[..<5], as: UTF8.self) == "567ab")
    }
}
