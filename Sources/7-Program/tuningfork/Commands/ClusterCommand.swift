public import ArgumentParser
public import Clusters
import Files
import Manifests
import Process
import Tables

/// `tuningfork cluster`
struct ClusterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster", abstract: "Sort galaxies into groups that nobody has named.",
        discussion: """
            Takes vectors (as embed writes) or a map (as map writes), and tells how many groups they hold: their \
            silhouette, whether subsamples give the same groups, and with --labels whether they are the classes that are \
            known. Writes a table with id, cluster (0 is the largest; -1 is no group; empty without a vector), \
            cluster_probability, a figure of the method's own and the columns of the input, and beside it the settings \
            (NAME.cluster.json), by which --into sorts other galaxies into the same groups.

            hdbscan finds groups of any shape and leaves what is between them in none. kmeans and gaussian sort all into \
            --clusters groups; without that they take the number with the best silhouette, or the lowest BIC. The same \
            input and seed give the same groups, whatever the threads.
            """)

    @ArgumentParser.Argument(
        help: ArgumentHelp("Vectors (.npy, with their table), or a table with map_x and map_y.", valueName: "input"))
    var input: String

    @Option(help: ArgumentHelp("Table of groups to write.", valueName: "table"))
    var output: String

    @Option(help: "How to sort: hdbscan, kmeans or gaussian.")
    var method: ClusterSettings.Method?

    @Option(help: ArgumentHelp("Number of groups of kmeans and gaussian.", valueName: "n"))
    var clusters: Int?

    @Option(help: ArgumentHelp("Most groups that are tried without --clusters (default: 8).", valueName: "n"))
    var mostClusters: Int?

    @Option(
        help: ArgumentHelp("Rows of a group of hdbscan at least; without it 1 % of all, and 5 or more.", valueName: "n")
    )
    var minimumSize: Int?

    @Option(
        help: ArgumentHelp(
            "Neighbours within whose reach hdbscan measures density (default: 10, no more than a group has at least).",
            valueName: "n"))
    var minimumSamples: Int?

    @Option(help: "Groups of hdbscan: those of most mass, or the leaves of their tree (default: mass).")
    var selection: HDBSCAN.Selection?

    @Option(help: "Shape of the groups of gaussian: full or diagonal (default: full).")
    var covariance: GaussianMixture.Covariance?

    @Option(help: ArgumentHelp("Principal components that vectors are reduced to first.", valueName: "n"))
    var principalComponents: Int?

    @Option(help: ArgumentHelp("Table with id and label to hold the groups against.", valueName: "table"))
    var labels: String?

    @OptionGroup var identifier: IdentifierOption

    @Option(
        help: ArgumentHelp("Table of groups of an earlier run that the input is sorted into.", valueName: "table"))
    var into: String?

    @Option(help: ArgumentHelp("Seed of starts and subsamples (default: 0).", valueName: "n"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("Threads; 0 takes all cores.", valueName: "n"))
    var threads: Int?

    @Option(help: ArgumentHelp("Write the figures as JSON.", valueName: "file"))
    var json: String?

    @OptionGroup var reporting: ReportingOptions

    func validate() throws {
        let isHDBSCAN = (method ?? .hdbscan) == .hdbscan
        if into != nil {
            let others: [Any?] = [
                method, clusters, mostClusters, minimumSize, minimumSamples, selection, covariance,
                principalComponents, labels, seed, json,
            ]
            if others.contains(where: { $0 != nil }) {
                throw ValidationError("The groups of --into bring their own settings: leave the others out.")
            }
        }
        if isHDBSCAN && (clusters ?? mostClusters) != nil {
            throw ValidationError("hdbscan finds the number of groups itself: --clusters is for kmeans and gaussian.")
        }
        if !isHDBSCAN && (minimumSize != nil || minimumSamples != nil || selection != nil) {
            throw ValidationError("--minimum-size, --minimum-samples and --selection are for hdbscan.")
        }
        if covariance != nil && method != .gaussian { throw ValidationError("--covariance is for gaussian.") }
        for (name, value, least) in [
            ("clusters", clusters, 1), ("most-clusters", mostClusters, 2), ("minimum-size", minimumSize, 2),
            ("minimum-samples", minimumSamples, 1), ("principal-components", principalComponents, 1),
            ("threads", threads, 0),
        ] {
            if let value, value < least { throw ValidationError("--\(name) must be \(least) or more.") }
        }
    }

    func run() throws {
        let progress = reporting.progress
        let beside = input.lowercased().hasSuffix(".npy") ? EmbeddingFile.table(beside: input) : nil
        let record = ClusterRun.record(beside: output)
        try OutputFiles.check(
            [output, json, into == nil ? record : nil], tables: [input, beside, labels, into],
            inputs: [into.map(ClusterRun.record(beside:))])
        let threads = threads == 0 ? nil : threads
        if let into {
            let placed = try ClusterRun.place(input, into: into, output: output, threads: threads, progress: progress)
            print(
                "rows: \(placed.rows); in no group: \(placed.inNoGroup); without a vector: \(placed.withoutVector)")
            return print(output)
        }
        var settings = ClusterSettings()
        settings.method = method ?? settings.method
        settings.clusters = clusters
        settings.mostClusters = mostClusters ?? settings.mostClusters
        settings.minimumSize = minimumSize
        settings.minimumSamples = minimumSamples
        settings.selection = selection ?? settings.selection
        settings.covariance = covariance ?? settings.covariance
        settings.principalComponents = principalComponents
        settings.seed = seed ?? settings.seed
        let summary = try ClusterRun(input, settings, threads: threads, progress: progress)
            .perform(output: output, labels: labels, id: identifier.id)
        if let json { try JSONFile.write(summary, to: json) }
        print(summary.table())
        print(output)
    }
}

extension ClusterSettings.Method: ExpressibleByArgument {}
extension HDBSCAN.Selection: ExpressibleByArgument {}
extension GaussianMixture.Covariance: ExpressibleByArgument {}
