extension SurveyService: Codable {
    private enum Key: String, CodingKey, CaseIterable {
        case interface, address, layer, connections
        case requestsPerSecond = "requests_per_second"
        case pictureSize = "picture_size"
    }

    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Reads `{"interface": "legacy_images", "address": "https://…/fits-cutout", "layer": "…"}`; `connections`,
    /// `requests_per_second` and `picture_size` may be there too.
    public init(from decoder: any Decoder) throws {
        let all = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
        if let unknown = all.sorted().first(where: { Key(rawValue: $0) == nil }) {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath,
                    debugDescription: "there is no setting '\(unknown)' of a service; there are "
                        + Key.allCases.map(\.rawValue).joined(separator: ", ")))
        }
        let table = try decoder.container(keyedBy: Key.self)
        func check(_ isRight: Bool, _ key: Key, _ problem: String) throws {
            guard !isRight else { return }
            throw DecodingError.dataCorruptedError(forKey: key, in: table, debugDescription: problem)
        }
        let name = try table.decode(String.self, forKey: .interface)
        guard let interface = Interface(rawValue: name) else {
            throw DecodingError.dataCorruptedError(
                forKey: .interface, in: table,
                debugDescription: "'\(name)' is no interface of a service; there are "
                    + Interface.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let address = try table.decode(String.self, forKey: .address)
        try check(
            address.hasPrefix("https://") || address.hasPrefix("http://"), .address,
            "the address of a service must begin with https:// or http://")
        let layer = try table.decodeIfPresent(String.self, forKey: .layer)
        try check(
            interface.hasLayers == (layer != nil), .layer,
            interface.hasLayers ? "a service of \(name) needs a layer" : "a service of \(name) has no layers")
        let connections = try table.decodeIfPresent(Int.self, forKey: .connections) ?? 4
        try check((1...64).contains(connections), .connections, "connections must lie in 1…64")
        let rate = try table.decodeIfPresent(Double.self, forKey: .requestsPerSecond) ?? 5
        try check(rate > 0 && rate.isFinite, .requestsPerSecond, "requests_per_second must be above 0")
        let size = try table.decodeIfPresent(Int.self, forKey: .pictureSize) ?? PictureSize.fromService
        try check(
            PictureSize.range.contains(size), .pictureSize,
            "picture_size must lie in \(PictureSize.range.lowerBound)…\(PictureSize.range.upperBound)")
        self.init(
            interface, address: address, layer: layer, connections: connections, requestsPerSecond: rate,
            pictureSize: size)
    }

    public func encode(to encoder: any Encoder) throws {
        var table = encoder.container(keyedBy: Key.self)
        try table.encode(interface, forKey: .interface)
        try table.encode(address, forKey: .address)
        try table.encodeIfPresent(layer, forKey: .layer)
        try table.encode(connections, forKey: .connections)
        try table.encode(requestsPerSecond, forKey: .requestsPerSecond)
        try table.encode(pictureSize, forKey: .pictureSize)
    }
}
