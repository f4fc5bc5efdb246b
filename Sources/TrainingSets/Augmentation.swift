/// Random changes of a training picture that do not change what the galaxy is.
///
/// Geometry is one affine warp from the source picture straight to the network's size; nearest pixels fill what lies
/// outside. Every number is drawn from (seed, training epoch, item): the same whatever thread does the work.
public struct Augmentation: Sendable, Equatable {
    /// Rotation by an angle in ± this many degrees.
    public var rotation: Double = 0
    public var flipsHorizontally = false
    public var flipsVertically = false
    /// Shift along each axis by up to ± this fraction of the side.
    public var shift: Double = 0
    /// Factor on the field of view: below 1 the galaxy becomes larger.
    public var zoom: ClosedRange<Double> = 1...1
    /// Each axis has its own zoom, so that the galaxy is also stretched.
    public var zoomsAxesApart = false

    public init() {}

    /// The picture as the frame prepares it.
    public static let none = Augmentation()

    /// Khan et al. 2019 (arXiv:1812.02183) as their code has it: rotation ±45°, both flips, shift ±0.3, zoom ±0.3 in
    /// each axis.
    public static let paper: Augmentation = {
        var augmentation = Augmentation()
        augmentation.rotation = 45
        augmentation.flipsHorizontally = true
        augmentation.flipsVertically = true
        augmentation.shift = 0.3
        augmentation.zoom = 0.7...1.3
        augmentation.zoomsAxesApart = true
        return augmentation
    }()
}
