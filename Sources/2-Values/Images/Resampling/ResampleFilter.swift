internal import Foundation

/// The kernel of a resampling, widened to the output's pixel when the picture shrinks, so that nothing aliases.
public enum ResampleFilter: String, Codable, Sendable, CaseIterable {
    /// Triangle of half-width 1.
    case bilinear
    /// Keys' cubic with a = -0.5, half-width 2.
    case bicubic
    /// Windowed sinc of half-width 3.
    case lanczos

    /// Half-width in pixels of the coarser of the two grids.
    var support: Double {
        switch self {
        case .bilinear: 1
        case .bicubic: 2
        case .lanczos: 3
        }
    }

    /// The kernel's value at a distance of `x` pixels.
    func value(at x: Double) -> Double {
        let x = abs(x)
        switch self {
        case .bilinear:
            return max(0, 1 - x)
        case .bicubic:
            if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
            return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
        case .lanczos:
            return x < 3 ? ResampleFilter.sinc(x) * ResampleFilter.sinc(x / 3) : 0
        }
    }

    private static func sinc(_ x: Double) -> Double {
        x == 0 ? 1 : sin(Double.pi * x) / (Double.pi * x)
    }
}
