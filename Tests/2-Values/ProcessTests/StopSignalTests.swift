import Files
import Foundation
import Process
import TestSupport
import Testing

/// Real signals to real processes.
@Suite(.timeLimit(.minutes(1))) struct StopSignalTests {
    private let directory: TemporaryDirectory
    private static let all = [SIGINT, SIGTERM, SIGHUP, SIGUSR1]

    init() throws { directory = try TemporaryDirectory() }

    @Test(arguments: all) func `where nothing promised to stop, unfinished files go and the process ends`(
        _ number: Int32
    ) async throws {
        try directory.write("old.txt", "old")
        let path = directory.file("old.txt")
        await #expect(processExitsWith: .exitCode(130)) { [path = path as String, number = number as Int32] in
            StopSignal.install()
            try AtomicFile.write(path) { sink in
                try sink.write([UInt8](repeating: 0, count: 1 << 20))
                kill(getpid(), number)  // to the process, as Ctrl-C: this thread may have signals blocked
                while true { sleep(1) }
            }
        }
        #expect(try directory.names() == ["old.txt"])
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    }

    @Test(arguments: all) func `work that promised to stop does so at its next safe point`(_ number: Int32) async {
        await #expect(processExitsWith: .exitCode(7)) { [number = number as Int32] in
            StopSignal.install()
            do {
                try StopSignal.whileGraceful {
                    kill(getpid(), number)
                    while !StopSignal.isRequested { usleep(1000) }
                    try StopSignal.check(.goesOn)
                }
            } catch is Interrupted {
                exit(7)
            }
        }
    }

    /// A closed terminal may send SIGHUP twice, a batch system SIGTERM some time after SIGUSR1.
    @Test(arguments: [
        ([SIGINT, SIGINT], true), ([SIGTERM, SIGINT], true), ([SIGHUP, SIGHUP], false), ([SIGUSR1, SIGTERM], false),
        ([SIGHUP, SIGUSR1, SIGHUP, SIGINT], false),
    ])
    func `a second demand ends the process at once`(_ numbers: [Int32], _ ends: Bool) async {
        await #expect(processExitsWith: .exitCode(ends ? 130 : 7)) { [numbers = numbers as [Int32]] in
            StopSignal.install()
            StopSignal.whileGraceful {
                for number in numbers {
                    kill(getpid(), number)
                    usleep(100_000)
                }
            }
            exit(7)
        }
    }

    @Test func `an ignored SIGHUP stays ignored, as under nohup`() async {
        await #expect(processExitsWith: .exitCode(7)) {
            signal(SIGHUP, SIG_IGN)
            StopSignal.install()
            kill(getpid(), SIGHUP)
            usleep(100_000)
            exit(StopSignal.isRequested ? 1 : 7)
        }
    }

    /// Signals at any moment of many runs that put three files in place: whole sets only, the old one or the new one.
    @Test(arguments: [1, 2]) func `a set of files is never parted`(_ signals: Int) async throws {
        let folder = directory.file("sets")
        try Directory.create(folder)
        for round in 0..<8 {
            await #expect(processExitsWith: .exitCode(130)) {
                [folder = folder as String, round = round as Int, signals = signals as Int] in
                StopSignal.install()
                Thread.detachNewThread {
                    usleep(UInt32(3000 + 1700 * round))
                    for _ in 0..<signals {
                        kill(getpid(), SIGTERM)
                        usleep(2000)
                    }
                }
                let names = ["a.csv", "b.csv", "c.csv"]
                func run(_ number: Int) throws {
                    let set = try FileSet(folder, maker: "select", names: names, inputs: [])
                    for name in names { try AtomicFile.write(set.path(of: name), string: "\(number)") }
                    try set.commit { usleep(500) }
                }
                // With one signal by itself, with two as work that has promised to stop and is told to end at once.
                do {
                    for number in 0..<10_000 {
                        if signals == 1 { try run(number) } else { try StopSignal.whileGraceful { try run(number) } }
                    }
                } catch {
                    // The process is being ended on another thread, which has removed the hidden file of this one.
                    sleep(5)
                    throw error
                }
            }
            // The handler runs on another thread here, beside which the work may still make a hidden file.
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
                .sorted()
            guard names.contains("files.journal") else {
                #expect(names == [])
                continue
            }
            #expect(names == ["a.csv", "b.csv", "c.csv", "files.journal"])
            let texts = try names.prefix(3).map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }
            #expect(Set(texts).count == 1)
            try FileSet.check("\(folder)/a.csv")
        }
    }

    @Test func `what cannot be printed does not end the work`() async {
        await #expect(processExitsWith: .exitCode(7)) {
            StopSignal.install()
            close(STDERR_FILENO)
            ProgressReporter().say("nobody reads this")
            Notice.report("nor this")
            exit(7)
        }
    }
}
