public import Sky

/// A part of the sky: boxes, a MOC, or where these overlap.
public struct Footprint: Sendable {
    /// Boxes, of which a position lies in one; none means everywhere.
    public var boxes: [SkyBox]
    /// The coverage that a position lies in; nil means everywhere.
    public var coverage: MOC?

    public init(boxes: [SkyBox] = [], coverage: MOC? = nil) {
        self.boxes = boxes
        self.coverage = coverage
    }

    /// True when it is the whole sky.
    public var isEverywhere: Bool { boxes.isEmpty && coverage == nil }

    public func contains(_ position: SkyCoordinate) -> Bool {
        (boxes.isEmpty || boxes.contains { $0.contains(position) }) && (coverage?.contains(position) ?? true)
    }
}
