internal import CFITSIO
internal import Files
internal import Glibc
internal import Synchronization

extension FITSFile {
    /// Writes images as the units of one file, the first as the primary one.
    ///
    /// The file is made under another name and put in place whole, so a name never holds half a file. A card of the
    /// array's layout (BITPIX, NAXISn, BSCALE …) in the headers is ignored: the image itself says it.
    /// - Throws: ``FITSError`` when cfitsio refuses a card or an integer image holds a value that its type cannot keep;
    ///   `WriteError` when the disk refuses.
    public static func write(_ images: [FITSImage], to path: String) throws {
        precondition(!images.isEmpty, "a FITS file needs at least one unit")
        do {
            try AtomicFile.replace(path) { temporary in
                if isReentrant {
                    try create(temporary, with: images, name: path) { body in library.withLock { _ in body() } }
                } else {
                    // One lock around all of it; then opening and closing need none of their own.
                    try library.withLock { _ in try create(temporary, with: images, name: path) { body in body() } }
                }
            }
        } catch let error as FITSError
            where [FILE_NOT_CREATED, WRITE_ERROR, FILE_NOT_CLOSED].contains(Int32(error.code))
        {
            throw WriteError(
                path: path, reason: error.message, remedy: "Check that the directory exists and the disk has space")
        }
    }

    /// The bytes of a FITS file with these images; see ``write(_:to:)``.
    /// - Parameter name: what errors call it.
    /// - Throws: ``FITSError`` when cfitsio refuses a card or a value does not fit its type.
    public static func data(_ images: [FITSImage], name: String) throws(FITSError) -> [UInt8] {
        precondition(!images.isEmpty, "a FITS file needs at least one unit")
        if isReentrant {
            return try memory(images, name: name) { body in library.withLock { _ in body() } }
        }
        return try library.withLock { _ throws(FITSError) in try memory(images, name: name) { body in body() } }
    }

    private static func memory(
        _ images: [FITSImage], name: String, alone: (() -> Void) -> Void
    ) throws(FITSError) -> [UInt8] {
        // cfitsio keeps the addresses of both until the file is closed.
        let buffer = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: 1)
        let size = UnsafeMutablePointer<Int>.allocate(capacity: 1)
        let block = 2880
        size.initialize(
            to: images.reduce(block) { size, image in
                let bytes = image.pixels.count * Int(abs(image.type.bitpix)) / 8 + (image.header.cards.count + 40) * 80
                return size + (bytes / block + 2) * block
            })
        // Zeros: cfitsio takes what lies behind the last unit for another one if it looks like one.
        buffer.initialize(to: calloc(size.pointee, 1))
        defer {
            free(buffer.pointee)
            buffer.deallocate()
            size.deallocate()
        }
        var opened: UnsafeMutablePointer<fitsfile>?
        var status: Int32 = 0
        alone { ffimem(&opened, buffer, size, 64 * block, realloc, &status) }
        try FITSError.check(status, file: name, hdu: nil, doing: "cannot be created")
        guard let handle = opened else { throw FITSError(file: name, message: "cfitsio returned no file") }
        var end = Int64(0)
        do throws(FITSError) {
            for (hdu, image) in images.enumerated() { try append(image, to: handle, name: name, hdu: hdu) }
            ffflus(handle, &status)
            var header = Int64(0)
            var start = Int64(0)
            ffghadll(handle, &header, &start, &end, &status)
            try FITSError.check(status, file: name, hdu: nil, doing: "cannot be finished")
        } catch {
            var ignored: Int32 = 0
            alone { ffclos(handle, &ignored) }
            ffcmsg()
            throw error
        }
        let bytes = [UInt8](UnsafeRawBufferPointer(start: buffer.pointee, count: Int(end)))
        alone { ffclos(handle, &status) }
        try FITSError.check(status, file: name, hdu: nil, doing: "cannot be finished")
        return bytes
    }

    /// Makes a file at `temporary`; errors name the final `name`.
    /// - Parameter alone: runs what touches cfitsio's table of open files, one thread at a time.
    private static func create(
        _ temporary: String, with images: [FITSImage], name: String, alone: (() -> Void) -> Void
    ) throws(FITSError) {
        var opened: UnsafeMutablePointer<fitsfile>?
        var status: Int32 = 0
        alone { ffdkinit(&opened, temporary, &status) }
        try FITSError.check(status, file: name, hdu: nil, doing: "cannot be created")
        guard let handle = opened else { throw FITSError(file: name, message: "cfitsio returned no file") }
        do throws(FITSError) {
            for (hdu, image) in images.enumerated() {
                try append(image, to: handle, name: name, hdu: hdu)
            }
        } catch {
            alone { ffclos(handle, &status) }
            ffcmsg()
            throw error
        }
        alone { ffclos(handle, &status) }
        try FITSError.check(status, file: name, hdu: nil, doing: "cannot be finished")
    }

    private static func append(
        _ image: FITSImage, to handle: UnsafeMutablePointer<fitsfile>, name: String, hdu: Int
    ) throws(FITSError) {
        var status: Int32 = 0
        var lengths = [image.width, image.height, image.planes]
        ffcrim(handle, image.type.bitpix, image.planes > 1 ? 3 : 2, &lengths, &status)
        try FITSError.check(status, file: name, hdu: hdu, doing: "cannot be made")
        for card in image.header.cards where !FITSHeader.isStructural(card.keyword) {
            try append(card, to: handle, name: name, hdu: hdu)
        }
        var pixels = image.pixels
        if let range = image.type.range {
            for (index, pixel) in pixels.enumerated() {
                let rounded = pixel.rounded()
                guard range.contains(rounded) else {
                    throw FITSError(
                        file: name, hdu: hdu,
                        message:
                            "pixel (\(index % image.width), \(index / image.width % image.height)) is \(pixel), which "
                            + "\(image.type) cannot hold")
                }
                pixels[index] = rounded
            }
        }
        ffppre(handle, 1, 1, Int64(pixels.count), &pixels, &status)
        try FITSError.check(status, file: name, hdu: hdu, doing: "pixels cannot be written")
    }

    private static func append(
        _ card: FITSCard, to handle: UnsafeMutablePointer<fitsfile>, name: String, hdu: Int
    ) throws(FITSError) {
        var status: Int32 = 0
        switch card.value {
        case .string(let text): ffpkls(handle, card.keyword, text, card.comment, &status)
        case .integer(let number): ffpkyj(handle, card.keyword, Int64(number), card.comment, &status)
        case .real(let number): ffpkyd(handle, card.keyword, number, -15, card.comment, &status)
        case .logical(let flag): ffpkyl(handle, card.keyword, flag ? 1 : 0, card.comment, &status)
        case .undefined: ffpkyu(handle, card.keyword, card.comment, &status)
        case .commentary:
            switch card.keyword {
            case "HISTORY": ffphis(handle, card.comment, &status)
            case "COMMENT": ffpcom(handle, card.comment, &status)
            default: ffprec(handle, String(repeating: " ", count: 8) + card.comment, &status)
            }
        }
        try FITSError.check(status, file: name, hdu: hdu, doing: "card \(card.keyword) cannot be written")
    }
}
