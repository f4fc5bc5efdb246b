internal import ArgumentParser
internal import Clusters
internal import Foundation
internal import Vectors

/// One clustering of a matrix whenever a line arrives: so that clusters.py can take turns between this process and its peers.
///
/// Prints `ready ROWS COLUMNS`, then, for each line of input, the seconds of one clustering and its processor time; at the
/// end of the input it writes the labels of the last one.
struct ClusterCommand: ParsableCommand {
    enum Method: String, ExpressibleByArgument, CaseIterable { case hdbscan, kmeans, gaussian }

    static let configuration = CommandConfiguration(
        commandName: "cluster", abstract: "Sort a matrix into groups for each line of input and print the seconds.")

    @Option(help: "The matrix, float32 (.npy).") var matrix: String
    @Option(help: "How.") var method = Method.hdbscan
    @Option(help: "Rows of a group at least, and neighbours of a core distance; or number of groups.") var number: Int
    @Option(help: "Starts of kmeans and gaussian.") var restarts = 1
    @Option(help: "First centres of kmeans (.npy), instead of drawing them.") var start: String?
    @Option(help: "Threads.") var threads: Int
    @Option(help: "Gets the labels (.npy, int64).") var output: String

    mutating func validate() throws {
        guard threads > 0, number > 1, restarts > 0 else {
            throw ValidationError("Threads and restarts are at least 1, the number at least 2.")
        }
    }

    func run() throws {
        let matrix = try Matrix(mapping: matrix)
        let start = try start.map { try Matrix(mapping: $0) }
        func sort() throws -> [Int32] {
            switch method {
            case .hdbscan:
                HDBSCAN(matrix, minimumSize: number, minimumSamples: number, threads: threads).labels
            case .kmeans:
                if let start {
                    try KMeans(matrix, start: start, threads: threads).labels
                } else {
                    try KMeans(matrix, clusters: number, restarts: restarts, seed: 1, threads: threads).labels
                }
            case .gaussian:
                try GaussianMixture(matrix, components: number, restarts: restarts, seed: 1, threads: threads).labels
            }
        }
        print("ready \(matrix.rowCount) \(matrix.columnCount)")
        Output.flush()
        let clock = ContinuousClock()
        var labels: [Int32] = []
        while readLine() != nil {
            let processor = ProcessorTime.seconds
            let elapsed = try clock.measure { labels = try sort() }
            print(elapsed / .seconds(1), ProcessorTime.seconds - processor)
            Output.flush()
        }
        try Npy.write(.int64(labels.map { Int64($0) }), shape: [labels.count], to: output)
    }
}
