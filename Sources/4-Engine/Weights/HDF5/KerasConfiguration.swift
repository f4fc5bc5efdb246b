/// What config.json of a `.keras` archive says of the layers: the groups of the weights are counted by class in its order.
struct KerasConfiguration: Decodable {
    /// One layer.
    struct Entry {
        let name: String
        /// Its place among all layers.
        let order: Int
        /// Whether a normalisation has gamma, and beta; nil for other layers.
        let scale: Bool?
        let center: Bool?
    }

    /// By the path of a layer's group, such as `layers/conv2d_3`.
    let layers: [String: Entry]

    private struct Layer: Decodable {
        let className: String
        let config: Settings?

        enum CodingKeys: String, CodingKey {
            case className = "class_name"
            case config
        }
    }

    private struct Settings: Decodable {
        let name: String?
        let scale: Bool?
        let center: Bool?
        let layers: [Layer]?
    }

    init(from decoder: any Decoder) throws {
        var layers: [String: Entry] = [:]
        func add(_ settings: Settings?, below path: String) {
            var counts: [String: Int] = [:]
            for layer in settings?.layers ?? [] {
                let stem = Self.snakeCase(layer.className)
                let count = counts[stem, default: 0]
                counts[stem] = count + 1
                let group = path + "layers/" + stem + (count == 0 ? "" : "_\(count)")
                if let name = layer.config?.name {
                    layers[group] = Entry(
                        name: name, order: layers.count, scale: layer.config?.scale, center: layer.config?.center)
                }
                add(layer.config, below: group + "/")
            }
        }
        add(try Layer(from: decoder).config, below: "")
        self.layers = layers
    }

    /// As `to_snake_case` of `keras/src/utils/naming.py`: `SeparableConv2D` is `separable_conv2d`.
    private static func snakeCase(_ name: String) -> String {
        name.replacing(/\W+/, with: "").replacing(/(.)([A-Z][a-z]+)/) { "\($0.1)_\($0.2)" }
            .replacing(/([a-z])([A-Z])/) { "\($0.1)_\($0.2)" }.lowercased()
    }
}
