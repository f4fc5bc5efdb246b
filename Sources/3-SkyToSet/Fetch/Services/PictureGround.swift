package import Images

/// The plain ground of a picture, on which nothing of the sky is drawn: padding at the edge of a survey, or the paper
/// under the words of an error message.
///
/// SDSS's image service answers a position outside its footprint with a picture of the right size, status 200, that
/// is black but for the sentence "Requested (ra, dec) is outside the SDSS footprint." (source of `ImgCutout`,
/// `canvas.drawDebugMessage`), and draws other errors the same way. The Legacy Surveys' viewer draws such a place
/// plain (`blank_ok` in its `map/views.py`).
///
/// A drawn ground is exact: in a JPEG, whose pixels are coded in blocks of 8 x 8, a block without a letter has one
/// luminance, to the last bit, and every such block has the same. Noise of the sky never is. The ground are the
/// blocks of the commonest such luminance, in areas that reach the border of the picture.
///
/// Measured on the sample data (11,546 real pictures of SDSS, DECaLS and DES, 39 to 256 pixels; a tenth of them also
/// enlarged 4 times, with one side or two sides painted over, and reduced to 64 pixels): none is refused. Four real
/// pictures have two corners and a tenth of the area in the ground, and nothing of the ground in their middle, of
/// which a refusal needs half; one has three corners, with 0.15 of the area (needs 0.25) and 0.81 of its other blocks
/// soft (needs less than 0.75). Of 4,320 pictures of words (five sizes from 64 to 424 pixels, two typefaces of 6 to
/// 42 points, black, grey and white grounds, JPEG quality 50 to 95), one sentence or a name in black, grey or white
/// letters is told in all, with a median of 0.9 of the area in the ground; a page full of words in 0.92 of those of
/// 64 pixels and in all larger ones.
package struct PictureGround: Sendable, Equatable {
    /// Share of the picture's blocks that belong to the ground, 0…1.
    let share: Double
    /// How many of the four corners do.
    let corners: Int
    /// Share of the ground in the middle, a quarter of the side wide, where the galaxy would be.
    let middle: Double
    /// Share of the ground that is one area.
    let largestArea: Double
    /// Share of the other blocks in which the luminance differs by 48 of 255 at most: sky does, letters do not.
    let softness: Double
    /// Share of the pixels in the other blocks that are as the ground, within 16 of 255.
    let likeness: Double

    /// - Parameter picture: 16 pixels or more on a side, as decoded; the last rows and columns that fill no block are
    /// left out.
    package init(_ picture: RGBImage) {
        let blocks = LuminanceBlocks(picture)
        let ground = blocks.ground
        let count = blocks.columns * blocks.rows
        share = Double(ground.count { $0 }) / Double(count)
        corners = [0, blocks.columns - 1, count - blocks.columns, count - 1].count { ground[$0] }
        largestArea = blocks.largestArea
        middle = blocks.middle
        let others = ground.indices.filter { !ground[$0] }
        softness =
            Double(others.count { blocks.high[$0] - blocks.low[$0] <= 48 }) / Double(max(1, others.count))
        likeness =
            Double(others.reduce(0) { $0 + blocks.pixels(like: blocks.level, in: $1) })
            / Double(max(1, others.count * LuminanceBlocks.side * LuminanceBlocks.side))
    }

    /// True when the picture shows no sky where the galaxy should be: it is plain there, or there are words on it.
    package var hasNoSky: Bool {
        let isPlain = share >= 0.1 && corners >= 2 && middle >= 0.5
        let isWords = share >= 0.25 && corners >= 3 && softness < 0.75 && likeness >= 0.5
        return isPlain || isWords
    }

    /// Share of the picture that is padding, to a block; 0 where the ground is scattered, as black sky is (in the
    /// sample data the largest area of such a sky holds 0.52 of it or less, that of padding 0.69 or more).
    package var padding: Double { share >= 0.02 && largestArea >= 0.6 ? share : 0 }
}
