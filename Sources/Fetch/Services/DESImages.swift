internal import Cutouts
internal import Files
internal import Foundation
internal import HTTP
internal import Images
internal import Sky
internal import Surveys

/// Cutouts of the DES coadds from NOIRLab's Astro Data Lab, through Simple Image Access 1.0 (IVOA, 2009): a table of the
/// images at a position, and for each band the deepest stacked one, cut to the size that was asked for.
struct DESImages: CutoutService {
    static let address = "https://datalab.noirlab.edu/sia/des_dr2"

    let base: String
    let drawing: ImageDrawing

    init(_ drawing: ImageDrawing, endpoint: String?) {
        base = endpoint ?? Self.address
        self.drawing = drawing
    }

    /// Side of the images in pixels: a few more than the picture needs.
    private func side(of galaxy: CutoutRequest) -> Double {
        2 * galaxy.halfSide.arcseconds / drawing.survey.pixelScaleArcsec + 6
    }

    func address(of galaxy: CutoutRequest) -> String {
        let height = side(of: galaxy) * drawing.survey.pixelScaleArcsec / 3600
        // The first size is one of right ascension, which shrinks towards the poles.
        let width = min(180, height / max(galaxy.position.dec.cosine, 1e-6))
        return "\(base)?POS=\(galaxy.position.ra.degrees.decimal()),\(galaxy.position.dec.degrees.decimal())"
            + "&SIZE=\(width.decimal()),\(height.decimal())"
            + "&VERB=2"
    }

    func fetch(_ galaxy: CutoutRequest, client: HTTPClient, scratch: ScratchFiles) throws -> FetchedCutout {
        let side = side(of: galaxy)
        var requests = 0
        var url = address(of: galaxy)
        func ask<Result>(_ address: String, _ accept: (HTTPAnswer) throws -> Result) throws -> Result {
            url = address
            do {
                let result = try client.get(address, accept: accept)
                requests += 1
                return result
            } catch let failure as HTTPFailure {
                throw FetchTrouble(failure, earlier: requests)
            }
        }
        let images = try ask(url) { try SIATable.images($0, scratch: scratch) }
        var files: [(band: String, bytes: [UInt8])] = []
        for band in drawing.survey.bands {
            guard let image = SIATable.deepest(of: images, band: band) else {
                throw FetchTrouble(
                    url: url, attempts: requests,
                    reason: "the archive has no stacked image in band \(band) at this position", isPermanent: true)
            }
            let bytes = try ask(image.url) { answer in
                let bytes = try AnswerCheck.image(answer)
                try scratch.with(bytes, suffix: ".fits") { try drawing.check($0, galaxy, side: side) }
                return bytes
            }
            files.append((band, bytes))
        }
        do {
            var cutout = try drawn(files.map(\.bytes), galaxy, scratch)
            cutout.images = files.map { ("\($0.band).fits", $0.bytes) }
            cutout.attempts = requests
            return cutout
        } catch let error as AnswerRejected {
            throw FetchTrouble(
                url: url, attempts: requests, reason: error.description, isPermanent: !error.isTemporary)
        }
    }

    private func drawn(
        _ images: [[UInt8]], _ galaxy: CutoutRequest, _ scratch: ScratchFiles, paths: [String] = []
    ) throws -> FetchedCutout {
        guard let first = images.first else { return try drawing.draw(paths, galaxy) }
        return try scratch.with(first, suffix: ".fits") { path in
            try drawn(Array(images.dropFirst()), galaxy, scratch, paths: paths + [path])
        }
    }
}
