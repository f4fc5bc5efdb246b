import Foundation
import TOMLKit

/// One value of a recipe file, in the form in which defaults and file are laid over each other.
enum RecipeValue: Equatable {
    case bool(Bool)
    case number(Double, isWhole: Bool)
    case string(String)
    case array([RecipeValue])
    case table([String: RecipeValue])

    /// The kind of value in plain words.
    var kind: String {
        switch self {
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a text in quotes"
        case .array: "a list"
        case .table: "a table"
        }
    }

    /// A value read by TOMLKit; nil for dates and times.
    init?(_ value: any TOMLValueConvertible) {
        switch value.type {
        case .bool: self = .bool(value.bool ?? false)
        case .int: self = .number(Double(value.int ?? 0), isWhole: true)
        case .double: self = .number(value.double ?? .nan, isWhole: false)
        case .string: self = .string(value.string ?? "")
        case .array:
            var items: [RecipeValue] = []
            for index in 0..<(value.array?.count ?? 0) {
                guard let element = value.array?[index], let item = RecipeValue(element) else { return nil }
                items.append(item)
            }
            self = .array(items)
        case .table:
            var entries: [String: RecipeValue] = [:]
            for key in value.table?.keys ?? [] {
                guard let element = value.table?[key], let item = RecipeValue(element) else { return nil }
                entries[key] = item
            }
            self = .table(entries)
        case .date, .time, .dateTime: return nil
        }
    }

    /// The value in which `encodable` is kept, keys in camel case.
    init(encoding encodable: some Encodable) throws {
        self = try JSONDecoder().decode(RecipeValue.self, from: JSONEncoder().encode(encodable))
    }

    /// This value with the keys that it lacks, outside of lists and of tables that know their own defaults.
    func completed(by defaults: RecipeValue, at path: [String] = []) -> RecipeValue {
        guard case .table(let own) = self, case .table(let known) = defaults, !RecipeOverlay.ownTables.contains(path)
        else { return self }
        return .table(
            known.merging(own) { $1 }.reduce(into: [:]) { result, entry in
                result[entry.key] =
                    known[entry.key].map { entry.value.completed(by: $0, at: path + [snakeCase(entry.key)]) }
                    ?? entry.value
            })
    }

    /// The Swift value kept in this one.
    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        try JSONDecoder().decode(type, from: JSONEncoder().encode(self))
    }
}

extension RecipeValue: Codable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value, isWhole: value.rounded() == value && value.magnitude < 1e15)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([RecipeValue].self) {
            self = .array(value)
        } else {
            self = .table(try container.decode([String: RecipeValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .bool(let value): try container.encode(value)
        case .number(let value, let isWhole):
            if isWhole { try container.encode(Int(value)) } else { try container.encode(value) }
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .table(let value): try container.encode(value)
        }
    }
}
