internal import CFITSIO
public import Files
internal import Synchronization

/// A FITS file open for reading, through cfitsio.
///
/// Safe to share between threads: every call holds the file's own lock, or one lock for all files where cfitsio was
/// built without `_REENTRANT`. Names are taken literally (no cfitsio extended syntax such as `[1]` or `http://`).
///
/// ```swift
/// let file = try FITSFile("DES0000+0209_r.fits.fz")
/// let image = try file.image(hdu: 1, region: .init(x: 100, y: 100, width: 64, height: 64))
/// let wcs = try WCS(image.header)
/// ```
public final class FITSFile: @unchecked Sendable {  // `handle` is touched only inside `locked`
    /// A rectangle of pixels, from 0; it must lie inside the image.
    public struct Region: Sendable, Equatable {
        public let x, y, width, height: Int

        package var columns: Range<Int> { x..<x + width }
        package var rows: Range<Int> { y..<y + height }

        public init(x: Int, y: Int, width: Int, height: Int) {
            self.x = x
            self.y = y
            self.width = width
            self.height = height
        }
    }

    /// Path of the file, or of a piece of one as ``FilePiece`` writes it.
    public let path: String
    /// Number of header-data units.
    public let count: Int

    let handle: UnsafeMutablePointer<fitsfile>
    /// The file's bytes, mapped when parts are first read from it; those of a piece from the start. Touched only inside
    /// `locked`.
    var mapped: MappedFile?
    /// Where cfitsio looks for address and length of a piece, which it takes for a file in memory.
    private let memory: UnsafeMutablePointer<(address: UnsafeMutableRawPointer?, count: Int)>
    private let lock = Mutex<Void>(())
    static let library = Mutex<Void>(())
    /// Axes of an image, most of them of one element.
    static let mostAxes = 9
    static let isReentrant = fits_is_reentrant() == 1

    /// Opens a file for reading.
    /// - Throws: ``FITSError`` when it is missing, unreadable or not FITS, or cfitsio is of another version than the one
    ///   that this was built for.
    public convenience init(_ path: String) throws(FITSError) {
        try self.init(FilePiece(path: path))
    }

    /// Opens a file, or a piece of one such as a cutout in a store, for reading.
    /// - Throws: ``FITSError``, also for a piece that is compressed as a whole.
    public init(_ piece: FilePiece) throws(FITSError) {
        let path = piece.description
        try CFITSIOVersion.check(file: path)
        let mapped = piece.count == nil ? nil : try FITSFile.mapped(piece)
        if mapped == nil { try FITSFile.checkKind(path) }
        try FITSHeaderCheck.run(mapped ?? (try? MappedFile(path)), path: path)
        let memory = UnsafeMutablePointer<(address: UnsafeMutableRawPointer?, count: Int)>.allocate(capacity: 1)
        memory.initialize(
            to: (UnsafeMutableRawPointer(mutating: mapped?.bytes.baseAddress), mapped?.bytes.count ?? 0))
        do {
            (handle, count) = try FITSFile.open(path, memory, isPiece: mapped != nil)
        } catch {
            memory.deallocate()
            throw error
        }
        self.path = path
        self.memory = memory
        self.mapped = mapped
    }

    private static func open(
        _ path: String, _ memory: UnsafeMutablePointer<(address: UnsafeMutableRawPointer?, count: Int)>, isPiece: Bool
    ) throws(FITSError) -> (UnsafeMutablePointer<fitsfile>, Int) {
        var opened: UnsafeMutablePointer<fitsfile>?
        var number: Int32 = 0
        // Opening touches cfitsio's table of open files, so it is always done one at a time.
        try FITSFile.library.withLock { _ throws(FITSError) in
            var status: Int32 = 0
            if isPiece {
                ffomem(
                    &opened, "piece", READONLY, memory.pointer(to: \.address), memory.pointer(to: \.count), 0, nil,
                    &status)
            } else {
                ffdkopn(&opened, path, READONLY, &status)
            }
            try FITSError.check(status, file: path, hdu: nil, doing: "cannot be opened as FITS")
            ffthdu(opened, &number, &status)
            if status != 0 {
                var ignored: Int32 = 0
                ffclos(opened, &ignored)
            }
            try FITSError.check(status, file: path, hdu: nil, doing: "its units cannot be counted")
        }
        guard let opened else { throw FITSError(file: path, message: "cfitsio returned no file") }
        return (opened, Int(number))
    }

