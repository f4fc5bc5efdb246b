internal import Images

extension InputFrame: Codable {
    private enum Key: String, CodingKey, CaseIterable {
        case size, framing, fraction, radii, levels, midtone, grey, filter
    }

    private enum FramingName: String, Codable { case whole, central, adaptive }
    private enum LevelsName: String, Codable { case stored, galaxy }

    /// Reads a flat table: `size`; `framing` = "whole", "central" (with `fraction`) or "adaptive" (with `radii`,
    /// 2.5 when left out); `levels` = "stored" or "galaxy" (with `midtone`, 0.3 when left out); `grey`; `filter`.
    ///
    /// Only `size`, and `fraction` where it belongs, are required.
    /// - Throws: `DecodingError`, also for a key of another name and for a value out of its range.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownKeys(besides: Key.allCases.map(\.rawValue), of: "input frame")
        let table = try decoder.container(keyedBy: Key.self)
        size = try table.decode(Int.self, forKey: .size)
        framing =
            switch try table.decodeIfPresent(FramingName.self, forKey: .framing) ?? .whole {
            case .whole: .whole
            case .central: .central(fraction: try table.decode(Double.self, forKey: .fraction))
            case .adaptive: .adaptive(radii: try table.decodeIfPresent(Double.self, forKey: .radii) ?? 2.5)
            }
        levels =
            switch try table.decodeIfPresent(LevelsName.self, forKey: .levels) ?? .stored {
            case .stored: .stored
            case .galaxy: .galaxy(midtone: try table.decodeIfPresent(Double.self, forKey: .midtone) ?? 0.3)
            }
        isGrey = try table.decodeIfPresent(Bool.self, forKey: .grey) ?? false
        filter = try table.decodeIfPresent(ResampleFilter.self, forKey: .filter) ?? .bilinear
        if let problem {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "input frame: \(problem)"))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var table = encoder.container(keyedBy: Key.self)
        try table.encode(size, forKey: .size)
        switch framing {
        case .whole:
            try table.encode(FramingName.whole, forKey: .framing)
        case .central(let fraction):
            try table.encode(FramingName.central, forKey: .framing)
            try table.encode(fraction, forKey: .fraction)
        case .adaptive(let radii):
            try table.encode(FramingName.adaptive, forKey: .framing)
            try table.encode(radii, forKey: .radii)
        }
        switch levels {
        case .stored:
            try table.encode(LevelsName.stored, forKey: .levels)
        case .galaxy(let midtone):
            try table.encode(LevelsName.galaxy, forKey: .levels)
            try table.encode(midtone, forKey: .midtone)
        }
        try table.encode(isGrey, forKey: .grey)
        try table.encode(filter, forKey: .filter)
    }
}
