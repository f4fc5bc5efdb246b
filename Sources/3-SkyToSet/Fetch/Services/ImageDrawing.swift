internal import Cutouts
internal import Files
internal import HTTP
internal import Images
internal import Sky
internal import Surveys

/// Makes pictures of fetched FITS images, as cutouts from tiles are made, and looks whether they show the right place.
struct ImageDrawing: Sendable {
    let survey: Survey
    /// Pixels on a side of the picture.
    let size: Int
    /// More bands than any survey has.
    private static let mostPlanes = 64

    /// Looks whether the images in a file are sound and have the galaxy in their middle.
    ///
    /// An image that reaches over the edge of its tile comes back smaller, with the galaxy off its middle by as much.
    ///
    /// - Parameter side: pixels on a side that were asked for.
    /// - Returns: the share of what was asked for that is there, 0…1.
    /// - Throws: `AnswerRejected`.
    func check(_ path: String, _ galaxy: CutoutRequest, side: Double) throws(AnswerRejected) -> Double {
        let shape: FITSFile.Shape
        let pixel: WCS.Pixel
        do {
            let file = try FITSFile(path)
            guard
                let hdu = try (0..<file.count).first(where: { try file.isImage(hdu: $0) })
            else { throw AnswerRejected("the answer holds no image", isTemporary: false) }
            shape = try file.shape(hdu: hdu)
            // Before memory is asked for: a header can say anything. Near a pole a field is many times as wide in right
            // ascension.
            let most = 8 * side + 64
            guard Double(shape.width) <= most, Double(shape.height) <= most, shape.planes <= Self.mostPlanes else {
                throw AnswerRejected(
                    "the image has \(shape.width) x \(shape.height) pixels in \(shape.planes) planes, where "
                        + "\(side.rounded().decimal(0)) on a side were asked for", isTemporary: false)
            }
            // The last pixels of a file that was cut short are missing.
            for plane in 0..<shape.planes { _ = try file.image(hdu: hdu, plane: plane) }
            pixel = try WCS(file.header(hdu: hdu)).pixel(of: galaxy.position)
        } catch let error as AnswerRejected {
            throw error
        } catch let error as WCSError {
            throw AnswerRejected("the image does not say where it lies: \(error)", isTemporary: false)
        } catch {
            throw AnswerRejected(
                "the FITS file is damaged: \((error as? FITSError)?.message ?? "\(error)")", isTemporary: true)
        }
        for (place, length, axis) in [(pixel.x, shape.width, "x"), (pixel.y, shape.height, "y")] {
            let offset = abs(place - Double(length - 1) / 2)
            let allowed = max(0, (side - Double(length)) / 2) + 2
            guard place > -0.5, place < Double(length) - 0.5, offset <= allowed else {
                // A WCS can say anything, also that it lies at infinity.
                let distance = offset < 1e6 ? offset.rounded().decimal(0) : "more than a million"
                throw AnswerRejected(
                    "the image shows another place: the galaxy lies \(distance) pixels from its middle in \(axis)",
                    isTemporary: false)
            }
        }
        // Services round to whole pixels, some down.
        func share(_ length: Int) -> Double { Double(length) >= side - 2 ? 1 : Double(length) / side }
        return share(shape.width) * share(shape.height)
    }

    /// The picture of images that were looked at.
    ///
    /// - Parameter zeroPoint: AB magnitude of one unit, where the headers do not say; nil is the survey's own.
    /// - Throws: `AnswerRejected` when no picture can be made of them.
    func draw(_ files: [String], _ galaxy: CutoutRequest, zeroPoint: Double? = nil) throws -> FetchedCutout {
        let cutout: Cutout
        do {
            let rules = TileRules(
                zeroPoint: zeroPoint ?? survey.zeroPoint, saturation: survey.saturation, maskBits: survey.maskBits,
                bands: survey.bands)
            let tiles = try TileSet(files: files, rules: rules)
            if let problem = tiles.problems.first { throw AnswerRejected(problem, isTemporary: false) }
            cutout = try tiles.cutout(galaxy, bands: survey.bands, size: size)
        } catch let error as CutoutError {
            throw AnswerRejected(error.description, isTemporary: false)
        } catch let error as FITSError {
            throw AnswerRejected(error.message, isTemporary: false)
        }
        // Where a survey has not been, its images hold zeros; noise is never exactly zero.
        let isEmpty = cutout.isMissing.indices.map { pixel in
            cutout.isMissing[pixel] || cutout.values.contains { $0[pixel] == 0 }
        }
        let middle = (size / 2) * size + size / 2
        guard !isEmpty[middle] else {
            throw AnswerRejected("the image is empty: the survey does not cover this position", isTemporary: false)
        }
        let missing = Double(isEmpty.count { $0 }) / Double(isEmpty.count)
        let flags = missing > 0 ? cutout.flags.union(.outside) : cutout.flags
        return FetchedCutout(
            picture: try cutout.picture(.cutouts).jpegData(), missingFraction: missing,
            maskedFraction: cutout.maskedFraction, flags: flags.text)
    }
}
