internal import Files
internal import Images
internal import Process
internal import Workers

/// The pictures of all rows, made small, on a few JPEG sheets (atlases).
///
/// They stand in the order of the map, so that those of galaxies that are near each other lie on the same sheet.
struct Thumbnails: Sendable {
    let size: ThumbnailSize
    /// JPEG files of `perAtlas` thumbnails each, row by row; the last has as many rows as it needs.
    let atlases: [[UInt8]]
    /// Whether a row's picture is missing.
    let missing: [Bool]
    /// Row (1 is the first) and reason of the first that is missing.
    let firstMissing: (row: Int, reason: String)?

    var side: Int { size.side }

    /// Bytes of a part of the file in base64.
    static func encodedCount(_ bytes: Int) -> Int { (bytes + 2) / 3 * 4 + 64 }

    /// Reads the pictures and makes the largest thumbnails that stay below a number of bytes.
    ///
    /// - Throws: `InputError` when not one picture can be read, or even the smallest thumbnails are too large.
    init(
        _ pictures: PagePictures, order: [Int], byteLimit: Int, threads: Int, progress: ProgressReporter
    ) throws {
        let sample = try Self.sample(pictures, order: order, threads: threads)
        for size in ThumbnailSize.choices where try Self.fits(size, sample, count: order.count, byteLimit: byteLimit) {
            if let made = try Self.make(pictures, size, order, byteLimit, threads, progress) {
                self = made
                return
            }
        }
        throw InputError(
            file: pictures.path,
            problem: "thumbnails of \(pictures.rowCount) galaxies do not fit into a page of this size",
            remedy: "Allow more with --megabytes, take fewer columns or rows, or leave them out with --no-images")
    }

    private init(
        _ size: ThumbnailSize, _ atlases: [[UInt8]], _ missing: [Bool], _ first: (row: Int, reason: String)?
    ) {
        (self.size, self.atlases, self.missing, firstMissing) = (size, atlases, missing, first)
    }

    /// Up to 500 of the pictures, at the largest size; nil for one that is missing.
    private static func sample(_ pictures: PagePictures, order: [Int], threads: Int) throws -> [RGBImage?] {
        let count = min(500, order.count)
        let largest = ThumbnailSize.choices[0].side
        return try Workers.map(count: count, threads: threads) { item in
            (try? pictures.picture(order[item * order.count / count])).map { Self.small($0, side: largest) }
        }
    }

    /// Whether a sample says that thumbnails of this size stay below the limit.
    private static func fits(_ size: ThumbnailSize, _ sample: [RGBImage?], count: Int, byteLimit: Int) throws -> Bool {
        let small = sample.map { $0?.resized(width: size.side, height: size.side) }
        var total = 0
        for start in stride(from: 0, to: small.count, by: size.perAtlas) {
            let piece = small[start..<min(small.count, start + size.perAtlas)]
            total += try Self.atlas(Array(piece), size).jpegData(quality: size.quality).count
        }
        // What a sample says is off by a percent or two.
        return Double(Self.encodedCount(total)) * Double(count) / Double(sample.count) < 0.97 * Double(byteLimit)
    }

    /// All atlases; nil when they need more than the limit.
    private static func make(
        _ pictures: PagePictures, _ size: ThumbnailSize, _ order: [Int], _ byteLimit: Int, _ threads: Int,
        _ progress: ProgressReporter
    ) throws -> Thumbnails? {
        typealias Piece = (atlas: [UInt8], reasons: [(row: Int, reason: String)])
        let pieces = (order.count + size.perAtlas - 1) / size.perAtlas
        var atlases: [[UInt8]] = []
        var missing = order.map { _ in false }
        var first: (row: Int, reason: String)?
        var (missingCount, total) = (0, 0)
        progress.begin("Thumbnails of \(size.side) px", total: order.count)
        defer { progress.end() }
        try Workers.inOrder(
            count: pieces, threads: threads,
            maker: {
                { piece throws -> Piece in
                    let rows = order[(piece * size.perAtlas)..<min(order.count, (piece + 1) * size.perAtlas)]
                    var reasons: [(row: Int, reason: String)] = []
                    let small = rows.map { row -> RGBImage? in
                        do {
                            return Self.small(try pictures.picture(row), side: size.side)
                        } catch {
                            reasons.append((row, "\(error)"))
                            return nil
                        }
                    }
                    return (try Self.atlas(small, size).jpegData(quality: size.quality), reasons)
                }
            },
            handOver: { piece, made in
                atlases.append(made.atlas)
                total += Self.encodedCount(made.atlas.count)
                for (row, reason) in made.reasons {
                    missing[row] = true
                    missingCount += 1
                    if row < first.map({ $0.row - 1 }) ?? .max { first = (row + 1, reason) }
                }
                progress.advance(to: min(order.count, (piece + 1) * size.perAtlas))
            })
        guard missingCount < order.count else {
            throw InputError(
                file: pictures.path, row: first?.row,
                problem: "not one of the \(order.count) pictures can be read; of this one: \(first?.reason ?? "")",
                remedy: "Give --manifest (paths count from its folder) or --images, or --no-images for a page without")
        }
        return total <= byteLimit ? Thumbnails(size, atlases, missing, first) : nil
    }

    /// The middle square of a picture at another size.
    private static func small(_ picture: RGBImage, side: Int) -> RGBImage {
        let (width, height) = (Double(picture.width), Double(picture.height))
        let half = min(width, height) / 2
        let box = PixelBox(
            left: width / 2 - half, top: height / 2 - half, right: width / 2 + half, bottom: height / 2 + half)
        return picture.resized(box: box, width: side, height: side, filter: .lanczos)
    }

    /// One sheet; what is missing stays dark.
    private static func atlas(_ pictures: [RGBImage?], _ size: ThumbnailSize) -> RGBImage {
        let rows = max(1, (pictures.count + size.across - 1) / size.across)
        let columns = rows == 1 ? max(1, pictures.count) : size.across
        var sheet = RGBImage(width: columns * size.side, height: rows * size.side)
        for case (let place, let picture?) in pictures.enumerated() {
            sheet.draw(picture, left: place % size.across * size.side, top: place / size.across * size.side)
        }
        return sheet
    }
}
