public import Images

/// How three bands become a colour picture.
public enum ColourStretch: Sendable, Equatable, Codable {
    /// Lupton et al. 2004: the same for every survey, in calibrated flux.
    case lupton(LuptonStretch)
    /// A straight scale, the same for every picture.
    case linear(LinearStretch)
    /// The clip-and-scale of Khan et al. 2019, by each picture's own sky.
    case paper(ClipStretch)

    /// Maps three bands of `size * size` pixels to red, green and blue; what is not a number is black.
    func picture(_ bands: [[Float]], size: Int) -> RGBImage {
        precondition(bands.count == 3, "a colour picture is made of 3 bands, not \(bands.count)")
        return switch self {
        case .lupton(let stretch):
            stretch.picture(red: bands[0], green: bands[1], blue: bands[2], width: size, height: size)
        case .linear(let stretch):
            stretch.picture(red: bands[0], green: bands[1], blue: bands[2], width: size, height: size)
        case .paper(let stretch):
            stretch.picture(red: bands[0], green: bands[1], blue: bands[2], width: size, height: size)
        }
    }
}

extension LuptonStretch {
    /// Shows galaxies of 15th to 18th magnitude from their core to their outer arms, in nanomaggies per square arcsecond
    /// of i, r and g, in the colours of the SDSS pictures: the bands are weighed as 4.9 : 5.7 : 7.8 (Wherry, Blanton and
    /// Hogg 2004).
    public static let cutouts = LuptonStretch(minimum: 0, stretch: 3, softening: 8, scales: [4.9 / 5.7, 1, 7.8 / 5.7])
}
