/// The part of a `.npy` file before its elements: magic, version, length, and a Python dictionary in ASCII.
enum NpyHeader {
    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    static func bytes(of values: Npy.Values, shape: [Int]) -> [UInt8] {
        let lengths = shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
        var text = "{'descr': '\(description(of: values))', 'fortran_order': False, 'shape': (\(lengths)), }"
        // Magic, version and length take 10 bytes; the elements start at a multiple of 64.
        while (10 + text.utf8.count + 1) % 64 != 0 { text += " " }
        text += "\n"
        let count = text.utf8.count
        return magic + [1, 0, UInt8(count & 0xff), UInt8(count >> 8)] + Array(text.utf8)
    }

    private static func description(of values: Npy.Values) -> String {
        switch values {
        case .float32: "<f4"
        case .int64: "<i8"
        case .uint8: "|u1"
        }
    }

    static func split(_ bytes: [UInt8], path: String) throws -> (shape: [Int], values: Npy.Values) {
        func damaged(_ problem: String) -> InputError {
            InputError(file: path, problem: "is no proper .npy file: \(problem)", remedy: "Write the file again")
        }
        guard bytes.count >= 12, Array(bytes[..<6]) == magic else { throw damaged("it does not start as one") }
        let start = bytes[6] == 1 ? 10 : 12
        let length = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard (1...3).contains(bytes[6]), length <= bytes.count - start else { throw damaged("its header is cut off") }
        let header = String(decoding: bytes[start..<start + length], as: UTF8.self)
        guard let type = value(of: "descr", in: header, from: "'", through: "'"),
            let order = value(of: "fortran_order", in: header, from: " ", through: ","),
            let lengths = value(of: "shape", in: header, from: "(", through: ")")
        else { throw damaged("its header names no descr, fortran_order or shape") }
        guard order == "False" else { throw damaged("its elements are in Fortran order, which is not supported") }
        let parts = lengths.split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
        let shape = parts.compactMap { Int($0) }
        guard shape.count == parts.count, shape.allSatisfy({ $0 >= 0 }) else {
            throw damaged("its shape is (\(lengths))")
        }
        let data = bytes[(start + length)...]
        func elements<Element: BitwiseCopyable>(_ zero: Element) throws -> [Element] {
            let size = MemoryLayout<Element>.size
            var total = size
            for length in shape {
                let (product, overflow) = total.multipliedReportingOverflow(by: length)
                guard !overflow else { throw damaged("its shape is (\(lengths))") }
                total = product
            }
            guard total == data.count else {
                throw damaged(
                    "an array of shape (\(lengths)) takes \(total) bytes, but \(data.count) follow its header")
            }
            var result = [Element](repeating: zero, count: total / size)
            result.withUnsafeMutableBytes { $0.copyBytes(from: data) }
            return result
        }
        switch type {
        case "<f4": return (shape, .float32(try elements(0)))
        case "<i8": return (shape, .int64(try elements(0)))
        case "|u1": return (shape, .uint8(try elements(0)))
        default: throw damaged("its elements are of type '\(type)'; float32, int64 and uint8 are supported")
        }
    }

    /// What stands between two marks after a key.
    private static func value(of key: String, in header: String, from: Character, through: Character) -> String? {
        guard let place = header.firstRange(of: "'\(key)':") else { return nil }
        let rest = header[place.upperBound...]
        guard let open = rest.firstIndex(of: from) else { return nil }
        let inner = rest[rest.index(after: open)...]
        return inner.firstIndex(of: through).map { String(inner[..<$0]) }
    }
}
