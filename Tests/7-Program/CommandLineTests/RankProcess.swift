import Foundation

/// A rank of the program that runs now.
struct RankProcess {
    let number: Int32
    let rank: Int

    /// The ranks whose arguments name `folder`, by their rank; without those that have ended and wait for their parent.
    static func running(in folder: String) -> [RankProcess] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let program = URL(filePath: Program.path).resolvingSymlinksInPath().path
        return entries.compactMap { Int32($0) }.compactMap { number in
            guard texts("/proc/\(number)/cmdline").contains(folder),
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(number)/exe")) == program
            else { return nil }
            let variables = texts("/proc/\(number)/environ")
            for name in ["RANK", "OMPI_COMM_WORLD_RANK", "SLURM_PROCID"] {
                if let text = variables.first(where: { $0.hasPrefix("\(name)=") }),
                    let rank = Int(text.dropFirst(name.count + 1))
                {
                    return RankProcess(number: number, rank: rank)
                }
            }
            return nil
        }.sorted { $0.rank < $1.rank }
    }

    /// Waits until there are none.
    static func waitForEnd(in folder: String) {
        while !running(in: folder).isEmpty { usleep(20_000) }
    }

    private static func texts(_ path: String) -> [String] {
        let bytes = FileManager.default.contents(atPath: path) ?? Data()
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }
}