    deinit {
        FITSFile.library.withLock { _ in
            var status: Int32 = 0
            ffclos(handle, &status)
        }
        memory.deallocate()
    }

    /// All cards of a unit, in order.
    public func header(hdu: Int) throws(FITSError) -> FITSHeader {
        try locked { () throws(FITSError) in
            try move(to: hdu)
            return try readHeader(hdu: hdu)
        }
    }

    /// Size and pixel type of a unit's image.
    /// - Throws: when the unit is a table, has no array, or has pixels of a type that ``FITSImage/PixelType`` lacks.
    public func shape(hdu: Int) throws(FITSError) -> Shape {
        try locked { () throws(FITSError) in
            try move(to: hdu)
            return try readShape(hdu: hdu)
        }
    }

    /// Reads an image or only a part of it.
    /// - Parameters:
    ///   - hdu: from 0.
    ///   - plane: which plane of a cube (NAXIS3), from 0.
    ///   - region: only these pixels are read from the disk; nil means all.
    /// - Returns: the pixels with BSCALE and BZERO applied, blank integers as NaN, and the unit's whole header; the
    ///   header's WCS still counts from the corner of the full image.
    public func image(hdu: Int = 0, plane: Int = 0, region: Region? = nil) throws(FITSError) -> FITSImage {
        try locked { () throws(FITSError) in
            try move(to: hdu)
            let shape = try readShape(hdu: hdu)
            let part = region ?? Region(x: 0, y: 0, width: shape.width, height: shape.height)
            try check(part, plane: plane, in: shape, hdu: hdu)
            try checkTiles(part, plane: plane, shape: shape, hdu: hdu)
            var first = shape.element(x: part.x, y: part.y, plane: plane)
            var last = shape.element(x: part.x + part.width - 1, y: part.y + part.height - 1, plane: plane)
            var step = [Int](repeating: 1, count: FITSFile.mostAxes)
            var blank = Float.nan
            var anyBlank: Int32 = 0
            var status: Int32 = 0
            let pixels = [Float](unsafeUninitializedCapacity: part.width * part.height) { buffer, count in
                if shape.keepsInfinities {
                    // Unchecked, so that infinities stay what they are.
                    ffgsv(handle, TFLOAT, &first, &last, &step, nil, buffer.baseAddress, &anyBlank, &status)
                } else {
                    ffgsv(handle, TFLOAT, &first, &last, &step, &blank, buffer.baseAddress, &anyBlank, &status)
                }
                if status != 0 { buffer.initialize(repeating: 0) }
                count = part.width * part.height
            }
            try FITSError.check(status, file: path, hdu: hdu, doing: "pixels cannot be read")
            return FITSImage(
                width: part.width, height: part.height, pixels: pixels, type: shape.type,
                header: try readHeader(hdu: hdu))
        }
    }

    func check(_ part: Region, plane: Int, in shape: Shape, hdu: Int) throws(FITSError) {
        guard (0..<shape.planes).contains(plane) else {
            throw FITSError(file: path, hdu: hdu, message: "has \(shape.planes) planes, no plane \(plane)")
        }
        guard part.x >= 0, part.y >= 0, part.width > 0, part.height > 0,
            part.x + part.width <= shape.width, part.y + part.height <= shape.height
        else {
            throw FITSError(
                file: path, hdu: hdu,
                message: "has \(shape.width) x \(shape.height) pixels; the part \(part.width) x \(part.height) at "
                    + "(\(part.x), \(part.y)) is not inside")
        }
    }

    func locked<T>(_ body: () throws(FITSError) -> T) throws(FITSError) -> T {
        if FITSFile.isReentrant {
            return try lock.withLock { _ throws(FITSError) in try body() }
        }
        return try FITSFile.library.withLock { _ throws(FITSError) in try body() }
    }

    func move(to hdu: Int) throws(FITSError) {
        guard (0..<count).contains(hdu) else {
            throw FITSError(file: path, hdu: hdu, message: "not there: the file has \(count) unit(s), counted from 0")
        }
        var status: Int32 = 0
        var kind: Int32 = 0
        // cfitsio notes here that a unit's floats are compressed as they are, and does not take the note back at the next
        // compressed unit, whose whole numbers it would then take for floats.
        if Int(handle.pointee.HDUposition) != hdu { handle.pointee.Fptr.pointee.quantize_level = 0 }
        ffmahd(handle, Int32(hdu + 1), &kind, &status)
        try FITSError.check(status, file: path, hdu: hdu, doing: "cannot be reached")
    }

