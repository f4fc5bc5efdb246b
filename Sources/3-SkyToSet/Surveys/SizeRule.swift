public import Sky

/// Where a catalogue says how large a galaxy is, and so how large its cutout must be.
public enum SizeRule: Sendable, Equatable {
    /// Petrosian radius of SDSS in arcseconds.
    case petrosianRadius(column: String)
    /// Kron aperture of SExtractor: a factor without unit, times the semi-major axis in pixels of the survey.
    case kron(radiusColumn: String, majorColumn: String)
    /// Half-light radius in arcseconds.
    case halfLightRadius(column: String)
    /// One half side for all, in arcseconds.
    case fixed(arcsec: Double)

    /// Names of the columns that the rule needs, in the order in which ``halfSide(of:framing:pixelScaleArcsec:)`` takes
    /// their values.
    public var columns: [String] {
        switch self {
        case .petrosianRadius(let column), .halfLightRadius(let column): [column]
        case .kron(let radius, let major): [radius, major]
        case .fixed: []
        }
    }

    /// Half side of one galaxy's cutout.
    /// - Parameters:
    ///   - values: one a column of ``columns``.
    ///   - framing: how many radii; not used by ``fixed(arcsec:)``.
    ///   - pixelScaleArcsec: of the image that was measured; only ``kron(radiusColumn:majorColumn:)`` needs it.
    /// - Returns: nil when a value is missing, not finite, or not above 0: then the size is not known.
    public func halfSide(of values: [Double?], framing: CutoutFraming, pixelScaleArcsec: Double) -> Angle? {
        precondition(values.count == columns.count, "\(values.count) values for the columns \(columns)")
        var sizes: [Double] = []
        for value in values {
            guard let value, value.isFinite, value > 0 else { return nil }
            sizes.append(value)
        }
        return switch self {
        case .petrosianRadius: framing.halfSide(petrosianRadiusArcsec: sizes[0])
        case .halfLightRadius: framing.halfSide(halfLightRadiusArcsec: sizes[0])
        case .kron:
            framing.halfSide(kronRadius: sizes[0], semiMajorAxisPixels: sizes[1], pixelScaleArcsec: pixelScaleArcsec)
        case .fixed(let arcsec): Angle(arcseconds: arcsec)
        }
    }
}
