internal import ArgumentParser
internal import Foundation
internal import Neighbours
internal import Vectors

/// Looks for the neighbours of one vector whenever a line arrives, so that neighbours.py can take turns between this process
/// and its peers.
///
/// Prints `ready`, then, for each line of input, the seconds and the processor time; at the end of the input, as JSON, the
/// rows found for each vector and the memory of the process, in bytes.
struct NeighboursCommand: ParsableCommand {
    enum Mode: String, ExpressibleByArgument, CaseIterable { case exact, index, build }

    static let configuration = CommandConfiguration(
        commandName: "neighbours", abstract: "Look for one vector's neighbours for each line of input.")

    @Argument(help: "Among all rows, by an index, or the making of that.") var mode: Mode
    @Option(help: "Matrix (.npy).") var matrix: String
    @Option(help: "Vectors whose neighbours are wanted (.npy).") var queries: String
    @Option(help: "The index's file.") var index: String
    @Option(help: "Neighbours of each.") var count = 10
    @Option(help: "Known ones that a search by the index keeps.") var breadth = NeighbourIndex.breadth
    @Option(help: "Threads.") var threads: Int

    private struct Result: Encodable {
        let found: [[Int]]
        /// The most that was resident: all, and without what is the system's cache of mapped files.
        let peak: Int
        let own: Int
    }

    func run() throws {
        let matrix = try Matrix(mapping: matrix)
        let queries = try Matrix(mapping: queries)
        let exact = ExactSearch(matrix, by: .euclidean)
        let opened = mode == .index ? try NeighbourIndex(index, of: matrix, by: .euclidean, sum: "benchmark") : nil
        var found: [[Int]] = []
        print("ready")
        Output.flush()
        while readLine() != nil {
            let query = queries[found.count % queries.rowCount]
            var rows: [Neighbour] = []
            let processor = ProcessorTime.seconds
            let elapsed = try ContinuousClock().measure {
                switch mode {
                case .exact: rows = exact.nearest(to: [query], count: count, threads: threads)[0]
                case .index: rows = try opened?.nearest(to: query, count: count, breadth: breadth) ?? []
                case .build:
                    try NeighbourIndex(of: matrix, by: .euclidean, threads: threads).write(to: index, sum: "benchmark")
                }
            }
            found.append(rows.map(\.row))
            print(elapsed / .seconds(1), ProcessorTime.seconds - processor)
            Output.flush()
        }
        let result = Result(found: found, peak: Self.status("VmHWM"), own: Self.status("RssAnon"))
        print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
    }

    private static func status(_ key: String) -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(key) } ?? ""
        return (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }
}
