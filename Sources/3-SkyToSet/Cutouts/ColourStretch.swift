public import Images

/// How three bands become a colour picture, and one a grey one.
public enum ColourStretch: Sendable, Equatable, Codable {
    /// Lupton et al. 2004: the same for every survey, in calibrated flux.
    case lupton(LuptonStretch)
    /// A straight scale, the same for every picture.
    case linear(LinearStretch)
    /// The clip-and-scale of Khan et al. 2019, by each picture's own sky.
    case paper(ClipStretch)

    /// Maps three bands of `size * size` pixels to red, green and blue, or one to grey, with no factors that balance colours;
    /// what is not a number is black.
    func picture(_ bands: [[Float]], size: Int) -> RGBFloatImage {
        precondition(bands.count == 1 || bands.count == 3, "a picture is made of 1 band or 3, not \(bands.count)")
        let isGrey = bands.count == 1
        let (red, green, blue) = (bands[0], bands[isGrey ? 0 : 1], bands[isGrey ? 0 : 2])
        switch self {
        case .lupton(var stretch):
            if isGrey { stretch.scales = [1, 1, 1] }
            return stretch.floatPicture(red: red, green: green, blue: blue, width: size, height: size)
        case .linear(var stretch):
            if isGrey { stretch.scales = [1, 1, 1] }
            return stretch.floatPicture(red: red, green: green, blue: blue, width: size, height: size)
        case .paper(let stretch):
            return stretch.floatPicture(red: red, green: green, blue: blue, width: size, height: size)
        }
    }
}

extension LuptonStretch {
    /// Shows galaxies of 15th to 18th magnitude from their core to their outer arms, in nanomaggies per square arcsecond
    /// of i, r and g, in the colours of the SDSS pictures: the bands are weighed as 4.9 : 5.7 : 7.8 (Wherry, Blanton and
    /// Hogg 2004).
    public static let cutouts = LuptonStretch(minimum: 0, stretch: 3, softening: 8, scales: [4.9 / 5.7, 1, 7.8 / 5.7])
}
