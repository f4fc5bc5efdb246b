internal import Foundation
internal import Glibc

/// The processes between this one and the one that has started the ranks: when one of them ends, nobody looks after the
/// ranks any more.
public struct LauncherProcess: Sendable, Equatable {
    /// A process; its number may be given to another one later, its time of start not.
    struct Member: Sendable, Equatable {
        let number: Int32
        let start: UInt64
    }

    /// Where ``LocalRanks`` tells its ranks its own number.
    static let parentVariable = "TUNINGFORK_LAUNCHER_PROCESS"

    let members: [Member]

    /// Finds the launcher of this process, if it has one that is seen: the nearest of those above it which is no rank
    /// itself, that is, lacks the launcher's own variables. Call it early, before the launcher may have ended.
    public static func find(_ launch: Launch) -> LauncherProcess? {
        let variable: String
        switch launch.launcher {
        case .none, .environment: return nil
        case .ranks: variable = "TUNINGFORK_LAUNCHER"
        case .torchrun: variable = "TORCHELASTIC_RUN_ID"
        case .slurm: variable = "SLURM_PROCID"
        case .mpi: variable = "MPI_LOCALRANKID"
        }
        let names = launch.launcher == .mpi ? [variable, "OMPI_COMM_WORLD_RANK"] : [variable]
        if let text = ProcessInfo.processInfo.environment[parentVariable], let parent = Int32(text), parent != getppid()
        {
            // It has ended before this process came to look.
            return LauncherProcess(members: [Member(number: parent, start: .max)])
        }
        var members: [Member] = []
        var number = getppid()
        while number > 0, let state = State(number) {
            members.append(Member(number: number, start: state.start))
            guard let variables = FileManager.default.contents(atPath: "/proc/\(number)/environ") else { break }
            let isRank = variables.split(separator: 0).contains { entry in
                names.contains { entry.starts(with: "\($0)=".utf8) }
            }
            if !isRank { break }
            number = state.parent
        }
        return members.isEmpty ? nil : LauncherProcess(members: members)
    }

    private init(members: [Member]) { self.members = members }

    /// One process in the launcher's place; nil where there is none of that number.
    package init?(watching number: Int32) {
        guard let state = State(number) else { return nil }
        members = [Member(number: number, start: state.start)]
    }

    /// Whether one of them has ended.
    public var hasEnded: Bool {
        members.contains { member in
            guard let state = State(member.number) else { return true }
            return state.start != member.start || state.hasEnded
        }
    }

    /// What the kernel tells of a process (`proc(5)`, stat).
    private struct State {
        let parent: Int32
        let start: UInt64
        /// It has ended, and only waits for its parent to ask.
        let hasEnded: Bool

        init?(_ number: Int32) {
            guard let bytes = FileManager.default.contents(atPath: "/proc/\(number)/stat"),
                // The name of the program stands in brackets and may hold anything.
                let end = bytes.lastIndex(of: UInt8(ascii: ")"))
            else { return nil }
            let fields = bytes[(end + 1)...].split(separator: UInt8(ascii: " "))
            guard fields.count > 19, let parent = Int32(String(decoding: fields[1], as: UTF8.self)),
                let start = UInt64(String(decoding: fields[19], as: UTF8.self))
            else { return nil }
            self.parent = parent
            self.start = start
            hasEnded = [UInt8(ascii: "Z"), UInt8(ascii: "X")].contains(fields[0].first)
        }
    }
}
