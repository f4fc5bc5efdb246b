extension AdaptationRecord {
    private func sentences(on weighting: Weighting) -> [String] {
        let least = LikelihoodRatio.fewest
        if weighting.magnitudes < least, weighting.sets != nil || anchors != nil {
            return [
                "Nothing is weighted: of \(weighting.galaxies) galaxies \(weighting.magnitudes) have a magnitude, and "
                    + "\(least) are needed"
            ]
        }
        let by = weighting.sizes * 2 >= weighting.magnitudes ? "magnitudes and sizes" : "magnitudes"
        var lines: [String] = []
        if let pairs = weighting.pairs {
            lines.append(
                "The pairs are weighted to the survey's \(by): those of the rarer class count as \(Int(pairs.rounded()))"
            )
        }
        if weighting.sets == true { lines.append("Prediction sets are weighted to the survey's \(by)") }
        if let beyond = weighting.beyond, beyond > Self.greatestShareBeyond, weighting.sets != nil {
            lines.append(
                "\((beyond * 1000).rounded() / 10) % of its galaxies are fainter or brighter than all that the run was "
                    + "calibrated on: of these the sets promise nothing")
        }
        return lines
    }

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
        case .kept: lines.append("The run's threshold is right in this survey, and stays at \(score(sourceBest))")
        case .moved:
            lines.append("The threshold is moved from \(score(sourceBest)) to \(score(threshold ?? sourceBest))")
        case .notEstablished: lines.append("The threshold stays at \(score(sourceBest)): nothing could be shown")
        }
        if let prior {
            lines.append(
                "\(points(prior.share)) % are of class \(classes[0]) (95 %: \(points(prior.low)) to \(points(prior.high)))"
                    + (usesPrior ? ", which is part of the probabilities" : ""))
        }
        if !usesPrior { lines.append("Probabilities are those of classes that are equally frequent") }
        if let weighting { lines += sentences(on: weighting) }
        if let unlikeShare, unlikeShare > Self.greatestUnlikeShare {
            lines.append(
                "WARNING: \(points(unlikeShare)) % of its pictures look unlike 99 % of the galaxies that the run was calibrated "
                    + "on: is this the frame, scale and drawing that the network knows?")
        }
        if let strangeShare { lines.append("\(points(strangeShare)) % of its pictures look strange beside the others") }
        return lines
    }
}
