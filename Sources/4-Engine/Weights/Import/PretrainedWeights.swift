internal import Files
public import Networks
internal import Torch

/// A file of weights that some publisher trained, recognised and ready to be put into a network.
///
/// Known are the namings in the backbones' records, which the files of their families list, and what
/// `tuningfork weights import` and a training run write.
public struct PretrainedWeights {
    public let path: String
    public let backbone: BackboneName
    /// Whose weights they are: build the network with this origin.
    public let origin: WeightOrigin
    /// What the file is, in words.
    public let title: String
    /// The last layer through which the file has every tensor in its right shape; nil when it lacks even the first.
    public let completeThrough: String?
    /// Tensors that are not there in their right shape although the file has some of their layer or of a later one.
    var missing: [String] { layout.holes }
    private let file: WeightFile
    private let layout: WeightLayout

    /// Opens a file and finds out what it is; its numbers are read by ``load(into:)``.
    ///
    /// - Parameter origin: whose weights they are, where the file alone does not say: networks of one architecture by
    ///   several publishers have the same tensors. Nil, or an origin that does not fit, leaves it to the file.
    /// - Throws: `InputError` when the file is damaged or of no known layout.
    public init(contentsOf path: String, origin: WeightOrigin? = nil) throws {
        let file = try WeightFile(path)
        guard let layout = WeightLayout.detect(file, preferring: origin) else {
            let names = file.summaries.prefix(5).map(\.name).joined(separator: ", ")
            throw InputError(
                file: path, problem: "The \(file.summaries.count) tensors (\(names), …) are of no network known here",
                remedy: "See 'tuningfork weights list' for files that fit")
        }
        self.path = path
        self.file = file
        self.layout = layout
        backbone = layout.backbone
        self.origin = layout.origin
        title = layout.title
        completeThrough = Self.completeThrough(layout)
    }

    private static func completeThrough(_ layout: WeightLayout) -> String? {
        let shapes = Dictionary(layout.rules.map { ($0.key, $0.shape) }, uniquingKeysWith: { first, _ in first })
        var last: String?
        for (layer, tensors) in Backbone.tensors(of: layout.backbone, origin: layout.origin) {
            guard tensors.allSatisfy({ shapes[$0.key] == $0.shape }) else { break }
            last = layer
        }
        return last
    }

    /// Overwrites the backbone's tensors; the head stays as it is. Nothing is changed unless everything fits.
    ///
    /// Tensors of layers after the network's endpoint and of the publisher's classifier are left aside.
    ///
    /// Throws `InputError` that lists the tensors that are missing, unexpected or of another shape (the first ten of
    /// each, and how many there are).
    public func load(into network: GalaxyNetwork) throws {
        let wanted = network.backbone
        let problems = mismatch(with: network)
        guard problems.isEmpty, backbone == wanted.name, origin == wanted.origin else {
            let what =
                "This file holds \(title) (\(backbone.rawValue), origin \(origin.rawValue)); the network is "
                + "\(wanted.name.rawValue), origin \(wanted.origin.rawValue), through \(wanted.endpoint)"
            throw InputError(
                file: path, problem: problems.isEmpty ? what : "\(what). \(problems.joined(separator: ". "))",
                remedy: remedy(for: wanted))
        }
        var tensors: [String: Tensor] = [:]
        for rule in layout.rules {
            let key = "backbone.\(rule.key)"
            if network.store[key] != nil { tensors[key] = try rule.tensor(from: file) }
        }
        try network.store.load(tensors, mayMiss: { $0.hasPrefix("head.") })
    }

    private func remedy(for wanted: Backbone) -> String {
        if backbone != wanted.name { return "Choose the backbone \(backbone.rawValue), or other weights" }
        if origin != wanted.origin { return "Build the network with the origin \(origin.rawValue)" }
        if let completeThrough { return "The file is complete through \(completeThrough): choose that endpoint" }
        return "Choose other weights"
    }

    /// Sentences on what does not fit; empty when everything does.
    private func mismatch(with network: GalaxyNetwork) -> [String] {
        let rules = Dictionary(layout.rules.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        var missing: [String] = []
        var differing: [String] = []
        for entry in network.store.entries where entry.name.hasPrefix("backbone.") {
            let key = String(entry.name.dropFirst("backbone.".count))
            guard let rule = rules[key] else {
                missing.append(key)
                continue
            }
            if rule.shape != entry.tensor.shape {
                differing.append("\(key) is \(rule.shape), needed \(entry.tensor.shape)")
            }
        }
        let wanted = network.backbone
        let known = Set(Backbone.tensors(of: wanted.name, origin: wanted.origin).flatMap { $0.tensors.map(\.key) })
        let used = Set(layout.rules.filter { known.contains($0.key) }.flatMap(\.names))
        let unexpected = layout.unexpected(file.summaries.map(\.name), used: used)
        return [("missing", missing), ("unexpected", unexpected), ("of another shape", differing)]
            .filter { !$0.1.isEmpty }.map { Self.sentence($0, $1) }
    }

    static func sentence(_ kind: String, _ names: [String]) -> String {
        let more = names.count > 10 ? ", and \(names.count - 10) more" : ""
        let noun = names.count == 1 ? "tensor" : "tensors"
        return "\(names.count) \(noun) \(kind): \(names.prefix(10).joined(separator: ", "))\(more)"
    }

    /// The last layer that the file has; empty when it has none.
    ///
    /// Throws `InputError` when a tensor before it is missing or has another shape: the file is not cut off there.
    public func endpoint() throws -> String {
        guard missing.isEmpty else {
            throw InputError(
                file: path,
                problem: "This file holds \(title), but \(Self.sentence("missing or of another shape", missing))",
                remedy: "Fetch the file again"
                    + (completeThrough.map { ", or choose the endpoint \($0), through which it is whole" } ?? ""))
        }
        return completeThrough ?? ""
    }

    /// Writes the backbone in this package's own keys as safetensors, for `--weights`. Returns how many tensors.
    ///
    /// Throws `WriteError` when the file cannot be written.
    @discardableResult
    public func write(to path: String) throws -> Int {
        let keys = Backbone.tensors(of: backbone, origin: origin).flatMap { $0.tensors.map(\.key) }
        let rules = Dictionary(layout.rules.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        var tensors: [(String, Tensor)] = []
        for key in keys {
            if let rule = rules[key] { tensors.append((key, try rule.tensor(from: file))) }
        }
        let metadata = [
            WeightLayout.backboneEntry: backbone.rawValue, WeightLayout.originEntry: origin.rawValue, "source": title,
        ]
        try SafeTensors.write(tensors, metadata: metadata, to: path)
        return tensors.count
    }
}
