internal import Networks

/// Layouts of files that name tensor by tensor: this package's own, timm's, torchvision's and others like them.
enum TorchLayout {
    /// What `file` may be: by what it says about itself, else every form, behind every prefix that a wrapper may have put
    /// before all names (`module.`, `model.encoder.`).
    static func candidates(_ file: WeightFile) -> [WeightLayout] {
        if let name = file.metadata[WeightLayout.backboneEntry].flatMap(BackboneName.init(rawValue:)),
            let origin = file.metadata[WeightLayout.originEntry].flatMap(WeightOrigin.init(rawValue:)),
            name.origins.contains(origin)
        {
            let prefix = file.summaries.contains { $0.name.hasPrefix("backbone.") } ? "backbone." : ""
            return [layout(.own(name, origin), file, prefix)]
        }
        var prefixes = [""]
        while prefixes.count < 4,
            let next = commonStart(of: file.summaries.map(\.name), behind: prefixes[prefixes.count - 1])
        {
            prefixes.append(next)
        }
        return prefixes.flatMap { prefix in WeightForm.torch.map { layout($0, file, prefix) } }
    }

    private static func layout(_ form: WeightForm, _ file: WeightFile, _ prefix: String) -> WeightLayout {
        guard case .tensors(let rename) = form.names else { preconditionFailure("\(form.title) names layers") }
        let rules = file.summaries.compactMap { summary -> TensorRule? in
            guard summary.name.hasPrefix(prefix) else { return nil }
            let key = rename(String(summary.name.dropFirst(prefix.count)))
            guard let shape = form.shapes[key] else { return nil }
            // A linear layer's matrix is a 1 x 1 convolution.
            let isSame = summary.shape.filter { $0 != 1 } == shape.filter { $0 != 1 } && !summary.shape.isEmpty
            return TensorRule(
                key: key, source: isSame && summary.shape != shape ? .reshaped(summary, shape) : .same(summary))
        }
        return WeightLayout(form, rules, prefix: prefix)
    }

    /// `prefix` with the first part that nearly all names have in common behind it; nil where there is none.
    private static func commonStart(of names: [String], behind prefix: String) -> String? {
        let rests = names.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
        var counts: [Substring: Int] = [:]
        for rest in rests { if let point = rest.firstIndex(of: ".") { counts[rest[...point], default: 0] += 1 } }
        guard let (start, count) = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
            count * 10 >= rests.count * 9
        else { return nil }
        return prefix + start
    }
}
