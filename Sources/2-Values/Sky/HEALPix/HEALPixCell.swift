/// A pixel by its place in a base pixel.
struct HEALPixCell: Equatable {
    /// The base pixel: 0…3 around the north pole, 4…7 along the equator, 8…11 around the south pole, eastward.
    var face: Int
    /// Counted from the south-western edge of the base pixel to the north-east.
    var x: Int
    /// Counted from the south-eastern edge of the base pixel to the north-west.
    var y: Int

    /// The same cell counted in the base pixel where it really lies, when `x` or `y` is one beyond its own.
    ///
    /// The 12 base pixels are 12 squares of the plane that meet along whole edges; around the poles an edge meets the next
    /// one after a quarter turn. At the eastern and western corners of the polar base pixels, which are the northern and
    /// southern corners of the equatorial ones, three meet, and there is no fourth: nil.
    func wrapped(side: Int) -> HEALPixCell? {
        let (beyondX, beyondY) = (x < 0 ? -1 : x >= side ? 1 : 0, y < 0 ? -1 : y >= side ? 1 : 0)
        if beyondX == 0 && beyondY == 0 { return self }
        let (row, quarter, last) = (face >> 2, face & 3, side - 1)
        let (insideX, insideY) = (x - beyondX * side, y - beyondY * side)
        func cell(_ row: Int, _ quarter: Int, _ x: Int, _ y: Int) -> HEALPixCell {
            HEALPixCell(face: 4 * row + (quarter & 3), x: x, y: y)
        }
        switch (row, beyondX, beyondY) {
        case (0, 1, 0): return cell(0, quarter + 1, y, last)
        case (0, 0, 1): return cell(0, quarter - 1, last, x)
        case (0, 1, 1): return cell(0, quarter + 2, last, last)
        case (0, -1, 0): return cell(1, quarter, insideX, y)
        case (0, 0, -1): return cell(1, quarter + 1, x, insideY)
        case (0, -1, -1): return cell(2, quarter, insideX, insideY)
        case (1, 1, 0): return cell(0, quarter, insideX, y)
        case (1, 0, 1): return cell(0, quarter - 1, x, insideY)
        case (1, -1, 0): return cell(2, quarter - 1, insideX, y)
        case (1, 0, -1): return cell(2, quarter, x, insideY)
        case (1, 1, -1): return cell(1, quarter + 1, insideX, insideY)
        case (1, -1, 1): return cell(1, quarter - 1, insideX, insideY)
        case (2, 1, 0): return cell(1, quarter + 1, insideX, y)
        case (2, 0, 1): return cell(1, quarter, x, insideY)
        case (2, -1, 0): return cell(2, quarter - 1, y, 0)
        case (2, 0, -1): return cell(2, quarter + 1, 0, x)
        case (2, 1, 1): return cell(0, quarter, insideX, insideY)
        case (2, -1, -1): return cell(2, quarter + 2, 0, 0)
        default: return nil
        }
    }
}
