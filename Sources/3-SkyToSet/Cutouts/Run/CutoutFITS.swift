internal import Images
internal import Sky

/// A galaxy's bands in the tile's own pixels and unit, as a FITS file.
///
/// Bands that share an undistorted pixel grid are the planes of one image (BAND0, BAND1 …), others are units of their own
/// (EXTNAME is the band): the conventions for distortions (SIP, TPV) know images of two axes only. Beyond the tile's edge
/// there is no number. Where pixels cannot be used, a unit MSK (or MSK_band) says why: 1 masked, 2 saturated, 4 no weight,
/// 8 no number, 16 beyond the edge.
struct CutoutFITS {
    let request: CutoutRequest
    let bands: [String]
    let made: CutoutMaker.Made
    /// Version of the program and settings of the run, for HISTORY.
    let history: [String]

    /// Cards by which a picture is drawn again: where the galaxy is, and how much sky is shown.
    static let positionCards = (ra: "RA_CUTOUT", dec: "DEC_CUTOUT")
    static let sizeCard = "SIZE_CUT"

    /// - Parameter header: gives the header of a band's tile.
    func data(header: (TileView) throws -> FITSHeader) throws -> [UInt8] {
        let headers = try made.native.map { try self.header($0, of: header($0.view)) }
        var units: [FITSImage] = []
        if isOneGrid, !CutoutFITS.isDistorted(headers[0]) {
            units.append(
                image(made.native, name: "SCI", bands: "BAND", header: headers[0]) { native, index in
                    native.window.values[index]
                })
            if let mask = mask(made.native, name: "MSK", header: headers[0]) { units.append(mask) }
        } else {
            for ((band, native), header) in zip(zip(bands, made.native), headers) {
                var header = header
                header.set(FITSCard("BAND", .string(band)))
                units.append(image([native], name: band, bands: nil, header: header) { $0.window.values[$1] })
                if let mask = mask([native], name: "MSK_" + band, header: header) { units.append(mask) }
            }
        }
        return try FITSFile.data(units, name: request.id + ".fits")
    }

    /// True when all bands have the same pixels of the sky, to a hundredth of one.
    private var isOneGrid: Bool {
        let first = made.native[0]
        func differs(_ left: SIMD2<Double>, _ right: SIMD2<Double>) -> Bool {
            let difference = left - right
            return max(abs(difference.x), abs(difference.y)) > 0.01
        }
        return made.native.dropFirst().allSatisfy { band in
            let half = Double(band.view.size) / 2
            return band.square == first.square && !differs(band.view.centre, first.view.centre)
                && !differs(half * band.view.across, half * first.view.across)
                && !differs(half * band.view.down, half * first.view.down)
                && band.view.image.calibration.zeroPoint == first.view.image.calibration.zeroPoint
        }
    }

    private func mask(_ natives: [CutoutMaker.NativeBand], name: String, header: FITSHeader) -> FITSImage? {
        guard natives.contains(where: { $0.window.flags != nil }) else { return nil }
        var mask = image(natives, name: name, bands: natives.count > 1 ? "BAND" : nil, header: header) {
            native, index in
            Float(native.window.flags?[index].rawValue ?? 0)
        }
        mask.type = .uint8
        return mask
    }

    /// - Parameter prefix: keyword before a plane's number, when planes are bands.
    private func image(
        _ natives: [CutoutMaker.NativeBand], name: String, bands prefix: String?, header: FITSHeader,
        _ value: (CutoutMaker.NativeBand, _ index: Int) -> Float
    ) -> FITSImage {
        var header = header
        header.set(FITSCard("EXTNAME", .string(name)))
        if let prefix {
            for (number, band) in bands.enumerated() { header.set(FITSCard("\(prefix)\(number)", .string(band))) }
        }
        let square = natives[0].square
        var pixels: [Float] = []
        pixels.reserveCapacity(natives.count * square.width * square.height)
        for native in natives {
            for row in native.square.rows {
                let start = (row - native.window.y) * native.window.width - native.window.x
                for column in native.square.columns { pixels.append(value(native, start + column)) }
            }
        }
        return FITSImage(
            width: square.width, height: square.height, planes: natives.count, pixels: pixels, header: header)
    }

