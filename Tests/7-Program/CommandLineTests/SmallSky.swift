import Foundation
import Images
import TestSupport

/// A folder of small pictures with a manifest and a quick recipe: bars are "spiral", blobs "elliptical".
final class SmallSky: Sendable {
    let directory: TemporaryDirectory
    let manifest: String
    let recipe: String

    /// - Parameter count: pictures of each class.
    init(count: Int = 12, epochs: Int = 1) throws {
        directory = try TemporaryDirectory()
        var lines = ["id,file,label,note"]
        for number in 0..<(2 * count) {
            let isBar = number % 2 == 0
            try Self.picture(isBar: isBar, turn: Double(number)).writeJPEG(to: directory.file("\(number).jpg"))
            lines.append("g\(number),\(number).jpg,\(isBar ? "spiral" : "elliptical"),note \(number)")
        }
        manifest = try directory.write("manifest.csv", lines.joined(separator: "\n") + "\n")
        recipe = try directory.write(
            "recipe.toml",
            """
            threads = 1
            validation_fraction = 0.25
            calibration_fraction = 0
            [network]
            backbone = "xception_small"
            [head]
            hidden = 16
            embedding = 8
            dropout = 0.2
            [input]
            size = 32
            [augmentation]
            rotation = 45
            [test_time]
            mirror = true
            turns = 4
            scales = [0.9, 1.1]
            mean = "geometric"
            [[stage]]
            name = "all"
            epochs = \(epochs)
            batch = 4
            learning_rate = 1e-3
            average_decay = 0.9
            """)
    }

    /// Rows of another manifest in the same folder.
    func manifest(_ name: String, _ text: String) throws -> String { try directory.write(name, text) }

    func file(_ name: String) -> String { directory.file(name) }

    /// Arguments that train on `manifest` (nil: the whole set) into the folder `run`.
    func training(_ run: String, manifest: String? = nil) -> [String] {
        ["train", "--manifest", manifest ?? self.manifest, "--recipe", recipe, "--output", file(run), "--quiet"]
    }

    static func picture(isBar: Bool, turn: Double) -> RGBImage {
        let side = 48
        var image = RGBImage(width: side, height: side)
        for y in 0..<side {
            for x in 0..<side {
                let (dx, dy) = (Double(x) - 24, Double(y) - 24)
                let along = dx * cos(turn) + dy * sin(turn)
                let across = dy * cos(turn) - dx * sin(turn)
                let (a, b) = isBar ? (14.0, 2.0) : (6.0, 6.0)
                let light = exp(-0.5 * (along * along / (a * a) + across * across / (b * b)))
                for channel in 0..<3 { image.pixels[(y * side + x) * 3 + channel] = UInt8(light * 220 + 10) }
            }
        }
        return image
    }
}
