import Foundation
import Sky

/// The goldens of this folder, which Goldens/make_goldens.py writes.
enum Golden {
    /// The lines of a file, split at blanks.
    static func lines(_ name: String) throws -> [[String]] {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/\(name).txt")
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: " ").map(String.init)
        }
    }

    /// A position from the words of a line.
    static func position(_ words: ArraySlice<String>) throws -> SkyCoordinate {
        try SkyCoordinate(ra: words[words.startIndex], dec: words[words.startIndex + 1])
    }
}

/// Numbers that look random and are the same each time.
struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }

    /// A position anywhere on the sphere.
    mutating func position() throws -> SkyCoordinate {
        let ra = Double.random(in: 0..<360, using: &self)
        let z = Double.random(in: -1...1, using: &self)
        return try sky(ra, asin(z) * 180 / .pi)
    }
}
