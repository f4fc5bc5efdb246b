internal import Images

/// Reads windows of tiles, and keeps the last files open. Belongs to one thread.
final class TileReader {
    private static let mostFiles = 12

    private let rules: TileRules
    private let checked: CheckedUnits
    private var files: [(path: String, file: FITSFile)] = []

    /// - Parameter files: some that are open already.
    init(rules: TileRules, checked: CheckedUnits, files: [FITSFile]) {
        self.rules = rules
        self.checked = checked
        self.files = files.map { ($0.path, $0) }
    }

    /// Reads windows of one image in one pass over it: its pixels, and its mask and weight where it has them.
    /// - Parameter areas: each at least in part on the image.
    func windows(_ areas: [FITSFile.Region], of image: TileImage) throws(FITSError) -> [TileWindow] {
        let file = try open(image.path)
        try checked.check(hdu: image.hdu, in: file)
        let inside = areas.map { area in
            let columns = area.columns.clamped(to: 0..<image.width)
            let rows = area.rows.clamped(to: 0..<image.height)
            return FITSFile.Region(
                x: columns.lowerBound, y: rows.lowerBound, width: columns.count, height: rows.count)
        }
        let pixels = try file.parts(inside, hdu: image.hdu, plane: image.plane)
        var masks: [[Int32]]?
        var weights: [[Float]]?
        if let mask = image.mask {
            try checked.check(hdu: mask.hdu, in: open(mask.path))
            masks = try open(mask.path).integerParts(inside, hdu: mask.hdu, plane: mask.plane)
        }
        if let weight = image.weight {
            try checked.check(hdu: weight.hdu, in: open(weight.path))
            weights = try open(weight.path).parts(inside, hdu: weight.hdu, plane: weight.plane)
        }
        return areas.indices.map { index in
            window(
                areas[index], inside[index], pixels[index], mask: masks?[index], weight: weights?[index],
                defects: rules.maskBits ?? image.mask?.defects ?? .max, isOfCutout: image.mask?.isOfCutout ?? false,
                saturation: image.calibration.saturation ?? .infinity)
        }
    }

    /// The header by which an image is read.
    func header(of image: TileImage) throws(FITSError) -> FITSHeader {
        try TileUnits.header(hdu: image.hdu, of: open(image.path))
    }

    private func open(_ path: String) throws(FITSError) -> FITSFile {
        if let index = files.firstIndex(where: { $0.path == path }) {
            let entry = files.remove(at: index)
            files.append(entry)
            return entry.file
        }
        let file = try FITSFile(path)
        try file.checkLength()
        if files.count == TileReader.mostFiles { files.removeFirst() }
        files.append((path, file))
        return file
    }

    private func window(
        _ area: FITSFile.Region, _ inside: FITSFile.Region, _ pixels: [Float], mask: [Int32]?, weight: [Float]?,
        defects: UInt32, isOfCutout: Bool, saturation: Float
    ) -> TileWindow {
        var flags: [PixelFlags]?
        func flag(_ index: Int, _ flag: PixelFlags) {
            if flags == nil { flags = [PixelFlags](repeating: [], count: pixels.count) }
            flags?[index].insert(flag)
        }
        if !TileReader.areSound(pixels, below: saturation) {
            for index in pixels.indices where !(pixels[index] < saturation && pixels[index] > -.infinity) {
                flag(index, pixels[index].isFinite ? .saturated : .blank)
            }
        }
        if let mask {
            for index in mask.indices where UInt32(bitPattern: mask[index]) & defects != 0 {
                let isBeyond = isOfCutout && mask[index] & Int32(PixelFlags.outside.rawValue) != 0
                flag(index, isBeyond ? .outside : .masked)
            }
        }
        if let weight {
            for index in weight.indices where !(weight[index] > 0) { flag(index, .noWeight) }
        }
        if inside == area {
            return TileWindow(
                x: area.x, y: area.y, width: area.width, height: area.height, values: pixels, flags: flags)
        }
        var values = [Float](repeating: .nan, count: area.width * area.height)
        var allFlags = [PixelFlags](repeating: .outside, count: values.count)
        for row in 0..<inside.height {
            let from = row * inside.width
            let to = (inside.y - area.y + row) * area.width + inside.x - area.x
            for column in 0..<inside.width {
                values[to + column] = pixels[from + column]
                allFlags[to + column] = flags?[from + column] ?? []
            }
        }
        return TileWindow(
            x: area.x, y: area.y, width: area.width, height: area.height, values: values, flags: allFlags)
    }

    /// True when all are numbers below the saturation level.
    private static func areSound(_ pixels: [Float], below saturation: Float) -> Bool {
        pixels.withUnsafeBytes { bytes in
            var sound = SIMDMask<SIMD4<Int32>>(repeating: true)
            let whole = pixels.count & ~3
            for index in stride(from: 0, to: whole, by: 4) {
                let values = bytes.loadUnaligned(fromByteOffset: 4 * index, as: SIMD4<Float>.self)
                // What is not a number fails both comparisons.
                sound .&= (values .< saturation) .& (values .> -.infinity)
            }
            return all(sound) && pixels[whole...].allSatisfy { $0 < saturation && $0 > -.infinity }
        }
    }
}
