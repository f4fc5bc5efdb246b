import Foundation
import Tables
import Testing

/// What `Goldens/parquet_votable.py` wrote with pyarrow and astropy.
enum ExchangeGoldens {
    /// A column as it must be read.
    struct Expected: Decodable {
        enum Cell: Decodable {
            case boolean(Bool)
            case integer(Int64)
            case number(Double)
            case text(String)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let value = try? container.decode(Bool.self) {
                    self = .boolean(value)
                } else if let value = try? container.decode(Int64.self) {
                    self = .integer(value)
                } else if let value = try? container.decode(Double.self) {
                    self = .number(value)
                } else {
                    self = .text(try container.decode(String.self))
                }
            }

            var double: Double {
                switch self {
                case .integer(let value): Double(value)
                case .number(let value): value
                default: .nan
                }
            }
        }

        let name: String
        let type: ColumnType
        let cells: [Cell?]
        let unit, ucd, description: String?

        /// The column, missing cells and all.
        var column: Column {
            let isMissing = cells.map { $0 == nil }
            let integers = cells.map { cell in if case .integer(let value) = cell { value } else { Int64(0) } }
            let values: Column.Values =
                switch type {
                case .boolean: .boolean(cells.map { cell in if case .boolean(true) = cell { true } else { false } })
                case .int32: .int32(integers.map { Int32($0) })
                case .int64: .int64(integers)
                case .float: .float(cells.map { Float($0?.double ?? .nan) })
                case .double: .double(cells.map { $0?.double ?? .nan })
                case .string: .string(cells.map { cell in if case .text(let value) = cell { value } else { "" } })
                }
            return Column(name, values, isMissing: isMissing, unit: unit, ucd: ucd, description: description)
        }
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/Goldens/parquet_votable/"

    /// The bytes of a file that was written once and checked with `parquet_votable.py --check`.
    ///
    /// With TUNINGFORK_RECORD=1 the file is first replaced by the one at `path`; check it again then.
    static func checked(_ name: String, recording path: String) throws -> Data {
        let golden = URL(filePath: folder + name)
        if ProcessInfo.processInfo.environment["TUNINGFORK_RECORD"] == "1" {
            try Data(contentsOf: URL(filePath: path)).write(to: golden)
        }
        return try Data(contentsOf: golden)
    }

    /// The columns that a golden file holds.
    static func columns(of name: String) throws -> [Column] {
        let data = try Data(contentsOf: URL(filePath: folder + "expected.json"))
        let all = try JSONDecoder().decode([String: [Expected]].self, from: data)
        return try #require(all[name]).map(\.column)
    }
}
