/// Prepared pictures, ready to become one tensor.
public struct Batch: Sendable {
    /// A picture that could not be read. Its pixels are not part of the batch.
    public struct Failure: Sendable, Equatable {
        /// Index into the loader's items.
        public let item: Int
        /// The item's row in its manifest.
        public let row: Int
        public let file: String
        /// What is wrong with the file, beginning with its name.
        public let reason: String
    }

    /// The label number of an item that has none.
    public static let unlabelled = -1

    /// Values of pictures.
    public enum Pixels: Sendable, Equatable {
        /// 0…1.
        case floats([Float])
        /// 0…255, the nearest to 255 times the value.
        case bytes([UInt8])

        /// The values, 0…1.
        public var floats: [Float] {
            switch self {
            case .floats(let values): values
            case .bytes(let values): values.map { Float($0) / 255 }
            }
        }
    }

    /// Axes (frame, count, size, size, 3), red, green, blue; the frames in the loader's order, mostly one.
    public var pixels: Pixels
    /// Pictures in `pixels`.
    public var count: Int
    /// Pixels a side.
    public var size: Int
    /// Class number of each picture, or `unlabelled`.
    public var labels: [Int]
    /// Index into the loader's items of each picture, in the loader's order.
    public var rows: [Int]
    /// Pictures of this batch that could not be read, in the loader's order.
    public var failures: [Failure]
    /// Of every picture of the batch, readable or not, in the loader's order: the first eight bytes of the SHA-256 over the
    /// bytes of its files; 0 for files that cannot be read. Empty when not asked for.
    public var digests: [UInt64] = []
}
