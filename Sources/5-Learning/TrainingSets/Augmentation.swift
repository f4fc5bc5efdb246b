/// Random changes of a training picture that do not change what the galaxy is.
///
/// Geometry is one affine warp from the source picture straight to the network's size. The other changes act on the
/// values 0…1 that the frame prepares, in the order in which they stand here. Every number is drawn from (seed,
/// training epoch, item): the same whatever thread does the work. As JSON or TOML it is a flat table in which what is
/// left out does nothing.
public struct Augmentation: Sendable, Equatable {
    /// Rotation by an angle within ± this many degrees.
    public var rotation: Double = 0
    /// Mirrored left to right in half of the cases.
    public var flipsHorizontally = false
    /// Mirrored top to bottom in half of the cases.
    public var flipsVertically = false
    /// Shift along each axis within ± this fraction of the side. The nearest pixel fills what lies outside of the
    /// source picture.
    public var shift: Double = 0
    /// Factor on the field of view, evenly distributed in its logarithm: below 1 the galaxy becomes larger.
    public var zoom: ClosedRange<Double> = 1...1
    /// Each axis has a zoom of its own, so that the galaxy is also stretched.
    public var zoomsAxesApart = false
    /// One axis is stretched by e^u and the other by e^−u, u within ± this.
    public var stretch: Double = 0

    /// How often a picture passes through a coarser pixel grid.
    public var coarsenProbability: Double = 0
    /// Pixels a side of that grid, evenly distributed in the logarithm; at most the network's size counts.
    public var coarsenSize: ClosedRange<Double> = 32...128
    /// How often a picture is blurred by a Gaussian, as by worse seeing.
    public var blurProbability: Double = 0
    /// The Gaussian's sigma in pixels of the network's input, evenly distributed.
    public var blurSigma: ClosedRange<Double> = 0.5...2.5
    /// Factor on each channel of a colour picture, evenly distributed in its logarithm.
    public var channelGain: ClosedRange<Double> = 1...1
    /// Factor on the colour (the distance from the channels' mean), evenly distributed.
    public var saturation: ClosedRange<Double> = 1...1
    /// How often a colour picture becomes grey.
    public var greyProbability: Double = 0
    /// Exponent of the values, clipped to 0…1 before, evenly distributed in its logarithm.
    public var gamma: ClosedRange<Double> = 1...1
    /// Factor on the values, evenly distributed in its logarithm.
    public var contrast: ClosedRange<Double> = 1...1
    /// Added to the values, evenly distributed within ± this.
    public var brightness: Double = 0
    /// How often Gaussian noise is added, to each channel its own unless the picture is grey.
    public var noiseProbability: Double = 0
    /// The noise's sigma, evenly distributed from 0 to this.
    public var noise: Double = 0

    public init() {}

    /// The picture as the frame prepares it.
    public static let none = Augmentation()

    /// Khan et al. 2019 (arXiv:1812.02183) as their code has it: rotation ±45°, both flips, shift ±0.3, zoom
    /// 0.7…1.3 in each axis, nearest fill.
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

    /// One survey's galaxies made to look like another's: any orientation, other sampling, seeing, stretch and
    /// noise. Goes with `InputFrame.galaxy(size: 128)`, to whose pixels its blur and coarser grids are fitted.
    public static let acrossSurveys: Augmentation = {
        var augmentation = Augmentation()
        augmentation.rotation = 180
        augmentation.flipsHorizontally = true
        augmentation.shift = 0.06
        augmentation.zoom = 0.75...1.3
        augmentation.stretch = 0.1
        augmentation.coarsenProbability = 0.4
        augmentation.coarsenSize = 32...128
        augmentation.blurProbability = 0.5
        augmentation.blurSigma = 0.4...2
        augmentation.gamma = 0.6...1.6
        augmentation.contrast = 0.8...1.4
        augmentation.brightness = 0.06
        augmentation.noiseProbability = 0.6
        augmentation.noise = 0.05
        return augmentation
    }()

    /// Whether values pass as they were, but for where they lie: nothing that acts on colour or brightness.
    package var isGeometric: Bool {
        var geometry = self
        geometry.rotation = 0
        geometry.flipsHorizontally = false
        geometry.flipsVertically = false
        geometry.shift = 0
        geometry.zoom = 1...1
        geometry.zoomsAxesApart = false
        geometry.stretch = 0
        // what stands in them has no meaning where it never happens
        if geometry.coarsenProbability == 0 { geometry.coarsenSize = Self.none.coarsenSize }
        if geometry.blurProbability == 0 { geometry.blurSigma = Self.none.blurSigma }
        if geometry.noiseProbability == 0 { geometry.noise = 0 }
        return geometry == .none
    }

    /// What is wrong with the values, if anything is.
    var problem: String? {
        let probabilities = [
            ("coarsen_probability", coarsenProbability), ("blur_probability", blurProbability),
            ("grey_probability", greyProbability), ("noise_probability", noiseProbability),
        ]
        for (name, value) in probabilities where !(0...1).contains(value) {
            return "\(name) must lie in 0…1, not \(value)"
        }
        let limits: [(String, Double, Double)] = [
            ("rotation", rotation, 360), ("shift", shift, 1), ("stretch", stretch, 1), ("brightness", brightness, 1),
            ("noise", noise, 1),
        ]
        for (name, value, limit) in limits where !(value >= 0 && value <= limit) {
            return "\(name) must lie in 0…\(limit), not \(value)"
        }
        let factors: [(String, ClosedRange<Double>, ClosedRange<Double>)] = [
            ("zoom", zoom, 0.1...10), ("channel_gain", channelGain, 0.01...100), ("gamma", gamma, 0.1...10),
            ("contrast", contrast, 0.01...100), ("saturation", saturation, 0...10), ("blur_sigma", blurSigma, 0.1...20),
            ("coarsen_size", coarsenSize, 8...4096),
        ]
        for (name, range, limit) in factors
        where range.lowerBound < limit.lowerBound || range.upperBound > limit.upperBound {
            return "\(name) must lie in \(limit), not \(range)"
        }
        return nil
    }
}
