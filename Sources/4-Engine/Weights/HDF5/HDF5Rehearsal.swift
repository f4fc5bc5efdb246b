internal import Files
internal import Glibc

/// Reads a file of weights in a child process before this process does: on damaged files libhdf5 crashes, never ends or
/// takes all memory, and then only the child is lost.
enum HDF5Rehearsal {
    /// Reads every array of the file.
    /// - Throws: `InputError` with what the child found, or that it did not come back.
    static func run(_ path: String) throws {
        var state = stat()
        guard stat(path, &state) == 0 else { throw InputError(file: path, problem: "the file cannot be opened") }
        let bytes = Int(state.st_size)
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw noProcess(path) }
        let child = fork()
        guard child >= 0 else {
            for end in ends { close(end) }
            throw noProcess(path)
        }
        if child == 0 {
            limit(bytes: bytes)
            readAll(path, report: ends[1])
        }
        close(ends[1])
        defer { close(ends[0]) }
        var text: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(ends[0], &part, part.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            text += part.prefix(count)
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        guard status != 0 else { return }
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n", maxSplits: 1).map(String.init)
        throw InputError(
            file: path, problem: lines.first ?? "This HDF5 file is damaged: libhdf5 does not come to an end with it",
            remedy: lines.count > 1 ? lines[1] : "Fetch the file again, or choose another")
    }

    private static func noProcess(_ path: String) -> InputError {
        InputError(
            file: path, problem: "no second process can be started to read it: \(String(cString: strerror(errno)))",
            remedy: "Free memory, or raise the limit on processes (ulimit -u)")
    }

    /// What the child may take: no cores, some seconds of the processor, memory for the file's numbers.
    private static func limit(bytes: Int) {
        for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM, SIGXCPU] { signal(fault, SIG_DFL) }
        var none = sigset_t()
        sigemptyset(&none)
        sigprocmask(SIG_SETMASK, &none, nil)
        let seconds = 5 + bytes >> 24
        alarm(UInt32(clamping: 10 * seconds))
        set(__rlimit_resource_t(RLIMIT_CORE.rawValue), 0)
        set(__rlimit_resource_t(RLIMIT_CPU.rawValue), UInt(seconds))
        set(__rlimit_resource_t(RLIMIT_AS.rawValue), addressSpace + 4 * UInt(bytes) + 256 << 20)
        let nowhere = open("/dev/null", O_WRONLY)
        if nowhere >= 0 { dup2(nowhere, STDERR_FILENO) }
    }

    private static func set(_ resource: __rlimit_resource_t, _ value: UInt) {
        var limit = rlimit(rlim_cur: value, rlim_max: value)
        setrlimit(resource, &limit)
    }

    /// Bytes of addresses that this process has now.
    private static var addressSpace: UInt {
        guard let text = try? ByteReader.contents(of: "/proc/self/statm") else { return 1 << 40 }
        return (UInt(String(decoding: text.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)) ?? 1 << 28)
            * UInt(getpagesize())
    }

    private static func readAll(_ path: String, report: Int32) -> Never {
        do {
            let file = try HDF5File(path)
            for weight in try KerasLayer.list(of: file).flatMap(\.weights) { _ = try file.floats(weight.name) }
            _exit(0)
        } catch {
            let fault = error as? InputError
            let text = Array("\(fault?.problem ?? "\(error)")\n\(fault?.remedy ?? "Fetch the file again")".utf8)
            _ = write(report, text, text.count)
            _exit(1)
        }
    }
}
