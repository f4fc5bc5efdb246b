internal import Neighbours
public import Process
public import Vectors

/// Density-based clusters of any shape, and noise: HDBSCAN* (Campello, Moulavi and Sander 2013; McInnes and Healy 2017).
///
/// The minimum spanning tree of the mutual reachability distances is made by Borůvka's algorithm, on a k-d tree up to
/// ``treeDimensions`` columns and by comparing all rows beyond. Labels are those of the Python package `hdbscan`
/// (`approx_min_span_tree=False`) but for their numbers, where no two edges are equally long; the same matrix gives the same
/// labels on every machine, whatever the threads.
///
/// ```swift
/// let groups = try HDBSCAN(map, minimumSize: 50)
/// groups.labels[7]         // 0 is the largest cluster; -1 is noise
/// groups.probabilities[7]  // how deep in its cluster, 0…1
/// ```
public struct HDBSCAN: Sendable {
    /// Which clusters of the tree are chosen.
    public enum Selection: String, Sendable, CaseIterable, Codable {
        /// Those that hold the most excess of mass together.
        case mass
        /// Those that do not split: many small ones.
        case leaf
    }

    /// Columns up to which a k-d tree is faster than comparing all rows.
    public static let treeDimensions = 16

    /// Cluster of each row, the largest is 0; -1 is noise.
    public let labels: [Int32]
    /// How strongly each row belongs to its cluster, 0…1: λ where it leaves as a part of the largest; 0 of noise.
    public let probabilities: [Float]
    /// How far each row is an outlier of its surroundings, 0…1 (GLOSH, Campello et al. 2015).
    public let outlierScores: [Float]
    public let clusterCount: Int
    /// The excess of mass of each cluster.
    public let stabilities: [Double]
    /// Rounds of Borůvka's algorithm.
    let rounds: Int
    /// Core distance of each row, not squared.
    let core: [Double]
    let minimumSamples: Int
    let tree: CondensedTree
    /// The label of each cluster of the tree that is chosen or within one that is; else -1.
    let treeLabels: [Int32]
    /// The largest λ of the chosen cluster of each label.
    let deaths: [Double]

    /// - Parameters:
    ///   - matrix: all finite, one point a row; two rows or more, or it traps.
    ///   - minimumSize: rows of a cluster at least, 2 or more, or it traps.
    ///   - minimumSamples: the core distance reaches to the so-many-th neighbour; nil takes `minimumSize`; no more than
    ///     there are.
    ///   - threads: nil takes all cores.
    public init(
        _ matrix: Matrix, minimumSize: Int, minimumSamples: Int? = nil, selection: Selection = .mass,
        threads: Int? = nil, progress: ProgressReporter = .silent
    ) {
        precondition(matrix.rowCount >= 2 && minimumSize >= 2, "\(matrix.rowCount) rows, \(minimumSize) a cluster")
        let samples = max(1, min(minimumSamples ?? minimumSize, matrix.rowCount - 1))
        if matrix.columnCount <= Self.treeDimensions {
            let tree = KDTree(matrix, threads: threads)
            self.init(
                TreeSearch(tree, neighbours: samples, threads: threads), minimumSize, selection, threads, progress)
        } else {
            let rows = PackedRows(matrix, threads: threads)
            self.init(RowSearch(rows, neighbours: samples, threads: threads), minimumSize, selection, threads, progress)
        }
    }

    init(
        _ search: some OutsideSearch, _ minimumSize: Int, _ selection: Selection, _ threads: Int?,
        _ progress: ProgressReporter
    ) {
        let count = search.count
        let spanning = SpanningTree(search, threads: threads, progress: progress)
        let tree = CondensedTree(Dendrogram(spanning, pointCount: count), minimumSize: minimumSize)
        let chosen = selection == .mass ? tree.excessOfMass() : tree.leaves()
        // every cluster of the tree belongs to the chosen one above it
        var owners = [Int32](repeating: -1, count: tree.clusters.count)
        for number in chosen { owners[Int(number)] = number }
        for number in tree.clusters.indices.dropFirst() where owners[number] < 0 {
            owners[number] = owners[Int(tree.clusters[number].parent)]
        }
        var (sizes, firsts) = ([Int32: Int](), [Int32: Int]())
        for row in 0..<count {
            let owner = owners[Int(tree.pointCluster[row])]
            sizes[owner, default: 0] += 1
            if firsts[owner] == nil { firsts[owner] = row }
        }
        let order = chosen.sorted {
            (-sizes[$0, default: 0], firsts[$0] ?? 0) < (-sizes[$1, default: 0], firsts[$1] ?? 0)
        }
        let numbers = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, Int32($0)) })
        let treeLabels = owners.map { numbers[$0] ?? -1 }
        let deaths = order.map { tree.clusters[Int($0)].death }
        // the largest λ anywhere below a cluster
        var below = tree.clusters.map(\.death)
        for number in tree.clusters.indices.dropFirst().reversed() {
            let parent = Int(tree.clusters[number].parent)
            below[parent] = max(below[parent], below[number])
        }
        labels = tree.pointCluster.map { treeLabels[Int($0)] }
        probabilities = (0..<count).map { row in
            let label = treeLabels[Int(tree.pointCluster[row])]
            guard label >= 0 else { return 0 }
            return Self.probability(tree.pointLambda[row], of: deaths[Int(label)])
        }
        outlierScores = (0..<count).map { row in
            let (lambda, most) = (tree.pointLambda[row], below[Int(tree.pointCluster[row])])
            return most == 0 || !lambda.isFinite ? 0 : most.isFinite ? Float((most - lambda) / most) : 1
        }
        var core = [Double](repeating: 0, count: count)
        for slot in 0..<count { core[search.row(of: slot)] = search.core[slot].squareRoot() }
        self.core = core
        clusterCount = order.count
        stabilities = order.map { tree.clusters[Int($0)].stability }
        rounds = spanning.rounds
        minimumSamples = search.neighbourCount
        self.tree = tree
        self.treeLabels = treeLabels
        self.deaths = deaths
    }

    /// λ of a point as a part of the largest of its cluster; beside points at one place (λ = ∞) all others are far.
    static func probability(_ lambda: Double, of death: Double) -> Float {
        guard death > 0, lambda.isFinite else { return 1 }
        return death.isFinite ? Float(min(lambda, death) / death) : 0
    }
}
