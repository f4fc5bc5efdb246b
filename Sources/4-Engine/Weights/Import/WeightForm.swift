internal import Networks

/// One way in which a network's weights are published: a backbone's record, a publisher, and what its files call the tensors.
struct WeightForm {
    let backbone: BackboneName
    let origin: WeightOrigin
    let title: String
    let names: WeightNaming.Names
    /// This package's keys with their shapes.
    let shapes: [String: [Int]]

    init(_ backbone: BackboneName, _ origin: WeightOrigin, _ naming: WeightNaming) {
        self.backbone = backbone
        self.origin = origin
        title = naming.title
        names = naming.names
        shapes = Dictionary(
            uniqueKeysWithValues: Backbone.tensors(of: backbone, origin: origin).flatMap(\.tensors).map {
                ($0.key, $0.shape)
            })
    }

    /// This package's own files.
    static func own(_ backbone: BackboneName, _ origin: WeightOrigin) -> WeightForm {
        WeightForm(backbone, origin, WeightNaming("TuningFork \(backbone.rawValue)"))
    }

    /// Files of Keras.
    static let keras = all.filter { if case .kerasLayers = $0.names { true } else { false } }
    /// Files that name tensors; last those that this package would write, without what it says beside them.
    static let torch =
        all.filter { if case .tensors = $0.names { true } else { false } }
        + BackboneRecord.all.flatMap { record in record.name.origins.map { own(record.name, $0) } }

    private static let all = BackboneRecord.all.flatMap { record in
        record.namings.map { WeightForm(record.name, $0.origin, $0.naming) }
    }
}