    func readShape(hdu: Int) throws(FITSError) -> Shape {
        var status: Int32 = 0
        var kind: Int32 = 0
        ffghdt(handle, &kind, &status)
        try FITSError.check(status, file: path, hdu: hdu, doing: "its type cannot be read")
        guard kind == IMAGE_HDU else { throw FITSError(file: path, hdu: hdu, message: "holds a table, not an image") }
        var bitpix: Int32 = 0
        var axes: Int32 = 0
        var lengths = [Int](repeating: 1, count: FITSFile.mostAxes)
        ffgipr(handle, Int32(FITSFile.mostAxes), &bitpix, &axes, &lengths, &status)
        try FITSError.check(status, file: path, hdu: hdu, doing: "its size cannot be read")
        let long = lengths.indices.dropFirst(2).filter { lengths[$0] != 1 }
        guard (2...FITSFile.mostAxes).contains(Int(axes)), lengths[0] > 0, lengths[1] > 0, long.count <= 1 else {
            throw FITSError(
                file: path, hdu: hdu,
                message: "has \(axes) axes; an image has 2, or 3 with one band a plane, and others of length 1 only")
        }
        // Below what counts bytes and bits beyond 64 bits, and above any disk.
        var pixels = 1
        for length in lengths {
            let (product, isTooLarge) = pixels.multipliedReportingOverflow(by: length)
            guard !isTooLarge, product >= 0, product < 1 << 50 else {
                throw FITSError(
                    file: path, hdu: hdu, message: "has \(lengths[0]) x \(lengths[1]) pixels, which no disk holds")
            }
            pixels = product
        }
        let planeAxis = long.first ?? 2
        guard let type = FITSImage.PixelType.allCases.first(where: { $0.bitpix == bitpix }) else {
            throw FITSError(
                file: path, hdu: hdu, message: "has BITPIX = \(bitpix); -64, -32, 32, 16 and 8 are supported")
        }
        let isCompressed = fits_is_compressed_image(handle, &status) != 0
        try FITSError.check(status, file: path, hdu: hdu, doing: "its compression cannot be read")
        var tile = [Int](repeating: 1, count: Int(axes))
        if isCompressed {
            for axis in tile.indices {
                // The standard's default: a tile is a row.
                if ffgkyj(handle, "ZTILE\(axis + 1)", &tile[axis], nil, &status) == KEY_NO_EXIST {
                    status = 0
                    tile[axis] = axis == 0 ? lengths[0] : 1
                }
            }
            ffcmsg()
            try FITSError.check(status, file: path, hdu: hdu, doing: "its tiles cannot be read")
        }
        return Shape(
            width: lengths[0], height: lengths[1], planes: lengths[planeAxis], planeAxis: planeAxis, type: type,
            compressedTile: isCompressed ? (tile[0], tile[1]) : nil)
    }

    func readHeader(hdu: Int) throws(FITSError) -> FITSHeader {
        var status: Int32 = 0
        var existing: Int32 = 0
        var room: Int32 = 0
        ffghsp(handle, &existing, &room, &status)
        try FITSError.check(status, file: path, hdu: hdu, doing: "its header cannot be read")
        var header = FITSHeader()
        var keyword = [CChar](repeating: 0, count: 75)
        var value = [CChar](repeating: 0, count: 72)
        var comment = [CChar](repeating: 0, count: 73)
        for number in 0..<max(existing, 0) {
            ffgkyn(handle, number + 1, &keyword, &value, &comment, &status)
            try FITSError.check(status, file: path, hdu: hdu, doing: "header card \(number + 1) cannot be read")
            let name = FITSError.text(keyword)
            if name == "CONTINUE", case .string(let start)? = header.cards.last?.value, start.hasSuffix("&") {
                // A long string goes on here: '…&' and then CONTINUE '…' (standard 4.0, section 4.2.1.2).
                let raw = FITSError.text(value).isEmpty ? FITSError.text(comment) : FITSError.text(value)
                let more = FITSCard.unquoted(raw.drop { $0 == " " }.description)
                header.cards[header.cards.count - 1].value = .string(start.dropLast() + more)
                continue
            }
            header.cards.append(FITSCard(keyword: name, text: FITSError.text(value), comment: FITSError.text(comment)))
        }
        let isCompressed = fits_is_compressed_image(handle, &status) != 0
        try FITSError.check(status, file: path, hdu: hdu, doing: "its header cannot be read")
        return isCompressed ? header.uncompressed : header
    }
}
