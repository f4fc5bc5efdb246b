/// The tree of clusters of at least some size that single linkage holds, and where each point leaves it (Campello et al. 2013,
/// section 4; McInnes and Healy 2017, section 2.3): λ is 1 / distance, and rises down the tree.
///
/// A set of points that are all at one place has no clusters within: its points leave at λ = ∞.
struct CondensedTree {
    struct Cluster {
        /// The cluster that it splits off; -1 of the root, which is number 0. Parents have the lower numbers.
        let parent: Int32
        /// λ where it begins: 0 of the root.
        let birth: Double
        let size: Int32
        /// λ where the last point leaves it, or where it splits.
        var death: Double = 0
        /// The excess of mass: sum of λ of leaving less λ of birth, over its points.
        var stability: Double = 0
        var children: [Int32] = []
    }

    private(set) var clusters: [Cluster]
    /// The cluster that each point leaves last.
    private(set) var pointCluster: [Int32]
    /// λ where it leaves that.
    private(set) var pointLambda: [Double]

    /// - Parameter minimumSize: points of a cluster at least, 2 or more.
    init(_ dendrogram: Dendrogram, minimumSize: Int) {
        precondition(minimumSize >= 2, "a cluster has two points or more")
        let count = dendrogram.pointCount
        clusters = [Cluster(parent: -1, birth: 0, size: Int32(count))]
        pointCluster = [Int32](repeating: 0, count: count)
        pointLambda = [Double](repeating: 0, count: count)
        let joins = dendrogram.joins
        // of each join the cluster that it is in, and λ where all of it has left that, below 0 if it has not
        var owners = [Int32](repeating: 0, count: joins.count)
        var left = [Double](repeating: -1, count: joins.count)
        for number in joins.indices.reversed() {
            let (join, owner) = (joins[number], Int(owners[number]))
            func size(_ node: Int32) -> Int { node < count ? 1 : Int(joins[Int(node) - count].size) }
            func put(_ node: Int32, in cluster: Int, leaving lambda: Double) {
                if node >= count {
                    owners[Int(node) - count] = Int32(cluster)
                    left[Int(node) - count] = lambda
                } else {
                    pointCluster[Int(node)] = Int32(cluster)
                    pointLambda[Int(node)] = lambda
                }
            }
            let lambda = left[number] >= 0 ? left[number] : 1 / join.distance
            let small = (size(join.left) < minimumSize, size(join.right) < minimumSize)
            if left[number] >= 0 || small == (true, true) || join.distance == 0 {
                put(join.left, in: owner, leaving: lambda)
                put(join.right, in: owner, leaving: lambda)
                let leaving = left[number] >= 0 ? 0 : join.size
                clusters[owner].death = max(clusters[owner].death, lambda)
                if leaving > 0 { clusters[owner].stability += (lambda - clusters[owner].birth) * Double(leaving) }
                continue
            }
            clusters[owner].death = max(clusters[owner].death, lambda)
            for (node, isSmall) in [(join.left, small.0), (join.right, small.1)] {
                let isBoth = small == (false, false)
                if isSmall || isBoth {
                    clusters[owner].stability += (lambda - clusters[owner].birth) * Double(size(node))
                }
                if isSmall {
                    put(node, in: owner, leaving: lambda)
                } else if isBoth {
                    clusters[owner].children.append(Int32(clusters.count))
                    put(node, in: clusters.count, leaving: -1)
                    clusters.append(Cluster(parent: Int32(owner), birth: lambda, size: Int32(size(node))))
                } else {
                    put(node, in: owner, leaving: -1)
                }
            }
        }
    }

    /// The clusters without others in them that hold the most excess of mass together; never the root.
    func excessOfMass() -> [Int32] {
        var isChosen = [Bool](repeating: true, count: clusters.count)
        var mass = clusters.map(\.stability)
        isChosen[0] = false
        for number in clusters.indices.dropFirst().reversed() {
            let below = clusters[number].children.reduce(0) { $0 + mass[Int($1)] }
            if below > mass[number] {
                isChosen[number] = false
                mass[number] = below
            } else {
                var within = clusters[number].children
                while let one = within.popLast() {
                    isChosen[Int(one)] = false
                    within += clusters[Int(one)].children
                }
            }
        }
        return clusters.indices.filter { isChosen[$0] }.map { Int32($0) }
    }

    /// The clusters that do not split; none where the root does not.
    func leaves() -> [Int32] {
        clusters.indices.dropFirst().filter { clusters[$0].children.isEmpty }.map { Int32($0) }
    }
}
