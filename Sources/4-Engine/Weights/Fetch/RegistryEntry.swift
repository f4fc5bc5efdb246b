public import HTTP
public import Networks

/// A file of weights at its publisher's.
public struct RegistryEntry: Sendable {
    /// The name that `tuningfork weights fetch` takes.
    public let name: String
    public let backbone: BackboneName
    public let origin: WeightOrigin
    public let url: String
    /// The name in the cache.
    public let fileName: String
    /// Nil where no sum is known with certainty; what arrives is then only checked to be what it should by its contents.
    public let sum: StatedSum?
    /// Licence of the weights.
    public let licence: String

    public init(
        name: String, backbone: BackboneName, origin: WeightOrigin, url: String, fileName: String, sum: StatedSum?,
        licence: String
    ) {
        self.name = name
        self.backbone = backbone
        self.origin = origin
        self.url = url
        self.fileName = fileName
        self.sum = sum
        self.licence = licence
    }
}
