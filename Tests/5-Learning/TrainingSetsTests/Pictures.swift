import Foundation
import Images
import TestSupport
import TrainingSets

/// A made-up galaxy in which no two quarter turns or mirror images are alike.
func galaxy(width: Int = 96, height: Int = 96, seed: Int = 0) -> RGBImage {
    var image = RGBImage(width: width, height: height)
    let scale = Double(min(width, height)) / 96
    for y in 0..<height {
        for x in 0..<width {
            let dx = (Double(x) + 0.5 - Double(width) / 2 - 6) / scale
            let dy = (Double(y) + 0.5 - Double(height) / 2 + 3) / scale
            let core = exp(-(dx * dx / Double(220 + 40 * (seed % 5)) + dy * dy / 90 + dx * dy / 300))
            let pixel = (y * width + x) * 3
            image.pixels[pixel] = UInt8(20 + 220 * core)
            image.pixels[pixel + 1] = UInt8(15 + 180 * core + 40 * Double(x) / Double(width))
            image.pixels[pixel + 2] = UInt8(10 + 100 * core + 60 * Double(y) / Double(height))
        }
    }
    return image
}

/// JPEG files of made-up galaxies in `directory`, as items of a loader.
func writeGalaxies(_ count: Int, side: Int = 64, in directory: TemporaryDirectory) throws -> [BatchLoader.Item] {
    try (0..<count).map { number in
        let path = directory.file("galaxy\(number).jpg")
        try galaxy(width: side, height: side, seed: number).writeJPEG(to: path, quality: 92)
        return BatchLoader.Item(file: path, label: number % 2, row: number + 1)
    }
}

/// The largest difference, in counts of 255, between prepared values (0…1) and a picture.
func largestDifference(_ prepared: [Float], _ image: RGBImage) -> Float {
    guard prepared.count == image.pixels.count else { return .infinity }
    return zip(prepared, image.pixels).map { abs($0 * 255 - Float($1)) }.max() ?? 0
}
