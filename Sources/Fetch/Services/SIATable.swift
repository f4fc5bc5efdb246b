internal import Files
internal import HTTP
internal import Tables

/// The answer of a Simple Image Access service: a VOTable of images.
enum SIATable {
    struct Image: Sendable, Equatable {
        let url: String
        /// The band as the archive writes it: `i`, or `i DECam SDSS c0003 7835.0 1470.0`.
        let band: String
        /// Seconds; 0 where the archive does not say.
        let exposure: Double
        /// `Stack`, `Resampled` …; `image`, `wtmap`, `dqmask` …
        let process, product: String
    }

    /// The images that an answer lists.
    ///
    /// - Throws: `AnswerRejected` when it is no such table; `WriteError`.
    static func images(_ answer: HTTPAnswer, scratch: ScratchFiles) throws -> [Image] {
        try AnswerCheck.isFile(answer)
        let text = String(decoding: answer.body.prefix(65_536), as: UTF8.self)
        guard text.contains("<VOTABLE") else {
            throw AnswerRejected("the answer is no VOTable", isTemporary: true)
        }
        if let problem = error(in: text) {
            throw AnswerRejected("the archive reports an error: \(problem)", isTemporary: true)
        }
        return try scratch.with(answer.body, suffix: ".vot") { path in
            do {
                let table = try TableFile.read(path)
                let urls = try table.requiredColumn("access_url", "accessURL").texts
                let bands = try table.requiredColumn("obs_bandpass", "bandpass").texts
                let exposures = try table.column("exptime").map { try table.doubles($0.name) }
                let processes = table.column("proctype")?.texts
                let products = table.column("prodtype")?.texts
                return urls.indices.map { row in
                    Image(
                        url: urls[row], band: bands[row], exposure: exposures?[row] ?? 0,
                        process: processes?[row] ?? "", product: products?[row] ?? "")
                }
            } catch let error as InputError {
                throw AnswerRejected("the archive's table cannot be used: \(error.problem)", isTemporary: true)
            }
        }
    }

    /// The stacked image of a band with the longest exposure; of several alike the one with its background taken out, as
    /// in the tiles, before the one without (`_nobkg`), then the first.
    static func deepest(of images: [Image], band: String) -> Image? {
        images.filter { image in
            let name = image.band.split(separator: " ").first ?? ""
            return name == band && image.process == "Stack" && image.product == "image" && !image.url.isEmpty
        }.max { left, right in
            if left.exposure != right.exposure { return left.exposure < right.exposure }
            return left.url.contains("_nobkg") && !right.url.contains("_nobkg")
        }
    }

    /// `<INFO name="QUERY_STATUS" value="ERROR">why</INFO>`
    private static func error(in text: String) -> String? {
        var rest = text[...]
        while let start = rest.firstRange(of: "<INFO") {
            rest = rest[start.upperBound...]
            guard let end = rest.firstIndex(of: ">") else { return nil }
            let tag = rest[..<end]
            guard tag.contains("QUERY_STATUS"), tag.contains("\"ERROR\"") || tag.contains("'ERROR'") else { continue }
            let reason = rest[rest.index(after: end)...].prefix { $0 != "<" }
            let words = reason.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return words.isEmpty ? "no reason given" : words
        }
        return nil
    }
}
