public import Files

/// A cutout that cannot be made although the files are sound.
public enum CutoutError: BadInput, Sendable, Equatable, CustomStringConvertible {
    /// No image of that band has the position on it.
    case outside(id: String, band: String)
    /// Not one pixel of the cutout can be used in that band.
    case empty(id: String, band: String)
    /// A file of the tiles lacks what is needed to cut from it.
    case unusable(file: String, reason: String)
    /// What one unit of a tile's pixels is cannot be known.
    case uncalibrated(file: String, reason: String)

    /// What is wrong, without the galaxy's name.
    var reason: String {
        switch self {
        case .outside(_, let band): "no image in band \(band) covers its position"
        case .empty(_, let band): "its tiles cover the position, but no pixel around it has data in band \(band)"
        case .unusable(let file, let reason), .uncalibrated(let file, let reason): "\(file): \(reason)"
        }
    }

    public var description: String {
        switch self {
        case .outside(let id, _), .empty(let id, _): "galaxy \(id): \(reason)"
        case .unusable, .uncalibrated: reason
        }
    }
}
