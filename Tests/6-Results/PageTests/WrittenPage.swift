import Files
import Foundation
import Page
import Process
import TestSupport

/// A page that was written, read as its scripts read it.
struct WrittenPage {
    let text: String
    let info: [String: Any]
    private let scratch: TemporaryDirectory

    init(_ request: GalaxyPage.Request) throws {
        _ = try GalaxyPage.write(request, progress: .silent)
        text = try String(contentsOfFile: request.output, encoding: .utf8)
        scratch = try TemporaryDirectory()
        let json = try JSONSerialization.jsonObject(with: Data(Self.element("info", in: text).utf8))
        info = json as? [String: Any] ?? [:]
    }

    var columns: [[String: Any]] { info["columns"] as? [[String: Any]] ?? [] }

    /// A column of numbers that are kept as decimals; nil where one is missing.
    func decimals(_ name: String) throws -> [Double?] {
        let (column, bytes) = try cells(name)
        let scale = pow(10, Double(column["digits"] as? Int ?? 0))
        let count = bytes.count / 4
        return (0..<count).map { row in
            let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[$1 * count + row]) << UInt32(8 * $1) }
            return Int32(bitPattern: bits) == .min ? nil : Double(Int32(bitPattern: bits)) / scale
        }
    }

    /// A column of text.
    func texts(_ name: String) throws -> [String] {
        let (column, bytes) = try cells(name)
        if let words = column["words"] as? [String] { return bytes.map { $0 == 255 ? "" : words[Int($0)] } }
        return bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    private func cells(_ name: String) throws -> (column: [String: Any], bytes: [UInt8]) {
        let place = columns.firstIndex { $0["name"] as? String == name } ?? -1
        let gzip = Data(base64Encoded: Self.element("column-\(place)", in: text)) ?? Data()
        return (columns[place], try ByteReader.contents(of: try scratch.write("column.gz", gzip)))
    }

    private static func element(_ id: String, in text: String) -> String {
        guard let start = text.range(of: "id=\"\(id)\">"),
            let end = text[start.upperBound...].range(of: "</script>")
        else { return "" }
        return String(text[start.upperBound..<end.lowerBound])
    }
}
