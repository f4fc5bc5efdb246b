extension AdaptationRecord {
    /// The record for people, a sentence a line.
    ///
    /// - Parameter classes: names of the two classes.
    public func lines(classes: [String]) -> [String] {
        func points(_ share: Double) -> String { "\((share * 1000).rounded() / 10)" }
        func score(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
        func text(_ name: String, _ method: Method) -> String {
            guard let threshold = method.threshold, let low = method.low, let high = method.high else {
                return "\(name): refused, \(method.refusal ?? "")"
            }
            return "\(name): threshold at \(score(threshold)) (95 %: \(score(low)) to \(score(high)))"
        }
        var lines = [text("Shape of \(unlabelled.galaxies) scores", shape)]
        if let anchors, let pairs { lines.append(text("\(pairs.galaxies) pairs", anchors)) }
        if let regretOfSource, let regret {
            lines.append(
                "Balanced accuracy lost at most (95 %): \(points(regretOfSource)) points by the run's threshold, "
                    + "\(points(regret)) by the one found")
        }
        switch decision {
        case .kept: lines.append("The run's threshold is right in this survey, and stays")
        case .moved: lines.append("The threshold is moved to \(score(threshold ?? 0))")
        case .notEstablished: lines.append("The threshold stays: nothing could be shown")
        }
        if let prior {
            lines.append(
                "\(points(prior.share)) % are of class \(classes[0]) (95 %: \(points(prior.low)) to \(points(prior.high)))"
                    + (usesPrior ? ", which is part of the probabilities" : ""))
        }
        return lines
    }
}
