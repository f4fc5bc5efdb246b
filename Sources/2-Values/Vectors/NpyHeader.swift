internal import Files

/// The part of a `.npy` file before its elements: magic, version, length, and a Python dictionary in ASCII.
struct NpyHeader {
    /// Length of each axis.
    let shape: [Int]
    /// Type of the elements as NumPy writes it, such as `<f4`.
    let type: String
    /// True when the first axis runs fastest (column-major).
    let isFortran: Bool
    /// Where the elements begin, in bytes.
    let start: Int

    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    /// Number of elements.
    var count: Int { shape.reduce(1, *) }

    /// Reads the header of a file.
    ///
    /// - Parameter elementSize: bytes of an element of a type; nil for a type that is not supported.
    /// - Throws: ``InputError`` when the file is cut off or no such array.
    init(_ bytes: UnsafeRawBufferPointer, path: String, elementSize: (String) -> Int?) throws(InputError) {
        guard bytes.count >= 12, bytes.starts(with: Self.magic) else {
            throw Self.damaged("it does not start as one", path)
        }
        let start = bytes[6] == 1 ? 10 : 12
        let length = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard (1...3).contains(bytes[6]), length <= bytes.count - start else {
            throw Self.damaged("its header is cut off", path)
        }
        let header = String(decoding: bytes[start..<start + length], as: UTF8.self)
        guard let type = Self.value(of: "descr", in: header, from: "'", through: "'"),
            let order = Self.value(of: "fortran_order", in: header, from: " ", through: ","),
            let lengths = Self.value(of: "shape", in: header, from: "(", through: ")")
        else { throw Self.damaged("its header names no descr, fortran_order or shape", path) }
        let parts = lengths.split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
        let shape = parts.compactMap { Int($0) }
        guard shape.count == parts.count, shape.allSatisfy({ $0 >= 0 }) else {
            throw Self.damaged("its shape is (\(lengths))", path)
        }
        guard let size = elementSize(type) else {
            throw InputError(
                file: path, problem: "its elements are of type '\(type)', which is not read here",
                remedy: "Save it from NumPy as float32: numpy.save(path, array.astype('<f4'))")
        }
        var total = size
        for length in shape {
            let (product, overflow) = total.multipliedReportingOverflow(by: length)
            guard !overflow else { throw Self.damaged("its shape is (\(lengths))", path) }
            total = product
        }
        let rest = bytes.count - start - length
        guard total == rest else {
            throw Self.damaged(
                "an array of shape (\(lengths)) takes \(total) bytes, but \(rest) follow its header", path)
        }
        self.shape = shape
        self.type = type
        isFortran = order != "False"
        self.start = start + length
    }

    /// The header of an array whose last axis runs fastest.
    static func bytes(type: String, shape: [Int]) -> [UInt8] {
        let lengths = shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
        var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(lengths)), }"
        // Magic, version and length take 10 bytes; the elements start at a multiple of 64.
        while (10 + text.utf8.count + 1) % 64 != 0 { text += " " }
        text += "\n"
        let count = text.utf8.count
        return magic + [1, 0, UInt8(count & 0xff), UInt8(count >> 8)] + Array(text.utf8)
    }

    static func damaged(_ problem: String, _ path: String) -> InputError {
        InputError(file: path, problem: "is no proper .npy file: \(problem)", remedy: "Write the file again")
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
