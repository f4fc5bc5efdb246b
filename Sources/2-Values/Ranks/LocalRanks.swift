internal import Files
internal import Foundation
internal import Glibc
internal import Process

/// Several ranks of this program on this machine, without another launcher (`--ranks`).
public enum LocalRanks {
    /// Starts `count` ranks of a program with the variables that ``Launch`` reads, and waits for them. They write to
    /// where this process writes.
    ///
    /// A signal that asks this process to stop asks the ranks, too: they get SIGUSR1, which only asks however often it
    /// comes, because the terminal's Ctrl-C reaches them as well. When one of them fails, the others have `grace` to end
    /// by themselves (``RankWatch``) and are killed then.
    ///
    /// - Parameters:
    ///   - executable: path of the program.
    ///   - arguments: its arguments, without its name.
    ///   - grace: seconds.
    /// - Returns: 0, or the exit code of the rank that failed first, those last that failed because another rank was lost; 128 and the signal's number for one that was killed.
    /// - Throws: `InputError` where a program cannot be started, or where this process is a rank itself.
    public static func run(
        count: Int, executable: String, arguments: [String], grace: Double = 15
    ) throws -> Int32 {
        let environment = ProcessInfo.processInfo.environment
        let launch = try Launch.read(environment)
        guard launch.launcher == .none else {
            throw InputError(
                problem: "This process is rank \(launch.rank) of \(launch.count) already",
                remedy: "Leave out --ranks under a launcher")
        }
        // Free now; taken again by rank 0 in a moment.
        let (listener, port) = try Sockets.listen(isLoopback: true)
        close(listener)
        return try StopSignal.whileGraceful {
            var family = RankFamily()
            for rank in 0..<count {
                let variables = [
                    "RANK": "\(rank)", "WORLD_SIZE": "\(count)", "LOCAL_RANK": "\(rank)",
                    "LOCAL_WORLD_SIZE": "\(count)", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "\(port)",
                    "TUNINGFORK_LAUNCHER": Launch.Launcher.ranks.rawValue,
                    LauncherProcess.parentVariable: "\(getpid())",
                ]
                do {
                    try family.start(executable, arguments, environment.merging(variables) { $1 })
                } catch {
                    family.kill(SIGKILL)
                    throw error
                }
            }
            return family.wait(grace: grace)
        }
    }
}
