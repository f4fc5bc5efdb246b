public import Networks

/// A file of weights that can be fetched by name, and whose network it is.
@dynamicMemberLookup
public struct RegistryEntry: Sendable {
    public let backbone: BackboneName
    public let source: WeightSource

    public init(backbone: BackboneName, source: WeightSource) {
        self.backbone = backbone
        self.source = source
    }

    /// What the source says: name, origin, URL, sum, licence.
    public subscript<Value>(dynamicMember property: KeyPath<WeightSource, Value>) -> Value { source[keyPath: property] }
}
