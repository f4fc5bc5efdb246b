internal import CFITSIO
internal import Files

extension FITSFile {
    /// Number of the first unit whose EXTNAME is this, in any case; nil when none has it.
    public func unit(named name: String) throws(FITSError) -> Int? {
        for hdu in 0..<count {
            if try header(hdu: hdu).string("EXTNAME")?.uppercased() == name.uppercased() { return hdu }
        }
        return nil
    }

    /// True when a unit holds an image with pixels, compressed or not.
    public func isImage(hdu: Int) throws(FITSError) -> Bool {
        try locked { () throws(FITSError) in
            try move(to: hdu)
            var kind: Int32 = 0
            var axes: Int32 = 0
            var status: Int32 = 0
            ffghdt(handle, &kind, &status)
            if status == 0, kind == IMAGE_HDU { ffgidm(handle, &axes, &status) }
            try FITSError.check(status, file: path, hdu: hdu, doing: "its type cannot be read")
            return axes > 0
        }
    }

    /// Reads many parts of one image in one pass over it.
    ///
    /// Of a tile-compressed image every tile is decompressed at most once, and only if a part touches it. Of a plain one
    /// only the parts' own bytes are read.
    /// - Parameters:
    ///   - regions: inside the image; they may overlap, in any order.
    ///   - hdu: from 0.
    ///   - plane: which plane of a cube, from 0.
    /// - Returns: for each region its pixels, row-major from the bottom row, BSCALE and BZERO applied, blanks as NaN.
    public func parts(_ regions: [Region], hdu: Int, plane: Int = 0) throws(FITSError) -> [[Float]] {
        try locked { () throws(FITSError) in
            try read(regions, hdu: hdu, plane: plane, as: TFLOAT, native: .float32, zero: Float(0), blank: Float.nan)
        }
    }

    /// Reads many parts of an integer image, as a mask of 32 bits, in one pass; see ``parts(_:hdu:plane:)``.
    /// - Throws: also for values that 32 bits cannot hold.
    public func integerParts(_ regions: [Region], hdu: Int, plane: Int = 0) throws(FITSError) -> [[Int32]] {
        try locked { () throws(FITSError) in
            try read(regions, hdu: hdu, plane: plane, as: TINT, native: .int32, zero: Int32(0), blank: nil)
        }
    }

    /// - Parameter native: the pixels' type that has the values' own 32 bits, in the other byte order.
    private func read<Value: RiceValue>(
        _ regions: [Region], hdu: Int, plane: Int, as code: Int32,
        native: FITSImage.PixelType, zero: Value, blank: Value?
    ) throws(FITSError) -> [[Value]] {
        try move(to: hdu)
        let shape = try readShape(hdu: hdu)
        for region in regions { try check(region, plane: plane, in: shape, hdu: hdu) }
        if shape.compressedTile == nil, shape.type == native,
            let start = try plainStart(shape, hdu: hdu, plane: plane)
        {
            defer { mapped?.release() }
            return regions.map { region in
                [Value](unsafeUninitializedCapacity: region.width * region.height) { buffer, count in
                    count = region.width * region.height
                    buffer.withMemoryRebound(to: UInt32.self) { words in
                        for row in 0..<region.height {
                            let line = start + 4 * ((region.y + row) * shape.width + region.x)
                            (UnsafeMutableRawPointer(words.baseAddress!) + 4 * row * region.width)
                                .copyMemory(from: line, byteCount: 4 * region.width)
                        }
                        for index in 0..<count { words[index] = words[index].bigEndian }
                    }
                }
            }
        }
        var results = regions.map { [Value](repeating: zero, count: $0.width * $0.height) }
        let blank = shape.keepsInfinities ? nil : blank
        let tiles = riceTiles(regions, shape: shape, plane: plane)
        defer { if tiles != nil { mapped?.release() } }
        var scratch = [Int32](repeating: 0, count: tiles.map { $0.tile.width * $0.tile.height } ?? 0)
        for piece in PartsPlan.pieces(of: regions, shape: shape) {
            if let tiles,
                try read(
                    piece, regions, of: tiles, shape: shape, hdu: hdu, plane: plane, scratch: &scratch, into: &results)
            {
                continue
            }
            try read(
                piece, regions, shape: shape, hdu: hdu, plane: plane, as: code, zero: zero, blank: blank, into: &results
            )
        }
        return results
    }

    /// Reads one rectangle and gives every region its share.
    private func read<Value: BitwiseCopyable>(
        _ piece: PartsPlan.Piece, _ regions: [Region], shape: Shape, hdu: Int, plane: Int, as code: Int32, zero: Value,
        blank: Value?, into results: inout [[Value]]
    ) throws(FITSError) {
        let area = piece.area
        try checkTiles(area, plane: plane, shape: shape, hdu: hdu)
        var first = shape.element(x: area.x, y: area.y, plane: plane)
        var last = shape.element(x: area.x + area.width - 1, y: area.y + area.height - 1, plane: plane)
        var step = [Int](repeating: 1, count: FITSFile.mostAxes)
        var anyBlank: Int32 = 0
        var status: Int32 = 0
        var scratch = [Value](repeating: zero, count: area.width * area.height)
        var null = blank ?? zero
        scratch.withUnsafeMutableBytes { target in
            withUnsafeMutableBytes(of: &null) { null in
                _ = ffgsv(
                    handle, code, &first, &last, &step, blank == nil ? nil : null.baseAddress, target.baseAddress,
                    &anyBlank, &status)
            }
        }
        try FITSError.check(
            status, file: path, hdu: hdu,
            doing: "pixels of the rows \(area.y)…\(area.y + area.height - 1) cannot be read")
        for index in piece.regions {
            let region = regions[index]
            let rows = region.rows.clamped(to: area.rows)
            let columns = region.columns.clamped(to: area.columns)
            guard !columns.isEmpty else { continue }
            results[index].withUnsafeMutableBufferPointer { target in
                scratch.withUnsafeBufferPointer { source in
                    for row in rows {
                        let from = (row - area.y) * area.width + columns.lowerBound - area.x
                        let to = (row - region.y) * region.width + columns.lowerBound - region.x
                        (target.baseAddress! + to).update(from: source.baseAddress! + from, count: columns.count)
                    }
                }
            }
        }
    }

    /// Address of a plane's first pixel in the mapped file; nil when its bytes are no plain array of 32-bit numbers.
    private func plainStart(_ shape: Shape, hdu: Int, plane: Int) throws(FITSError) -> UnsafeRawPointer? {
        var status: Int32 = 0
        for keyword in ["BSCALE", "BZERO", "BLANK"] {
            var value = 0.0
            if ffgkyd(handle, keyword, &value, nil, &status) == 0 { return nil }
            status = 0
        }
        ffcmsg()
        var header = Int64(0)
        var start = Int64(0)
        var end = Int64(0)
        ffghadll(handle, &header, &start, &end, &status)
        try FITSError.check(status, file: path, hdu: hdu, doing: "its data cannot be found")
        if mapped == nil { mapped = try? MappedFile(path) }
        // A file that is compressed as a whole begins otherwise, and its bytes are nowhere on the disk.
        guard let bytes = mapped?.bytes, bytes.starts(with: "SIMPLE".utf8) else { return nil }
        let count = 4 * shape.width * shape.height * shape.planes
        guard Int(start) + count <= bytes.count else {
            throw FITSError(
                file: path, hdu: hdu,
                message: "the file ends in its pixels: it has \(bytes.count) bytes and needs \(Int(start) + count)")
        }
        return bytes.baseAddress! + Int(start) + 4 * shape.width * shape.height * plane
    }
}
