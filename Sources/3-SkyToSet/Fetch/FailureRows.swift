internal import Files
internal import Sky
internal import Tables

/// The galaxies of which there is no cutout, with the reason.
struct FailureRows {
    private var ids: [String] = []
    private var ra: [Double] = []
    private var dec: [Double] = []
    private var urls: [String] = []
    private var attempts: [Int32] = []
    private var reasons: [String] = []
    private var isPermanent: [Bool] = []

    /// - Parameters:
    ///   - record: what the journal says; nil for a galaxy that was not asked for yet.
    ///   - address: what will be asked.
    mutating func append(_ target: FetchTarget, _ record: FetchRecord?, _ address: String) {
        ids.append(target.id)
        ra.append(target.position?.ra.degrees ?? .nan)
        dec.append(target.position?.dec.degrees ?? .nan)
        if let record, case .failed(let reason, let isPermanent) = record.outcome {
            urls.append(record.url)
            attempts.append(Int32(clamping: record.attempts))
            reasons.append(reason)
            self.isPermanent.append(isPermanent)
        } else {
            urls.append(address)
            attempts.append(0)
            reasons.append("not asked for yet: the run was stopped before")
            isPermanent.append(false)
        }
    }

    /// Writes the table, with its header alone when nothing failed. Throws `WriteError`.
    func write(_ path: String) throws {
        let table = Table(columns: [
            Column("id", .string(ids)), Column("ra", .double(ra), unit: "deg"),
            Column("dec", .double(dec), unit: "deg"), Column("url", .string(urls)),
            Column("attempts", .int32(attempts)), Column("reason", .string(reasons)),
            Column("permanent", .boolean(isPermanent)),
        ])
        try TableFile.write(table, to: path)
    }

    func count(into summary: inout FetchSummary) {
        summary.failed = ids.count
        summary.failedForNow = isPermanent.count { !$0 }
        summary.reasons = Dictionary(reasons.map { ($0, 1) }, uniquingKeysWith: +)
    }
}
