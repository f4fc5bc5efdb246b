internal import Files
internal import Foundation
internal import Glibc
internal import Process

/// A process that has made cells of a catalogue: which program, where and when.
public struct CatalogueMaker: Sendable, Equatable, Codable {
    /// Name of the machine; nil in what is published.
    public internal(set) var host: String?
    /// System and processor of the machine.
    public let system, processor: String
    /// How many cores of it this process could use.
    public let cores: Int
    /// What it computed on: cpu, cuda or cuda:N; nil where no run of this program was asked, and in records of earlier
    /// versions.
    public let device: String?
    /// Threads of the CPU with which it computed; nil as for ``device``.
    public let threads: Int?
    /// Version of the program, and SHA-256 of its binary.
    public let program, binary: String
    /// Time of its start: ISO 8601, UTC.
    public let started: String

    /// This process.
    ///
    /// - Parameter origin: what it computes with; nil where that is not known.
    /// - Throws: ``Files/InputError`` when its binary cannot be read.
    init(_ origin: CatalogueOrigin?) throws {
        host = Self.machine
        var found = utsname()
        uname(&found)
        system =
            withUnsafeBytes(of: &found.sysname) { Self.text($0) } + " "
            + withUnsafeBytes(of: &found.release) { Self.text($0) } + " "
            + withUnsafeBytes(of: &found.machine) { Self.text($0) }
        let lines = ((try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "").split(separator: "\n")
        processor =
            lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last
            .map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
        let cores = ProcessInfo.processInfo.activeProcessorCount
        self.cores = cores
        device = origin?.device
        threads = origin.map { $0.threads ?? cores }
        program = ProgramVersion.current
        binary = try Checksum.hexadecimal(.sha256, ofFile: "/proc/self/exe")
        started = Self.time(Self.start)
    }

    private static let start = Date()

    private static let machine: String = {
        var name = [CChar](repeating: 0, count: 257)
        gethostname(&name, name.count - 1)
        return text(name)
    }()

    /// Names this process among all that make cells, on whatever machine they run.
    static let processName = "\(machine)-\(time(start).filter(\.isNumber))-\(getpid())"

    private static func text(_ bytes: some Sequence<CChar>) -> String {
        text(bytes.map { UInt8(bitPattern: $0) })
    }

    private static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// ISO 8601, UTC.
    static func time(_ date: Date) -> String { date.formatted(.iso8601) }

    /// Notes what this process is, before it makes cells of a catalogue.
    func note(in folder: CatalogueFolder) throws {
        try Directory.create(folder.makers)
        try folder.writeJSON(self, to: "\(folder.makers)/\(Self.processName).json")
    }

    /// All that have made some of the cells, those alike once, the earliest first; whoever found none left to make is not
    /// among them.
    static func all(of cells: [CatalogueCell], in folder: CatalogueFolder) -> [CatalogueMaker] {
        let names = Set(cells.compactMap { CellRecord($0, in: folder)?.maker })
        let all = names.sorted().compactMap { name in
            (try? FilePiece(path: "\(folder.makers)/\(name).json").read()).flatMap {
                try? JSONDecoder().decode(CatalogueMaker.self, from: Data($0))
            }
        }.sorted { ($0.started, $0.host ?? "") < ($1.started, $1.host ?? "") }
        var seen: Set<String> = []
        return all.filter {
            let how = "\($0.device ?? "") \($0.threads ?? 0)"
            return seen.insert("\($0.host ?? "") \($0.binary) \(how)").inserted
        }
    }
}
