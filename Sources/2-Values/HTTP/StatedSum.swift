public import Files

/// The sum that a publisher states of a file.
public struct StatedSum: Hashable, Sendable {
    public let algorithm: Checksum.Algorithm
    /// Lower-case hexadecimal.
    public let value: String

    public init(algorithm: Checksum.Algorithm, value: String) {
        self.algorithm = algorithm
        self.value = value
    }
}
