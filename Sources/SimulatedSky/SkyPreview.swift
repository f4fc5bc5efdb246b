internal import Cutouts
internal import Files
public import Images
internal import Sky
internal import Tables

/// A picture for documents: the same made-up galaxies as each survey sees them.
public enum SkyPreview {
    /// Four rows of cutouts: spirals in SDSS, the same ones in DES, ellipticals in SDSS, the same ones in DES.
    /// - Parameters:
    ///   - sets: what ``LabelledSets/make(from:_:in:)`` returned; the first galaxies of the test sets that lie whole on
    ///     both surveys' images are taken.
    ///   - columns: galaxies a row, 1 or more; fewer when the sets hold fewer.
    /// - Returns: cutouts side by side with 2 black pixels between them, 10 between the classes.
    /// - Throws: `InputError` or `ImageError` when a manifest or picture cannot be read.
    public static func picture(of sets: LabelledSets, columns: Int) throws -> RGBImage {
        precondition(columns > 0, "a picture needs a column")
        let sdss = try TableFile.read(sets.testSDSS.manifest)
        let des = try TableFile.read(sets.testDES.manifest)
        let missing = try zip(sdss.doubles("missing_fraction"), des.doubles("missing_fraction")).map {
            ($0 ?? 1) + ($1 ?? 1)
        }
        let labels = try sdss.texts("label")
        var rows: [[RGBImage]] = []
        for kind in [GalaxyKind.spiral, .elliptical] {
            let chosen = labels.indices.filter { labels[$0] == kind.rawValue && missing[$0] == 0 }.prefix(columns)
            for (table, set) in [(sdss, sets.testSDSS), (des, sets.testDES)] {
                let files = try table.texts("file")
                let folder = set.manifest.split(separator: "/", omittingEmptySubsequences: false).dropLast()
                    .joined(separator: "/")
                rows.append(try chosen.map { try RGBImage(contentsOf: folder + "/" + files[$0]) })
            }
        }
        let side = rows.lazy.joined().map(\.width).max() ?? 1
        let step = side + 2
        let widest = rows.map(\.count).max() ?? 1
        var result = RGBImage(width: max(widest, 1) * step - 2, height: 4 * step + 6)
        for (row, images) in rows.enumerated() {
            for (column, image) in images.enumerated() {
                result.draw(image, left: column * step, top: row * step + (row > 1 ? 8 : 0))
            }
        }
        return result
    }

    /// One piece of the overlap side by side, as SDSS and as DES see it.
    /// - Parameters:
    ///   - sky: what ``SimulatedSky/build(_:in:progress:)`` returned.
    ///   - sets: its middle test galaxy stands in the middle of the piece.
    ///   - halfSideArcsec: from the middle to a side, above 0.
    ///   - size: pixels on a side of each of the two.
    /// - Returns: `2 * size + 4` by `size` pixels; black where a survey has no image.
    /// - Throws: `InputError` when there is no test galaxy; `FITSError`.
    public static func field(
        of sky: SimulatedSky.Paths, around sets: LabelledSets, halfSideArcsec: Double, size: Int
    ) throws -> RGBImage {
        let table = try TableFile.read(sets.testDES.manifest)
        let ids = try table.texts("id")
        guard !ids.isEmpty else {
            throw InputError(
                file: sets.testDES.manifest, problem: "there is no galaxy that both surveys see",
                remedy: "Make a sky of more galaxies")
        }
        let middle = ids.count / 2
        let position = try SkyCoordinate(
            ra: table.texts("ra")[middle], dec: table.texts("dec")[middle])
        let request = CutoutRequest(
            id: ids[middle], position: position, halfSide: Angle(arcseconds: halfSideArcsec))
        var result = RGBImage(width: 2 * size + 4, height: size)
        for (number, tiles) in [sky.sdssTiles, sky.desTiles].enumerated() {
            let cutout = try TileSet(directory: tiles).cutout(request, size: size)
            result.draw(cutout.picture(.cutouts), left: number * (size + 4), top: 0)
        }
        return result
    }
}
