internal import Cutouts
internal import Files
internal import Foundation
internal import HTTP
internal import Images
internal import Sky
internal import Surveys

/// Cutouts through Simple Image Access 1.0 (IVOA, 2009), as NOIRLab's Astro Data Lab has them of the DES coadds: a table of
/// the images at a position, and for each band the deepest stacked one, cut to the size that was asked for; where a galaxy
/// lies at the edge of a tile, the next, until one holds the whole field.
///
/// After the manual of the Data Lab (datalab.noirlab.edu/docs/manual, "Simple Image Access") and its notebook
/// "How to use the Simple Image Access service": `POS=ra,dec`, `SIZE` in degrees with the first divided by the cosine of
/// the declination, columns `access_url`, `obs_bandpass`, `exptime`, `proctype` (`Stack`), `prodtype` (`image`). The
/// `access_url` (`svc/cutout?col=des_dr2&siaRef=TILE_r4907p01_g.fits.fz&extn=1&POS=…&SIZE=…`) is asked as it stands: a `+`
/// in the name of a tile must not be escaped.
struct AccessImages: CutoutService {
    /// At a corner, four tiles of DES overlap.
    private static let mostTiles = 4

    let base: String
    let drawing: ImageDrawing

    init(_ drawing: ImageDrawing, address: String) {
        base = address
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
            } catch let error as InputError where address != self.address(of: galaxy) {
                // The archive's own address, not the user's.
                throw FetchTrouble(
                    url: self.address(of: galaxy), attempts: requests,
                    reason: "the archive's table names an address that is none: \(error.problem.prefix(200))",
                    isPermanent: true)
            }
        }
        let images = try ask(url) { try SIATable.images($0, scratch: scratch) }
        /// The first whole image of a band, else the largest part of one.
        func best(_ stacks: [SIATable.Image]) throws -> [UInt8] {
            var part: (bytes: [UInt8], share: Double)?
            var trouble: FetchTrouble?
            for stack in stacks.prefix(Self.mostTiles) {
                do {
                    let found = try ask(stack.url) { answer in
                        let bytes = try AnswerCheck.cutout(
                            answer, limit: client.settings.maximumBytes, scratch: scratch)
                        let share = try scratch.with(bytes, suffix: ".fits") {
                            try drawing.check($0, galaxy, side: side)
                        }
                        return (bytes: bytes, share: share)
                    }
                    if found.share > part?.share ?? 0 { part = found }
                    if found.share == 1 { break }
                } catch let error as FetchTrouble where error.isPermanent {
                    requests = error.attempts
                    trouble = trouble ?? error
                }
            }
            if let part { return part.bytes }
            throw trouble ?? FetchTrouble(url: url, attempts: requests, reason: "no image came", isPermanent: true)
        }
        var files: [(band: String, bytes: [UInt8])] = []
        for band in drawing.survey.bands {
            let stacks = SIATable.stacks(of: images, band: band)
            guard !stacks.isEmpty else {
                throw FetchTrouble(
                    url: url, attempts: requests,
                    reason: "the archive has no stacked image in band \(band) at this position", isPermanent: true)
            }
            files.append((band, try best(stacks)))
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
