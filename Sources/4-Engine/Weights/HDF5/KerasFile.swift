internal import CHDF5
internal import Files
internal import Foundation
internal import Glibc

/// A file of weights that Keras saved, read whole by a child process: on damaged files libhdf5 crashes, never ends, spoils the
/// heap or takes all memory, and then only the child is lost.
final class KerasFile {
    /// The member of a `.keras` archive that holds the weights, in HDF5.
    static let weightsMember = "model.weights.h5"

    /// The layers in the file's order.
    let layers: [KerasLayer]
    private let path: String
    /// Memory without a name: the numbers of all arrays, one after the other.
    private let numbers: Int32
    private let places: [String: (first: Int, count: Int)]

    /// - Throws: `InputError` with what the child found, or that it did not come back.
    convenience init(_ path: String) throws {
        var state = stat()
        guard stat(path, &state) == 0 else { throw InputError(file: path, problem: "the file cannot be opened") }
        try self.init(path, bytes: Int(state.st_size)) { try KerasLayer.list(of: HDF5File(path), nil) }
    }

    /// Reads an archive of Keras 3 (`.keras`).
    ///
    /// - Throws: `InputError` as for a file, or that the archive is damaged.
    convenience init(_ archive: ZipArchive) throws {
        guard let member = archive.member(Self.weightsMember) else { preconditionFailure("no \(Self.weightsMember)") }
        let text = try archive.member("config.json").map { try archive.contents($0, limit: 1 << 26) }
        let configuration = text.flatMap { try? JSONDecoder().decode(KerasConfiguration.self, from: Data($0)) }
        try self.init(archive.path, bytes: 2 * member.size) {
            // Only the child unpacks.
            try archive.contents(member, limit: 1 << 33).withUnsafeBytes {
                try KerasLayer.list(of: HDF5File(archive.path, bytes: $0), configuration)
            }
        }
    }

    private init(_ path: String, bytes: Int, _ list: () throws -> KerasLayer.Listing) throws {
        self.path = path
        let numbers = tf_h5_memory_file()
        guard numbers >= 0 else { throw KerasFile.noProcess(path) }
        self.numbers = numbers
        layers = try KerasFile.listed(path, bytes: bytes, into: numbers, list)
        var places: [String: (first: Int, count: Int)] = [:]
        var first = 0
        for weight in layers.flatMap(\.weights) {
            let count = weight.shape.reduce(1, *)
            places[weight.name] = (first, count)
            first += count
        }
        self.places = places
    }

    deinit { close(numbers) }

    /// The numbers of one array, row-major, as 32-bit floats.
    func floats(_ name: String) throws -> [Float] {
        guard let place = places[name] else {
            throw InputError(file: path, problem: "'\(name)' is not an array of this file")
        }
        let size = place.count * MemoryLayout<Float>.size
        var isWhole = false
        let values = [Float](unsafeUninitializedCapacity: place.count) { buffer, initialized in
            buffer.initialize(repeating: 0)
            initialized = place.count
            var done = 0
            while done < size {
                let count = pread(
                    numbers, UnsafeMutableRawPointer(buffer.baseAddress!) + done, size - done,
                    off_t(place.first * MemoryLayout<Float>.size + done))
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return }
                done += count
            }
            isWhole = true
        }
        guard isWhole else { throw KerasFile.damaged(path) }
        return values
    }

    /// Has a child read the file: its layers come through a pipe, the numbers into `numbers`.
    private static func listed(
        _ path: String, bytes: Int, into numbers: Int32, _ list: () throws -> KerasLayer.Listing
    ) throws -> [KerasLayer] {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw noProcess(path) }
        let child = fork()
        guard child >= 0 else {
            for end in ends { close(end) }
            throw noProcess(path)
        }
        if child == 0 {
            limit(bytes: bytes)
            readAll(list, into: numbers, report: ends[1])
        }
        close(ends[1])
        defer { close(ends[0]) }
        var text: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(ends[0], &part, part.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            text += part.prefix(count)
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        if status == 0, let layers = try? JSONDecoder().decode([KerasLayer].self, from: Data(text)) { return layers }
        let isRefused = status & 0x7F == 0 && !text.isEmpty
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n", maxSplits: 1).map(String.init)
        guard isRefused, lines.count == 2 else { throw damaged(path) }
        throw InputError(file: path, problem: lines[0], remedy: lines[1])
    }

    private static func damaged(_ path: String) -> InputError {
        InputError(
            file: path, problem: "This HDF5 file is damaged: libhdf5 does not come to an end with it",
            remedy: "Fetch the file again, or choose another")
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
        let seconds = 2 + bytes >> 22
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

    private static func readAll(
        _ list: () throws -> KerasLayer.Listing, into numbers: Int32, report: Int32
    ) -> Never {
        do {
            let (file, layers, places) = try list()
            for place in places { try file.floats(place).withUnsafeBytes { try write(numbers, $0) } }
            try Array(JSONEncoder().encode(layers)).withUnsafeBytes { try write(report, $0) }
            _exit(0)
        } catch {
            let fault = error as? InputError
            let text = Array("\(fault?.problem ?? "\(error)")\n\(fault?.remedy ?? "Fetch the file again")".utf8)
            try? text.withUnsafeBytes { try write(report, $0) }
            _exit(1)
        }
    }

    private static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) throws {
        var done = 0
        while done < bytes.count {
            let count = Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw InputError(problem: "no memory is left for the file's numbers") }
            done += count
        }
    }
}
