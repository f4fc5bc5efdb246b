/// Everything that is known of one backbone, in one place: what it is, whose weights it can carry and what those call its
/// tensors, and its graph.
///
/// Records stand in the files of `Families`, one family of networks a file. A new backbone is a record in its family's
/// file; a new family is a file and its line in ``families``.
public struct BackboneRecord: Sendable {
    /// What recipes and the command line call it.
    public let name: BackboneName
    /// Where it was published, for messages and documents.
    public let paper: String
    /// Side of the square pictures that the publisher's weights were trained on, pixels.
    public let inputSize: Int
    /// Side of the smallest square picture that leaves at least one pixel at the end, pixels.
    public let smallestInputSize: Int
    /// Whose weights it can carry; the first is the one for training from scratch.
    let publishers: [Publisher]
    /// Its layers under a convention.
    let graph: @Sendable (Convention) -> Graph

    /// One who publishes weights of this architecture.
    struct Publisher: Sendable {
        let origin: WeightOrigin
        let convention: Convention
        /// The ways in which files call the tensors; none where only this package writes them.
        var namings: [WeightNaming] = []
        /// Files that can be fetched; their origin is this publisher's.
        var sources: [WeightSource] = []
    }

    /// The families, in the order in which names are listed.
    private static let families = [
        Xception.records, InceptionV3.records, ResNet.records, VGG.records, MobileNetV1.records, EfficientNet.records,
        ConvNeXt.records,
    ]

    /// Every backbone.
    public static let all: [BackboneRecord] = families.flatMap(\.self)

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name.rawValue, $0) })

    /// The record called `name`; nil when there is none.
    static func named(_ name: String) -> BackboneRecord? { byName[name] }

    /// The ways in which files call the tensors.
    package var namings: [(origin: WeightOrigin, naming: WeightNaming)] {
        publishers.flatMap { publisher in publisher.namings.map { (publisher.origin, $0) } }
    }

    /// The files of weights that can be fetched.
    package var sources: [WeightSource] { publishers.flatMap(\.sources) }

    /// The publisher of weights of `origin`; nil when the backbone cannot carry them.
    func publisher(_ origin: WeightOrigin) -> Publisher? { publishers.first { $0.origin == origin } }
}
