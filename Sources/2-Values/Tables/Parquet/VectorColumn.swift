/// A column of a Parquet file whose cells are vectors of one length.
package struct VectorColumn: Sendable, Equatable {
    package var name: String
    /// Numbers in each, 1 or more.
    package var width: Int
    /// Whether they are stored in half precision.
    package var isHalf: Bool
    package var ucd: String?
    package var description: String?

    /// Rows whose vectors take 16 MiB in single precision, 1 or more: what is kept of them at a time, and a row group.
    package static func rowsAtATime(width: Int) -> Int { max(1, 1 << 22 / max(1, width)) }

    /// Bytes of a number.
    var bytes: Int { isHalf ? 2 : 4 }

    package init(_ name: String, width: Int, isHalf: Bool, ucd: String? = nil, description: String? = nil) {
        (self.name, self.width, self.isHalf, self.ucd, self.description) = (name, width, isHalf, ucd, description)
    }
}
