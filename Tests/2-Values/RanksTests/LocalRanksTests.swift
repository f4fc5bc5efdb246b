import Files
import Foundation
import Process
import Ranks
import TestSupport
import Testing

/// Real processes: shells in the program's place.
@Suite(.timeLimit(.minutes(1))) struct LocalRanksTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func run(_ count: Int, grace: Double = 15, _ script: String) throws -> Int32 {
        try LocalRanks.run(
            count: count, executable: "/bin/sh", arguments: ["-c", script, directory.path], grace: grace)
    }

    @Test func `each rank knows its place, and all meet at one port`() throws {
        let names = "$TUNINGFORK_LAUNCHER $WORLD_SIZE $LOCAL_RANK $LOCAL_WORLD_SIZE $MASTER_ADDR"
        let code = try run(3, "echo \(names) > $0/$RANK.txt; echo $MASTER_PORT > $0/$RANK.port")
        #expect(code == 0)
        var ports: Set<String> = []
        for rank in 0..<3 {
            let text = try String(contentsOfFile: directory.file("\(rank).txt"), encoding: .utf8)
            #expect(text == "ranks 3 \(rank) 3 127.0.0.1\n")
            ports.insert(try String(contentsOfFile: directory.file("\(rank).port"), encoding: .utf8))
        }
        #expect(ports.count == 1)
    }

    @Test func `the exit code is that of the rank that failed first`() throws {
        #expect(try run(3, "exit 0") == 0)
        #expect(try run(3, "test $RANK = 1 || { sleep 1; exit 4; }; exit 3") == 3)
        #expect(try run(2, "test $RANK = 0 || kill -9 $$; exit 75") == 128 + 9)
        #expect(try run(2, "test $RANK = 0 || { sleep 0.5; exit 65; }; exit 75") == 65)
    }

    @Test func `ranks that do not end by themselves after another's failure are killed`() throws {
        #expect(try run(3, grace: 0.2, "test $RANK = 2 && exit 65; exec sleep 1000") == 65)
        // One that is stopped, too.
        #expect(try run(2, grace: 0.2, "test $RANK = 0 && kill -STOP $$; exit 7") == 7)
    }

    @Test func `a program that cannot be started leaves no ranks behind`() {
        let error = #expect(throws: InputError.self) {
            try LocalRanks.run(count: 2, executable: "/nowhere/program", arguments: [])
        }
        #expect(error?.file == "/nowhere/program" && error?.problem.contains("No such file") == true)
    }

    @Test func `a rank does not start ranks`() async {
        await #expect(processExitsWith: .exitCode(9)) {
            setenv("RANK", "0", 1)
            setenv("WORLD_SIZE", "2", 1)
            setenv("MASTER_ADDR", "127.0.0.1", 1)
            setenv("MASTER_PORT", "4000", 1)
            do {
                exit(try LocalRanks.run(count: 2, executable: "/bin/true", arguments: []))
            } catch let error as InputError {
                exit(error.problem == "This process is rank 0 of 2 already" ? 9 : 1)
            }
        }
    }

    /// The terminal's Ctrl-C reaches the ranks as well: they must not take that for a second one.
    @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGUSR1]) func `a signal asks every rank once`(_ number: Int32)
        async throws
    {
        let path = directory.path
        await #expect(processExitsWith: .exitCode(5)) { [path = path as String, number = number as Int32] in
            StopSignal.install()
            let script = """
                trap 'echo asked >> $0/$RANK.log; exit 5' USR1
                trap 'echo demanded >> $0/$RANK.log' INT TERM HUP
                touch $0/$RANK.ready
                while true; do sleep 0.05; done
                """
            Thread.detachNewThread {
                while !(0..<2).allSatisfy({ FileManager.default.fileExists(atPath: "\(path)/\($0).ready") }) {
                    usleep(10_000)
                }
                kill(getpid(), number)
            }
            exit(try LocalRanks.run(count: 2, executable: "/bin/sh", arguments: ["-c", script, path]))
        }
        for rank in 0..<2 {
            #expect(try String(contentsOfFile: directory.file("\(rank).log"), encoding: .utf8) == "asked\n")
        }
    }

    /// By this a rank finds its launcher, and sees whether it has ended before the rank came to look.
    @Test func `the process above a rank is no rank, and has told its number`() async throws {
        let path = directory.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let script = """
                echo $PPID > $0/parent; tr '\\0' '\\n' < /proc/$PPID/environ | grep -c ^TUNINGFORK_LAUNCHER= > $0/variables
                echo $TUNINGFORK_LAUNCHER_PROCESS > $0/told; kill -9 $PPID
                """
            exit(try LocalRanks.run(count: 1, executable: "/bin/sh", arguments: ["-c", script, path]))
        }
        while (try? String(contentsOfFile: directory.file("told"), encoding: .utf8))?.hasSuffix("\n") != true {
            usleep(10_000)
        }
        func text(_ name: String) throws -> String { try String(contentsOfFile: directory.file(name), encoding: .utf8) }
        #expect(try text("parent") == text("told"))
        #expect(try text("variables") == "0\n")
    }
}
