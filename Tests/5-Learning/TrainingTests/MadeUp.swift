import Foundation
import Manifests
import Tables
import TestSupport
import Torch
import Training
import TrainingSets

/// Galaxies that stand in no manifest, for what is computed from their labels and targets alone.
enum MadeUp {
    /// One galaxy for each label, with the target or the votes that are given, or else the label's own class.
    static func galaxies(
        _ labels: [Int], classes: Int = 2, targets: [[Float]]? = nil, counts: [[Float]]? = nil,
        rules: [Int?]? = nil
    ) -> [Galaxy] {
        labels.enumerated().map { index, label in
            let row = Manifest.Row(id: "g\(index)", file: "\(index).png", row: index + 1, manifest: "made-up.csv")
            let own = (0..<classes).map { Float($0 == label ? 1 : 0) }
            let target = counts.map { Target(counts: $0[index]) } ?? Target(shares: targets?[index] ?? own)
            return Galaxy(row: row, label: label, target: target, rule: rules?[index])
        }
    }

    /// A manifest in memory.
    static func manifest(_ columns: [Column], path: String = "made-up.csv", requireLabels: Bool = false) throws
        -> Manifest
    {
        try Manifest(table: Table(columns: columns), path: path, requireLabels: requireLabels)
    }

    /// Values of pictures with the axes (count, 3, size, size), in the order (count, size, size, 3).
    static func channelsLast(_ values: [Float], count: Int, size: Int) -> [Float] {
        let plane = size * size
        var result: [Float] = []
        result.reserveCapacity(values.count)
        for picture in 0..<count {
            for pixel in 0..<plane {
                for channel in 0..<3 { result.append(values[(picture * 3 + channel) * plane + pixel]) }
            }
        }
        return result
    }

    /// An array that a script in the folder `Goldens` wrote.
    static func golden(_ name: String) throws -> [String: Tensor] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens")
        return try SafeTensors.read(folder.appending(path: "\(name).safetensors").path)
    }
}