    /// The tile's own WCS with its reference pixel moved, what tells flux from counts, and where all came from.
    private func header(_ native: CutoutMaker.NativeBand, of tile: FITSHeader) -> FITSHeader {
        var header = FITSHeader(tile.withNamedSystem.cards.filter { CutoutFITS.isKept($0.keyword) })
        if let axes = header.integer("WCSAXES"), axes > 2 { header.set(FITSCard("WCSAXES", .integer(2))) }
        for (keyword, shift) in [("CRPIX1", native.square.x), ("CRPIX2", native.square.y)] {
            header.set(FITSCard(keyword, .real((tile.real(keyword) ?? 0) - Double(shift)), "[px] in this cutout"))
        }
        let image = native.view.image
        let calibration = image.calibration
        if !calibration.agreesWithUnit { header.cards.removeAll { $0.keyword == "BUNIT" } }
        header.set(FITSCard("MAGZERO", .real(calibration.zeroPoint), calibration.origin))
        header.set(FITSCard("OBJECT", .string(request.id)))
        let (ra, dec) = CutoutFITS.positionCards
        header.set(FITSCard(ra, .real(request.position.ra.degrees), "[deg] the galaxy, ICRS"))
        header.set(FITSCard(dec, .real(request.position.dec.degrees), "[deg] the galaxy, ICRS"))
        header.set(
            FITSCard(CutoutFITS.sizeCard, .real(2 * request.halfSide.arcseconds), "[arcsec] side of the picture"))
        header.set(FITSCard("TILEFILE", .string(image.name), "cut out of this file"))
        header.set(FITSCard("TILE_X0", .integer(native.square.x), "[px] first column in the tile, from 0"))
        header.set(FITSCard("TILE_Y0", .integer(native.square.y), "[px] first row in the tile, from 0"))
        header.set(FITSCard("MISSFRAC", .real(made.missingFraction), "share without data"))
        header.set(FITSCard("MASKFRAC", .real(made.maskedFraction), "share of pixels that cannot be used"))
        header.set(FITSCard("CREATOR", .string("TuningFork")))
        for line in history { header.cards.append(FITSCard("HISTORY", .commentary, line)) }
        return header
    }

    private static func isDistorted(_ header: FITSHeader) -> Bool {
        let projection = header.string("CTYPE1")?.suffix(3) ?? ""
        return ["SIP", "TPV", "TPD", "TNX", "ZPX"].contains(String(projection)) || header["A_ORDER"] != nil
    }

    /// Cards of the primary celestial system (FITS paper II, SIP, TPV) and of the flux scale. The reference pixels of
    /// alternate systems (CRPIX1A) would be those of the tile.
    private static func isKept(_ keyword: String) -> Bool {
        let exact: Set = [
            "WCSAXES", "RADESYS", "RADECSYS", "EQUINOX", "LONPOLE", "LATPOLE", "WCSNAME", "MJD-OBS", "DATE-OBS",
            "BUNIT", "EXPTIME", "GAIN", "SATURATE", "TILENAME", "BRICKNAME", "TELESCOP", "INSTRUME", "SURVEY",
            "A_ORDER", "B_ORDER", "AP_ORDER", "BP_ORDER", "RUN", "CAMCOL", "FIELD",
        ]
        if exact.contains(keyword) { return true }
        let stem = keyword.prefix { !$0.isNumber }
        let rest = keyword.dropFirst(stem.count)
        guard rest.allSatisfy({ $0.isNumber || $0 == "_" }) else { return false }
        if ["A_", "B_", "AP_", "BP_"].contains(String(stem)) { return true }
        guard
            ["CTYPE", "CRVAL", "CRPIX", "CDELT", "CROTA", "CUNIT", "CD", "PC", "PV", "PS", "WAT"].contains(String(stem))
        else { return false }
        // Frequency and Stokes' axes of one element are gone; of PV2_10 the second number is no axis.
        let axes = rest.split(separator: "_").prefix(["CD", "PC"].contains(String(stem)) ? 2 : 1)
        return axes.allSatisfy { Int($0) ?? 0 <= 2 }
    }
}
