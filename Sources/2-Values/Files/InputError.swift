/// Bad data from the world, with the place where it was found and what to do about it.
///
/// Its description reads `FILE, row 12, column 'label': PROBLEM. REMEDY.`
///
/// ```swift
/// throw InputError(
///     file: "votes.csv", row: 12, column: "spiral", problem: "'many' is not a number", remedy: "Give a share from 0 to 1")
/// ```
public struct InputError: BadInput, Sendable, Equatable, CustomStringConvertible {
    /// Path of the file at fault, when one is.
    public let file: String?
    /// Row of the table at fault; 1 is the first row of data, after the header.
    public let row: Int?
    /// Name of the column at fault, as the file spells it.
    public let column: String?
    /// What is wrong, without a full stop.
    public let problem: String
    /// What the user can do, without a full stop.
    public let remedy: String?

    /// - Parameters:
    ///   - file: path of the file at fault.
    ///   - row: row at fault; 1 is the first row of data.
    ///   - column: name of the column at fault.
    ///   - problem: what is wrong, in one sentence; a final full stop is added.
    ///   - remedy: what to do, in one sentence; a final full stop is added.
    public init(
        file: String? = nil, row: Int? = nil, column: String? = nil, problem: String, remedy: String? = nil
    ) {
        self.file = file
        self.row = row
        self.column = column
        self.problem = problem
        self.remedy = remedy
    }

    public var description: String {
        var place: [String] = []
        if let file { place.append(file) }
        if let row { place.append("row \(row)") }
        if let column { place.append("column '\(column)'") }
        let sentences = [problem, remedy].compactMap { $0 }.map(sentence)
        return (place.isEmpty ? "" : place.joined(separator: ", ") + ": ") + sentences.joined(separator: " ")
    }
}

/// `text` with a full stop at its end unless it ends in one already.
func sentence(_ text: String) -> String {
    guard let last = text.last else { return text }
    return ".!?".contains(last) ? text : text + "."
}
