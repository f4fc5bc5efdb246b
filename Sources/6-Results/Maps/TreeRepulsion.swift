internal import Workers

/// Repulsion by a tree of boxes (Barnes and Hut, Nature 324, 446, 1986), which a whole group of neighbouring points walks at
/// once; boxes far away act through their number, mean and second moments. In 2 and 3 dimensions.
///
/// A grid with Fourier transforms (Linderman et al., Nature Methods 16, 243, 2019) was measured against it in two dimensions, at
/// the same error: it is slower by half and more with 30,000 points, and no faster with a million. Where points are few, hardly
/// any box acts as one, and all pairs are computed.
package final class TreeRepulsion: Repulsion {
    private let tree: PointTree
    private let angles: (usual: Float, crowded: Float)
    private let threads: Int

    /// The forces as a whole are right to better than 1e-2 with these (see the tests).
    package static let usualAngles: (usual: Float, crowded: Float) = (0.45, 0.28)

    /// - Parameter angles: largest radius of a box that acts as one, in units of sqrt(0.36 + d²); 0 computes each pair.
    package init(
        count: Int, dimensions: Int, angles: (usual: Float, crowded: Float) = usualAngles, threads: Int? = nil
    ) {
        tree = PointTree(count: count, dimensions: dimensions)
        self.angles = angles
        self.threads = threads ?? Workers.cores
    }

    package func forces(on places: Places, isFresh: Bool, isCrowded: Bool, into forces: inout Places) {
        tree.take(places, sorting: isFresh, threads: threads)
        let angle = isCrowded ? angles.crowded : angles.usual
        tree.forces(from: tree, opening: angle * angle, threads: threads, into: &forces)
    }
}
