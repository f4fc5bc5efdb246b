/// The sum that a publisher states of a file, or the beginning of it: PyTorch's and timm's files carry the first eight
/// digits of their SHA-256 in their names.
public struct PublishedSum: Hashable, Sendable, CustomStringConvertible {
    public let algorithm: Checksum.Algorithm
    /// Lower-case hexadecimal; as many of the first digits as are known.
    public let value: String

    public init(algorithm: Checksum.Algorithm, value: String) {
        self.algorithm = algorithm
        self.value = value
    }

    /// A SHA-256, or its first digits.
    public static func sha256(_ value: String) -> PublishedSum { PublishedSum(algorithm: .sha256, value: value) }

    /// An MD5.
    public static func md5(_ value: String) -> PublishedSum { PublishedSum(algorithm: .md5, value: value) }

    /// True where only the first digits are known.
    public var isBeginning: Bool { value.count < (algorithm == .md5 ? 32 : 64) }

    /// Whether a file's whole sum, in lower-case hexadecimal, is this one.
    public func matches(_ whole: String) -> Bool { isBeginning ? whole.hasPrefix(value) : whole == value }

    /// `sha256`, or `sha256 (8 digits)`.
    public var description: String { algorithm.rawValue + (isBeginning ? " (\(value.count) digits)" : "") }
}
