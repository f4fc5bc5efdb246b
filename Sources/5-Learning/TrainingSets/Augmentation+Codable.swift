extension Augmentation: Codable {
    private enum Key: String, CodingKey, CaseIterable {
        case rotation
        case flipsHorizontally = "flip_horizontal"
        case flipsVertically = "flip_vertical"
        case shift, zoom
        case zoomsAxesApart = "zoom_axes_apart"
        case stretch
        case coarsenProbability = "coarsen_probability"
        case coarsenSize = "coarsen_size"
        case blurProbability = "blur_probability"
        case blurSigma = "blur_sigma"
        case channelGain = "channel_gain"
        case saturation
        case greyProbability = "grey_probability"
        case gamma, contrast, brightness
        case noiseProbability = "noise_probability"
        case noise
    }

    /// Reads a flat table; ranges are arrays of two numbers, as in `zoom = [0.7, 1.3]`.
    /// - Throws: `DecodingError`, also for a key of another name and for a value out of its range.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownKeys(besides: Key.allCases.map(\.rawValue), of: "augmentation")
        let table = try decoder.container(keyedBy: Key.self)
        func read<Value: Decodable>(_ key: Key, into value: inout Value) throws {
            value = try table.decodeIfPresent(Value.self, forKey: key) ?? value
        }
        func read(_ key: Key, into value: inout ClosedRange<Double>) throws {
            guard let bounds = try table.decodeIfPresent([Double].self, forKey: key) else { return }
            guard bounds.count == 2, bounds[0] <= bounds[1] else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: table,
                    debugDescription: "augmentation: \(key.rawValue) must be two numbers in rising order, not \(bounds)"
                )
            }
            value = bounds[0]...bounds[1]
        }
        self.init()
        try read(.rotation, into: &rotation)
        try read(.flipsHorizontally, into: &flipsHorizontally)
        try read(.flipsVertically, into: &flipsVertically)
        try read(.shift, into: &shift)
        try read(.zoom, into: &zoom)
        try read(.zoomsAxesApart, into: &zoomsAxesApart)
        try read(.stretch, into: &stretch)
        try read(.coarsenProbability, into: &coarsenProbability)
        try read(.coarsenSize, into: &coarsenSize)
        try read(.blurProbability, into: &blurProbability)
        try read(.blurSigma, into: &blurSigma)
        try read(.channelGain, into: &channelGain)
        try read(.saturation, into: &saturation)
        try read(.greyProbability, into: &greyProbability)
        try read(.gamma, into: &gamma)
        try read(.contrast, into: &contrast)
        try read(.brightness, into: &brightness)
        try read(.noiseProbability, into: &noiseProbability)
        try read(.noise, into: &noise)
        if let problem {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "augmentation: \(problem)"))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var table = encoder.container(keyedBy: Key.self)
        func write(_ range: ClosedRange<Double>, _ key: Key) throws {
            try table.encode([range.lowerBound, range.upperBound], forKey: key)
        }
        try table.encode(rotation, forKey: .rotation)
        try table.encode(flipsHorizontally, forKey: .flipsHorizontally)
        try table.encode(flipsVertically, forKey: .flipsVertically)
        try table.encode(shift, forKey: .shift)
        try write(zoom, .zoom)
        try table.encode(zoomsAxesApart, forKey: .zoomsAxesApart)
        try table.encode(stretch, forKey: .stretch)
        try table.encode(coarsenProbability, forKey: .coarsenProbability)
        try write(coarsenSize, .coarsenSize)
        try table.encode(blurProbability, forKey: .blurProbability)
        try write(blurSigma, .blurSigma)
        try write(channelGain, .channelGain)
        try write(saturation, .saturation)
        try table.encode(greyProbability, forKey: .greyProbability)
        try write(gamma, .gamma)
        try write(contrast, .contrast)
        try table.encode(brightness, forKey: .brightness)
        try table.encode(noiseProbability, forKey: .noiseProbability)
        try table.encode(noise, forKey: .noise)
    }
}
