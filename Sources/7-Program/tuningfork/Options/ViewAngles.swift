import ArgumentParser

/// From where something is seen, `30,20`: azimuth and elevation, degrees.
struct ViewAngles: ExpressibleByArgument {
    let azimuth, elevation: Double

    init?(argument: String) {
        let angles = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard angles.count == 2, let azimuth = angles[0], let elevation = angles[1], azimuth.isFinite,
            (-90...90).contains(elevation)
        else { return nil }
        (self.azimuth, self.elevation) = (azimuth, elevation)
    }
}
