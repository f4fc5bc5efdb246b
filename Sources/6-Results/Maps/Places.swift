/// Places of points on a map, or what belongs to each: four floats a point, of which two or three are used.
public struct Places: Sendable, Equatable {
    /// 2 or 3.
    public let dimensions: Int
    /// Number of points.
    public let count: Int
    /// Axes (point, 4).
    package var values: [Float]

    /// All at the origin.
    public init(count: Int, dimensions: Int) {
        precondition((2...3).contains(dimensions), "a map of \(dimensions) dimensions")
        (self.count, self.dimensions) = (count, dimensions)
        values = [Float](repeating: 0, count: 4 * count)
    }

    /// A coordinate of a point.
    public subscript(point: Int, axis: Int) -> Float {
        get { values[4 * point + axis] }
        set { values[4 * point + axis] = newValue }
    }

    /// One coordinate of all points.
    public func coordinate(_ axis: Int) -> [Float] { (0..<count).map { values[4 * $0 + axis] } }
}
