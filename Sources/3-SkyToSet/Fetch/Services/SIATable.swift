internal import Files
internal import HTTP
internal import Process
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
        guard answer.body.prefix(65_536).firstRange(of: Array("<VOTABLE".utf8)) != nil else {
            throw AnswerRejected("the answer is no VOTable" + AnswerCheck.words(of: answer), isTemporary: true)
        }
        return try scratch.with(answer.body, suffix: ".vot") { path in
            do {
                let (table, notices) = try Notice.collect { try TableFile.read(path) }
                // Of a list without its end nobody knows the deepest image.
                guard !notices.contains(where: { $0.contains("QUERY_STATUS") }) else {
                    throw AnswerRejected(
                        "the archive has cut its list of images off (QUERY_STATUS is OVERFLOW)", isTemporary: false)
                }
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

    /// The stacked images of a band, the deepest first; where tiles overlap there are several.
    ///
    /// DES's archive lists each tile twice, with the background taken out as in the tiles of the release, and without
    /// (`_nobkg`), which counts only where there is nothing else.
    static func stacks(of images: [Image], band: String) -> [Image] {
        let stacks = images.filter { image in
            let name = image.band.split(separator: " ").first ?? ""
            return name == band && image.process == "Stack" && image.product == "image" && !image.url.isEmpty
        }
        let subtracted = stacks.filter { !$0.url.contains("_nobkg") }
        return (subtracted.isEmpty ? stacks : subtracted).enumerated().sorted { left, right in
            (right.element.exposure, left.offset) < (left.element.exposure, right.offset)
        }.map(\.element)
    }
}
