internal import Foundation

/// An array of float32 or uint8 that numpy saved (.npy, version 1, C order).
public struct NumpyFile {
    public let shape: [Int]
    public let values: [Float]

    /// What keeps a file from being read.
    public struct Failure: Error {
        public let path: String
        public let reason: String
    }

    public init(_ path: String) throws {
        let data = try Data(contentsOf: URL(filePath: path))
        guard data.count > 10, data.prefix(6).elementsEqual([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]), data[6] == 1 else {
            throw Failure(path: path, reason: "not a .npy file of version 1")
        }
        let length = Int(data[8]) | Int(data[9]) << 8
        let header = String(decoding: data[10..<(10 + length)], as: UTF8.self)
        let bytes = data[(10 + length)...]
        guard let open = header.firstIndex(of: "("), let close = header.firstIndex(of: ")") else {
            throw Failure(path: path, reason: "no shape in \(header)")
        }
        let axes = header[header.index(after: open)..<close].split(separator: ",")
        shape = axes.compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        let count = shape.reduce(1, *)
        if header.contains("'<f4'"), bytes.count == 4 * count {
            values = bytes.withUnsafeBytes { raw in
                (0..<count).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
            }
        } else if header.contains("'|u1'"), bytes.count == count {
            values = bytes.map(Float.init)
        } else {
            throw Failure(path: path, reason: "neither float32 nor uint8 of shape \(shape): \(header)")
        }
    }
}
