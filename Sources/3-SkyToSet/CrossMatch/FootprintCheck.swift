internal import Files
import Sky
import Tables

/// Whether two catalogues look at the same part of the sky, and whether one of them would if its right ascension and
/// declination were exchanged.
struct FootprintCheck {
    /// Share of the left positions that lie in the right catalogue's footprint.
    let leftInside: Double
    /// Share of the right positions that lie in the left catalogue's footprint.
    let rightInside: Double
    /// The larger share that the left, and the right, catalogue would have with its coordinates exchanged.
    let leftSwapped, rightSwapped: Double

    /// Below this share a catalogue lies outside of the other.
    static let outside = 0.01

    /// Footprints are cells of 0.9 degrees with positions in them, and their neighbours.
    init(_ left: [SkyCoordinate], _ right: [SkyCoordinate]) {
        let (leftArea, rightArea) = (Footprint(left), Footprint(right))
        leftInside = rightArea.share(of: left)
        rightInside = leftArea.share(of: right)
        guard max(leftInside, rightInside) < FootprintCheck.outside else {
            (leftSwapped, rightSwapped) = (0, 0)
            return
        }
        let (leftTurned, rightTurned) = (Self.swapped(left), Self.swapped(right))
        leftSwapped = max(
            rightArea.share(of: leftTurned, total: left.count), Footprint(leftTurned).share(of: right))
        rightSwapped = max(
            leftArea.share(of: rightTurned, total: right.count), Footprint(rightTurned).share(of: left))
    }

    /// True when (nearly) no position of either lies within the other's footprint.
    var isDisjoint: Bool { max(leftInside, rightInside) < FootprintCheck.outside }

    /// Throws ``InputError`` when the catalogues do not overlap and there is no pair, or exchanged coordinates explain it.
    func check(left: CataloguePositions, right: CataloguePositions, pairs: Int) throws {
        guard isDisjoint else { return }
        for (side, other, share) in [(left, right, leftSwapped), (right, left, rightSwapped)] where share > 0.5 {
            throw InputError(
                file: side.path, column: side.columns.ra.name,
                problem:
                    "hardly any position lies within the footprint of \(other.path), but \(AlignedText.percent(share)) do with "
                    + "right ascension and declination exchanged: they seem to be swapped",
                remedy:
                    "Name '\(side.columns.dec.name)' as right ascension and '\(side.columns.ra.name)' as declination")
        }
        guard pairs == 0 else { return }
        throw InputError(
            file: left.path,
            problem:
                "\(AlignedText.percent(leftInside)) of its positions lie within the footprint of \(right.path), and "
                + "\(AlignedText.percent(rightInside)) the other way round: the catalogues do not overlap",
            remedy: "Check that both hold right ascension and declination (ICRS) in degrees")
    }

    private static func swapped(_ positions: [SkyCoordinate]) -> [SkyCoordinate] {
        positions.compactMap { position in
            let (ra, dec) = (position.ra.degrees, position.dec.degrees)
            // What stood in the column of right ascension may have been negative, as declinations are.
            return try? SkyCoordinate(
                ra: Angle(degrees: dec < 0 ? dec + 360 : dec), dec: Angle(degrees: ra > 180 ? ra - 360 : ra))
        }
    }

    /// Cells of the sky that a catalogue has positions in, and those around them.
    private struct Footprint {
        private static let cells = HEALPix(order: 6)
        private var isCovered = [Bool](repeating: false, count: cells.pixelCount)

        init(_ positions: [SkyCoordinate]) {
            var isFilled = isCovered
            for position in positions { isFilled[Self.cells.pixel(of: position)] = true }
            for pixel in isFilled.indices where isFilled[pixel] {
                isCovered[pixel] = true
                for case let neighbour? in Self.cells.neighbours(of: pixel) { isCovered[neighbour] = true }
            }
        }

        func share(of positions: [SkyCoordinate], total: Int? = nil) -> Double {
            let inside = positions.count { isCovered[Self.cells.pixel(of: $0)] }
            return Double(inside) / Double(max(1, total ?? positions.count))
        }
    }
}
