extension SizeRule: Codable {
    private enum Key: String, CodingKey, CaseIterable {
        case petrosianRadius = "petrosian_radius"
        case kronRadius = "kron_radius"
        case semiMajorAxis = "semi_major_axis"
        case halfLightRadius = "half_light_radius"
        case fixed = "half_side_arcsec"
    }

    /// Reads `{"petrosian_radius": COLUMN}`, `{"kron_radius": COLUMN, "semi_major_axis": COLUMN}`,
    /// `{"half_light_radius": COLUMN}` or `{"half_side_arcsec": NUMBER}`.
    public init(from decoder: any Decoder) throws {
        let table = try decoder.container(keyedBy: Key.self)
        if let column = try table.decodeIfPresent(String.self, forKey: .petrosianRadius) {
            self = .petrosianRadius(column: column)
        } else if let radius = try table.decodeIfPresent(String.self, forKey: .kronRadius) {
            self = .kron(radiusColumn: radius, majorColumn: try table.decode(String.self, forKey: .semiMajorAxis))
        } else if let column = try table.decodeIfPresent(String.self, forKey: .halfLightRadius) {
            self = .halfLightRadius(column: column)
        } else if let arcsec = try table.decodeIfPresent(Double.self, forKey: .fixed), arcsec > 0 {
            self = .fixed(arcsec: arcsec)
        } else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath,
                    debugDescription: "size needs one of \(Key.allCases.map(\.rawValue).joined(separator: ", "))"))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var table = encoder.container(keyedBy: Key.self)
        switch self {
        case .petrosianRadius(let column): try table.encode(column, forKey: .petrosianRadius)
        case .kron(let radius, let major):
            try table.encode(radius, forKey: .kronRadius)
            try table.encode(major, forKey: .semiMajorAxis)
        case .halfLightRadius(let column): try table.encode(column, forKey: .halfLightRadius)
        case .fixed(let arcsec): try table.encode(arcsec, forKey: .fixed)
        }
    }
}
