internal import CFITSIO
internal import Files

extension FITSFile {
    /// The Rice-coded tiles that the regions need; nil when cfitsio has to read the image.
    func riceTiles(_ regions: [Region], shape: Shape, plane: Int) -> RiceTiles? {
        guard shape.compressedTile != nil, let low = regions.map(\.rows.lowerBound).min(),
            let high = regions.map(\.rows.upperBound).max()
        else { return nil }
        if mapped == nil { mapped = try? MappedFile(path) }
        // A file that is compressed as a whole begins otherwise.
        guard let bytes = mapped?.bytes, bytes.starts(with: "SIMPLE".utf8) else { return nil }
        return RiceTiles(handle, bytes: bytes, shape: shape, plane: plane, rows: low..<high)
    }

    /// Gives every region its share of one rectangle.
    ///
    /// Each tile is decoded whole, although regions may need its first pixels only: bytes that were changed give other
    /// pixels and seldom end where the pixels do, and this is the one sign of it.
    /// - Parameter scratch: room for a tile.
    /// - Returns: false when cfitsio has to read the rectangle.
    /// - Throws: when a tile's bytes do not end where its pixels do.
    func read<Value: RiceValue>(
        _ piece: PartsPlan.Piece, _ regions: [Region], of tiles: RiceTiles, shape: Shape, hdu: Int, plane: Int,
        scratch: inout [Int32], into results: inout [[Value]]
    ) throws(FITSError) -> Bool {
        let (area, tile) = (piece.area, tiles.tile)
        let tileRows = (shape.height + tile.height - 1) / tile.height
        for tileRow in area.y / tile.height...(area.rows.upperBound - 1) / tile.height {
            let rows = tileRow * tile.height..<min((tileRow + 1) * tile.height, shape.height)
            let touched = piece.regions.filter { regions[$0].rows.overlaps(rows) }
            for tileColumn in area.x / tile.width...(area.columns.upperBound - 1) / tile.width {
                let columns = tileColumn * tile.width..<min((tileColumn + 1) * tile.width, shape.width)
                let here = touched.filter { regions[$0].columns.overlaps(columns) }
                guard !here.isEmpty else { continue }
                let number = (plane * tileRows + tileRow) * tiles.columns + tileColumn
                let outcome = scratch.withUnsafeMutableBufferPointer { scratch -> RiceDecoder.Outcome in
                    let pixels = UnsafeMutableBufferPointer(rebasing: scratch[..<(columns.count * rows.count)])
                    let outcome = tiles.decode(tile: number, into: pixels)
                    guard outcome == .whole, let source = scratch.baseAddress else { return outcome }
                    let scaling = tiles.scaling(tile: number)
                    let isShared = here.allSatisfy { index in
                        FITSFile.share(
                            regions[index], rows: rows, columns: columns, source, scaling, into: &results[index])
                    }
                    return isShared ? .whole : .short
                }
                switch outcome {
                case .whole: continue
                case .short: return false
                case .leftover:
                    throw FITSError(
                        file: path, hdu: hdu,
                        message: "pixels of the rows \(rows.lowerBound)…\(rows.upperBound - 1) are damaged: their "
                            + "compressed bytes do not end where the pixels do")
                }
            }
        }
        return true
    }

    /// Gives a region its share of one tile.
    private static func share<Value: RiceValue>(
        _ region: Region, rows: Range<Int>, columns: Range<Int>, _ source: UnsafePointer<Int32>,
        _ scaling: RiceTiles.Scaling, into result: inout [Value]
    ) -> Bool {
        let wanted = region.columns.clamped(to: columns)
        return result.withUnsafeMutableBufferPointer { target in
            region.rows.clamped(to: rows).allSatisfy { row in
                let from = (row - rows.lowerBound) * columns.count + wanted.lowerBound - columns.lowerBound
                let to = (row - region.y) * region.width + wanted.lowerBound - region.x
                return Value.fill(
                    target.baseAddress! + to, from: source + from, count: wanted.count, first: from, scaling: scaling)
            }
        }
    }
}
