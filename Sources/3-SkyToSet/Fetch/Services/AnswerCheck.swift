internal import Files
internal import HTTP
internal import Images

/// Looks at answers: a status of success does not make a picture.
enum AnswerCheck {
    /// Throws `AnswerRejected` for what no server of files sends: nothing, a page for people, or a few words; the Legacy
    /// Surveys' viewer says "no such layer" with status 200 and the type of a page (`needs_layer` in its `map/views.py`).
    static func isFile(_ answer: HTTPAnswer) throws(AnswerRejected) {
        if answer.body.isEmpty { throw AnswerRejected("the answer is empty", isTemporary: true) }
        let start = answer.body.prefix(512).drop { $0 <= 0x20 }.prefix(15)
        let text = String(decoding: start, as: UTF8.self).lowercased()
        if answer.contentType == "text/html" || text.hasPrefix("<!doctype html") || text.hasPrefix("<html") {
            let isPage = text.hasPrefix("<")
            throw AnswerRejected(
                "the server sent \(isPage ? "a web page" : "words") instead of a file" + words(of: answer),
                isTemporary: true)
        }
    }

    /// The body, when it is a JPEG of `size` pixels on a side that shows the sky, and the share of it that is padding; nil below 64
    /// pixels on a side, which have too few blocks to tell.
    static func picture(
        _ answer: HTTPAnswer, size: Int
    ) throws(AnswerRejected) -> (bytes: [UInt8], padding: Double?) {
        try isFile(answer)
        guard ["image/jpeg", "image/jpg", "application/octet-stream", ""].contains(answer.contentType) else {
            throw AnswerRejected(
                "the answer is of type \(answer.contentType), not a JPEG" + words(of: answer), isTemporary: false)
        }
        guard answer.body.starts(with: [0xFF, 0xD8, 0xFF]) else {
            throw AnswerRejected("the answer is no JPEG" + words(of: answer), isTemporary: false)
        }
        let picture: RGBImage
        do {
            picture = try RGBImage(decoding: answer.body, name: "the answer")
        } catch {
            // A picture that was cut short on the way decodes when it comes again.
            throw AnswerRejected(sentenceStart("\(error)"), isTemporary: true)
        }
        guard picture.width == size, picture.height == size else {
            throw AnswerRejected(
                "the picture has \(picture.width) x \(picture.height) pixels instead of \(size) x \(size)",
                isTemporary: false)
        }
        if isBlank(picture) {
            throw AnswerRejected("the picture is blank: the survey does not cover this position", isTemporary: false)
        }
        guard size >= 64 else { return (answer.body, nil) }
        let ground = PictureGround(picture)
        if ground.hasNoSky {
            throw AnswerRejected(
                "the picture shows no sky where the galaxy should be, only plain ground or words: the survey does not "
                    + "cover this position, or the service reports an error", isTemporary: false)
        }
        return (answer.body, ground.padding)
    }

    /// The body, when it looks like a FITS file, plain or compressed.
    static func image(_ answer: HTTPAnswer) throws(AnswerRejected) -> [UInt8] {
        try isFile(answer)
        let isCompressed = answer.body.starts(with: [0x1F, 0x8B]) || answer.body.starts(with: "BZh".utf8)
        guard isCompressed || answer.body.starts(with: "SIMPLE  =".utf8) else {
            let type = answer.contentType.isEmpty ? "" : " but \(answer.contentType)"
            throw AnswerRejected("the answer is no FITS file\(type)" + words(of: answer), isTemporary: false)
        }
        return answer.body
    }

    /// The FITS file of a cutout, decompressed where it came as gzip; of a small answer that holds gigabytes no more than
    /// `limit` bytes are made.
    static func cutout(_ answer: HTTPAnswer, limit: Int, scratch: ScratchFiles) throws -> [UInt8] {
        var whole = try image(answer)
        if whole.starts(with: [0x1F, 0x8B]) { whole = try decompressed(whole, limit: limit, scratch: scratch) }
        guard whole.starts(with: "SIMPLE  =".utf8) else {
            throw AnswerRejected("the answer is no FITS file", isTemporary: false)
        }
        return whole
    }

    private static func decompressed(_ bytes: [UInt8], limit: Int, scratch: ScratchFiles) throws -> [UInt8] {
        try scratch.with(bytes, suffix: ".gz") { path in
            do {
                let reader = try ByteReader(path)
                var whole: [UInt8] = []
                var piece = [UInt8](repeating: 0, count: 1 << 16)
                while case let count = try reader.read(into: &piece), count > 0 {
                    guard whole.count + count <= limit else {
                        throw AnswerRejected("the answer holds more than \(limit) bytes", isTemporary: false)
                    }
                    whole += piece[..<count]
                }
                return whole
            } catch let error as InputError {
                throw AnswerRejected("the FITS file is damaged: \(error.problem)", isTemporary: true)
            }
        }
    }

    /// What an answer says, for the end of a reason: `: no such layer`.
    static func words(of answer: HTTPAnswer) -> String { ServerWords.said(in: answer.body).map { ": \($0)" } ?? "" }

    /// True when all pixels have one colour, give or take what JPEG makes of it.
    static func isBlank(_ picture: RGBImage) -> Bool {
        var (low, high) = (SIMD3<UInt8>(repeating: 255), SIMD3<UInt8>(repeating: 0))
        for start in stride(from: 0, to: picture.pixels.count, by: 3) {
            for channel in 0..<3 {
                let value = picture.pixels[start + channel]
                low[channel] = min(low[channel], value)
                high[channel] = max(high[channel], value)
            }
        }
        return (0..<3).allSatisfy { high[$0] - low[$0] <= 2 }
    }

    /// Without the full stop.
    static func sentenceStart(_ text: String) -> String { text.hasSuffix(".") ? String(text.dropLast()) : text }
}
