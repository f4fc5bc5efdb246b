internal import Files
internal import Glibc
internal import Process

/// The processes that ``LocalRanks`` has started.
struct RankFamily {
    private var running: [pid_t] = []
    /// Exit code of the first that failed by itself, not because another rank was lost.
    private var failure: Int32?

    mutating func start(
        _ executable: String, _ arguments: [String], _ environment: [String: String]
    ) throws(InputError) {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // What this program ignores is not for the ranks to inherit, but a SIGHUP under nohup is.
        var standard = sigset_t()
        sigemptyset(&standard)
        for number in [SIGPIPE, SIGXFSZ] { sigaddset(&standard, number) }
        posix_spawnattr_setsigdefault(&attributes, &standard)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var texts = ([executable] + arguments).map { strdup($0) } + [nil]
        let environmentStart = texts.count
        texts += environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in texts { free(text) } }
        var child: pid_t = 0
        let code = texts.withUnsafeMutableBufferPointer { texts in
            posix_spawn(
                &child, executable, nil, &attributes, texts.baseAddress!, texts.baseAddress! + environmentStart)
        }
        guard code == 0 else {
            throw InputError(
                file: executable, problem: "it cannot be started (\(Sockets.reason(code)))",
                remedy: "Start fewer ranks, or look at the limits (ulimit -u)")
        }
        running.append(child)
    }

    func kill(_ number: Int32) {
        for child in running { Glibc.kill(child, number) }
    }

    /// Waits until all have ended, and gives the exit code of the whole.
    mutating func wait(grace: Double) -> Int32 {
        var hasAsked = false
        var deadline: Double?
        while !running.isEmpty {
            if StopSignal.isRequested, !hasAsked {
                hasAsked = true
                kill(SIGUSR1)
            }
            running.removeAll { child in
                var status: Int32 = 0
                let ended = waitpid(child, &status, WNOHANG)
                guard ended == child || (ended < 0 && errno == ECHILD) else { return false }
                let signal = status & 0x7F
                let code = signal == 0 ? status >> 8 & 0xFF : 128 + signal
                if code != 0, failure ?? ExitStatus.rankLost.rawValue == ExitStatus.rankLost.rawValue { failure = code }
                return true
            }
            if failure != nil {
                let end = deadline ?? Sockets.now + grace
                deadline = end
                if Sockets.now > end { kill(SIGKILL) }
            }
            if !running.isEmpty { usleep(20_000) }
        }
        return failure ?? 0
    }
}
