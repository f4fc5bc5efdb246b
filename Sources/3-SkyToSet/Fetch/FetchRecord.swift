internal import Files
internal import Sky

/// What became of a galaxy: one line of the journal.
struct FetchRecord: Sendable, Equatable {
    enum Outcome: Sendable, Equatable {
        /// Its files are in the store, or will be in a moment.
        case fetched(missingFraction: Double?, maskedFraction: Double?, flags: String)
        case failed(reason: String, isPermanent: Bool)
    }

    let id: String
    /// Degrees; nil where the catalogue gives no position.
    let position: [Double]?
    /// Nil where the catalogue does not say.
    let halfSideArcsec: Double?
    /// What was asked for.
    let url: String
    let attempts: Int
    let outcome: Outcome

    init(_ target: FetchTarget, url: String, attempts: Int, outcome: Outcome) {
        id = target.id
        position = target.position.map { [$0.ra.degrees, $0.dec.degrees] }
        halfSideArcsec = target.halfSide?.arcseconds
        self.url = url
        self.attempts = attempts
        self.outcome = outcome
    }

    /// A file that several galaxies need, and that could not be fetched.
    init(_ name: String, _ trouble: FetchTrouble) {
        id = name
        position = nil
        halfSideArcsec = nil
        url = trouble.url
        attempts = trouble.attempts
        outcome = .failed(reason: trouble.reason, isPermanent: trouble.isPermanent)
    }

    /// True when the galaxy still lies where it was asked for, and is as large.
    func describes(_ target: FetchTarget) -> Bool {
        position == target.position.map { [$0.ra.degrees, $0.dec.degrees] }
            && halfSideArcsec == target.halfSide?.arcseconds
    }

    /// Fields separated by tabs, without the end of the line.
    var line: String {
        func text(_ number: Double?) -> String { number.map { "\($0)" } ?? "" }
        var fields = [
            id, text(position?[0]), text(position?[1]), text(halfSideArcsec), url, "\(attempts)",
        ]
        switch outcome {
        case .fetched(let missing, let masked, let flags): fields += ["fetched", text(missing), text(masked), flags]
        case .failed(let reason, let isPermanent): fields += [isPermanent ? "failed" : "failed for now", reason]
        }
        return fields.map(Self.escaped).joined(separator: "\t")
    }

    /// Reads a line; nil when it is none.
    init?(line: some StringProtocol) {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map { Self.unescaped(String($0)) }
        guard fields.count >= 8, let attempts = Int(fields[5]) else { return nil }
        id = fields[0]
        if let ra = Double(fields[1]), let dec = Double(fields[2]) { position = [ra, dec] } else { position = nil }
        halfSideArcsec = Double(fields[3])
        url = fields[4]
        self.attempts = attempts
        switch (fields[6], fields.count) {
        case ("fetched", 10):
            outcome = .fetched(
                missingFraction: Double(fields[7]), maskedFraction: Double(fields[8]), flags: fields[9])
        case ("failed", 8): outcome = .failed(reason: fields[7], isPermanent: true)
        case ("failed for now", 8): outcome = .failed(reason: fields[7], isPermanent: false)
        default: return nil
        }
    }

    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 9 || $0 == 10 || $0 == 13 || $0 == 92 }) else { return text }
        return text.replacing("\\", with: "\\\\").replacing("\t", with: "\\t").replacing("\n", with: "\\n")
            .replacing("\r", with: "\\r")
    }

    private static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(92) else { return text }
        var result = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                result.append(["t": "\t", "n": "\n", "r": "\r"][character] ?? character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
        return result
    }
}
