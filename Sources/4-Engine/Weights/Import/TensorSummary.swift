/// One tensor of a weight file, as its publisher wrote it.
public struct TensorSummary: Hashable, Codable, Sendable {
    /// The name; in HDF5 the path inside the file.
    public let name: String
    /// Axes in the file's own order.
    public let shape: [Int]
    /// Kind and width of an element, for instance `float32`.
    public let type: String
}
