internal import Cutouts
internal import Images

extension InputFrame: Codable {
    private enum Key: String, CodingKey, CaseIterable {
        case size, framing, fraction, radii, levels, midtone, grey, filter
        case bands, stretch, minimum, range, softening
        case zeroPoint = "zero_point"
        case pictureSize = "picture_size"
    }

    private enum FramingName: String, Codable { case whole, central, adaptive }
    private enum LevelsName: String, Codable { case stored, galaxy }

    /// Reads a flat table: `size`; `framing` = "whole", "central" (with `fraction`) or "adaptive" (with `radii`,
    /// 2.5 when left out); `levels` = "stored" or "galaxy" (with `midtone`, 0.3 when left out); `grey`; `filter`; for FITS
    /// cutouts `bands`, `stretch` = "lupton", "linear" or "paper", `minimum`, `range`, `softening`, `zero_point`,
    /// `picture_size`.
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
        drawing = try InputFrame.drawing(table)
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
        guard let drawing else { return }
        try table.encode(drawing.bands, forKey: .bands)
        try table.encode(drawing.stretch.kind.rawValue, forKey: .stretch)
        try table.encode(drawing.stretch.minimum, forKey: .minimum)
        try table.encode(drawing.stretch.range, forKey: .range)
        try table.encode(drawing.stretch.softening, forKey: .softening)
        try table.encodeIfPresent(drawing.zeroPoint, forKey: .zeroPoint)
        try table.encode(drawing.pictureSize, forKey: .pictureSize)
    }

    private static func drawing(_ table: KeyedDecodingContainer<Key>) throws -> CutoutDrawing? {
        guard let bands = try table.decodeIfPresent([String].self, forKey: .bands) else {
            let keys: [Key] = [.stretch, .minimum, .range, .softening, .zeroPoint, .pictureSize]
            guard let key = keys.first(where: table.contains) else { return nil }
            throw DecodingError.dataCorruptedError(
                forKey: key, in: table, debugDescription: "input frame: \(key.rawValue) needs bands: how FITS is drawn")
        }
        var drawing = CutoutDrawing(bands: bands)
        if let name = try table.decodeIfPresent(String.self, forKey: .stretch) {
            guard let kind = StretchChoice.Kind(rawValue: name) else {
                let names = StretchChoice.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw DecodingError.dataCorruptedError(
                    forKey: .stretch, in: table, debugDescription: "input frame: stretch must be one of \(names)")
            }
            drawing.stretch.kind = kind
        }
        func read<Value: Decodable>(_ key: Key, into value: inout Value) throws {
            value = try table.decodeIfPresent(Value.self, forKey: key) ?? value
        }
        try read(.minimum, into: &drawing.stretch.minimum)
        try read(.range, into: &drawing.stretch.range)
        try read(.softening, into: &drawing.stretch.softening)
        drawing.zeroPoint = try table.decodeIfPresent(Double.self, forKey: .zeroPoint)
        try read(.pictureSize, into: &drawing.pictureSize)
        return drawing
    }
}
