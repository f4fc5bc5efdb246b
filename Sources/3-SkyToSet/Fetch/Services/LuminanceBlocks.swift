internal import Images

/// The luminance of a picture, block by block, with the blocks of its plain ground (``PictureGround``).
struct LuminanceBlocks {
    /// Pixels on a side of a block, as JPEG has them.
    static let side = 8

    let columns, rows: Int
    private let width: Int
    private let luminance: [UInt8]
    /// Lowest and highest luminance of each block.
    private(set) var low: [Int]
    private(set) var high: [Int]
    /// Luminance of the ground; −1 where there is none.
    private(set) var level = -1
    /// Whether a block belongs to the ground.
    private(set) var ground: [Bool]
    private(set) var largestArea = 0.0

    init(_ picture: RGBImage) {
        let side = Self.side
        (columns, rows, width) = (picture.width / side, picture.height / side, picture.width)
        // ITU-R BT.601, as JPEG has it.
        luminance = (0..<(picture.width * picture.height)).map { pixel in
            let (red, green, blue) = (
                Int(picture.pixels[3 * pixel]), Int(picture.pixels[3 * pixel + 1]),
                Int(picture.pixels[3 * pixel + 2])
            )
            return UInt8((299 * red + 587 * green + 114 * blue + 500) / 1000)
        }
        low = [Int](repeating: 255, count: columns * rows)
        high = [Int](repeating: 0, count: columns * rows)
        ground = [Bool](repeating: false, count: columns * rows)
        for y in 0..<(rows * side) {
            for x in 0..<(columns * side) {
                let (block, value) = (y / side * columns + x / side, Int(luminance[y * width + x]))
                low[block] = min(low[block], value)
                high[block] = max(high[block], value)
            }
        }
        findGround()
    }

    private mutating func findGround() {
        var counts = [Int](repeating: 0, count: 256)
        for block in low.indices where low[block] == high[block] { counts[low[block]] += 1 }
        guard let most = counts.max(), most > 0, let commonest = counts.firstIndex(of: most) else { return }
        level = commonest
        var isSeen = [Bool](repeating: false, count: low.count)
        var largest = 0
        for start in low.indices where isBorder(start) && isLevel(start) && !isSeen[start] {
            var area = [start]
            isSeen[start] = true
            var next = 0
            while next < area.count {
                for neighbour in neighbours(of: area[next]) where isLevel(neighbour) && !isSeen[neighbour] {
                    isSeen[neighbour] = true
                    area.append(neighbour)
                }
                next += 1
            }
            for block in area { ground[block] = true }
            largest = max(largest, area.count)
        }
        largestArea = Double(largest) / Double(max(1, ground.count { $0 }))
    }

    private func isLevel(_ block: Int) -> Bool { low[block] == level && high[block] == level }

    private func isBorder(_ block: Int) -> Bool {
        let (x, y) = (block % columns, block / columns)
        return x == 0 || y == 0 || x == columns - 1 || y == rows - 1
    }

    private func neighbours(of block: Int) -> [Int] {
        let (x, y) = (block % columns, block / columns)
        return [
            x > 0 ? block - 1 : nil, x < columns - 1 ? block + 1 : nil, y > 0 ? block - columns : nil,
            y < rows - 1 ? block + columns : nil,
        ].compactMap { $0 }
    }

    /// Share of the ground in the middle.
    var middle: Double {
        let reach = max(1, rows / 8)
        let (across, down) = (
            max(0, columns / 2 - reach)..<min(columns, columns / 2 + reach),
            max(0, rows / 2 - reach)..<min(rows, rows / 2 + reach)
        )
        let covered = down.reduce(0) { count, y in count + across.count { ground[y * columns + $0] } }
        return Double(covered) / Double(max(1, across.count * down.count))
    }

    /// How many pixels of a block differ from `level` by 16 at most.
    func pixels(like level: Int, in block: Int) -> Int {
        let side = Self.side
        let (left, top) = (block % columns * side, block / columns * side)
        return (top..<(top + side)).reduce(0) { count, y in
            count + (left..<(left + side)).count { abs(Int(luminance[y * width + $0]) - level) <= 16 }
        }
    }
}
