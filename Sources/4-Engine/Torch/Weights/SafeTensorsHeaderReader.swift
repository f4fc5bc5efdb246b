internal import Files
internal import Foundation

/// Reads a safetensors header and checks every number in it against the file before any tensor is made.
struct SafeTensorsHeaderReader {
    let path: String
    let bytes: UnsafeRawBufferPointer

    /// As the format's own reader allows.
    private static let greatestHeader = 100_000_000

    private struct Description: Decodable {
        let dtype: String
        let shape: [Int]
        let dataOffsets: [Int]

        enum CodingKeys: String, CodingKey {
            case dtype
            case shape
            case dataOffsets = "data_offsets"
        }
    }

    func read() throws -> SafeTensors.Header {
        guard bytes.count >= 8 else {
            throw damaged("has \(bytes.count) bytes; the shortest file of this format has 10")
        }
        let announced = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        guard announced <= UInt64(min(bytes.count - 8, Self.greatestHeader)) else {
            throw damaged("announces a header of \(announced) bytes, but the file has \(bytes.count)")
        }
        let dataStart = 8 + Int(announced)
        let (descriptions, metadata) = try parse(Data(bytes[8..<dataStart]))
        let available = bytes.count - dataStart
        let entries = try descriptions.map { try entry($0, $1, available: available) }
            .sorted {
                ($0.range.lowerBound, $0.range.upperBound, $0.name) < (
                    $1.range.lowerBound, $1.range.upperBound, $1.name
                )
            }
        var end = 0
        for (index, entry) in entries.enumerated() {
            guard entry.range.lowerBound == end else {
                let before = index == 0 ? "the header" : "tensor '\(entries[index - 1].name)'"
                let relation = entry.range.lowerBound < end ? "overlaps" : "leaves a gap after"
                throw damaged("tensor '\(entry.name)' \(relation) \(before)")
            }
            end = entry.range.upperBound
        }
        guard end == available else {
            throw damaged("holds \(available) bytes of tensors, but its header describes \(end)")
        }
        return SafeTensors.Header(entries: entries, metadata: metadata, dataStart: dataStart)
    }

    private func parse(_ header: Data) throws -> ([(String, Description)], [String: String]) {
        let object: [String: JSONValue]
        do {
            object = try JSONDecoder().decode([String: JSONValue].self, from: header)
        } catch {
            throw damaged("its header is no proper JSON")
        }
        var descriptions: [(String, Description)] = []
        var metadata: [String: String] = [:]
        for (name, value) in object {
            switch value {
            case .description(let description): descriptions.append((name, description))
            case .metadata(let texts) where name == "__metadata__": metadata = texts
            case .metadata, .other:
                throw damaged("tensor '\(name)' is described without dtype, shape and data_offsets")
            }
        }
        return (descriptions, metadata)
    }

    private enum JSONValue: Decodable {
        case description(Description)
        case metadata([String: String])
        case other

        init(from decoder: any Decoder) throws {
            if let description = try? Description(from: decoder) {
                self = .description(description)
            } else if let texts = try? [String: String](from: decoder) {
                self = .metadata(texts)
            } else {
                self = .other
            }
        }
    }

    private func entry(
        _ name: String, _ description: Description, available: Int
    ) throws -> SafeTensors.Header.Entry {
        guard let dtype = ScalarType(safeTensorsName: description.dtype) else {
            throw damaged("tensor '\(name)' has the type '\(description.dtype)', which is not supported")
        }
        let offsets = description.dataOffsets
        guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1] else {
            throw damaged("tensor '\(name)' has the offsets \(offsets)")
        }
        guard offsets[1] <= available else {
            throw damaged("tensor '\(name)' ends at byte \(offsets[1]), but the file holds \(available); it is cut off")
        }
        var size = dtype.byteCount
        for length in description.shape {
            let (product, overflow) = size.multipliedReportingOverflow(by: length)
            guard length >= 0, !overflow else {
                throw damaged("tensor '\(name)' has the shape \(description.shape)")
            }
            size = product
        }
        guard size == offsets[1] - offsets[0] else {
            throw damaged(
                "tensor '\(name)' of shape \(description.shape) needs \(size) bytes, but has \(offsets[1] - offsets[0])"
            )
        }
        return SafeTensors.Header.Entry(
            name: name, dtype: dtype, shape: description.shape, range: offsets[0]..<offsets[1])
    }

    private func damaged(_ problem: String) -> InputError {
        InputError(
            file: path, problem: "is no proper safetensors file: \(problem)",
            remedy: "Fetch or write the file again")
    }
}
