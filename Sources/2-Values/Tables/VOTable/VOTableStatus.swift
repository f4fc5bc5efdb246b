internal import Files
internal import Process

/// What a service says about its answer in INFO elements: QUERY_STATUS is OK, ERROR, or OVERFLOW where the service has cut
/// the table off at a limit, its own or the query's MAXREC (IVOA DALI 1.1, section 4.4). OVERFLOW stands after the table in
/// its RESOURCE; in Simple Image Access 1.0 before it. Simple Cone Search 1.03, section 2.3, tells errors by an element
/// named Error instead.
struct VOTableStatus {
    /// Whether rows are missing from the table that is read.
    private(set) var isCutOff = false
    /// Whether the element that is being read tells an error in its text.
    private(set) var isErrorRead = false
    /// The error of a cone search.
    private(set) var coneError: String?
    /// For the document and each RESOURCE that is open: whether it is marked as cut off.
    private var open = [false]
    /// How many were open when the table began.
    private var tableDepth: Int?

    /// An element begins, outside of the table's rows.
    mutating func start(_ element: XMLStart) {
        if element.name == "RESOURCE" { return open.append(false) }
        guard element.name == "INFO" || element.name == "PARAM" else { return }
        let value = element.attribute("value").map(trimmed) ?? ""
        let name = (element.attribute("name") ?? element.attribute("ID") ?? "").uppercased()
        if name == "ERROR", tableDepth == nil { coneError = value }
        guard name == "QUERY_STATUS", element.name == "INFO" else { return }
        switch value.uppercased() {
        case "ERROR": isErrorRead = true
        case "OVERFLOW":
            open[open.count - 1] = true
            if open.count == tableDepth || open.count == 1 { isCutOff = true }
        default: break
        }
    }

    /// The table that is read begins.
    mutating func startTable() {
        tableDepth = open.count
        isCutOff = isCutOff || open.last == true
    }

    /// An element ends, outside of the table's rows.
    mutating func end(_ name: XMLName) {
        guard name == "RESOURCE" else { return }
        // What follows is another result's.
        if open.count == tableDepth { tableDepth = 0 }
        open.removeLast()
    }

    /// The error for a document in which the service tells one, with its words.
    static func error(_ words: String, path: String) -> InputError {
        let words = words.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(300)
        return InputError(
            file: path, problem: "the service reports an error: \(words.isEmpty ? "no reason given" : words)",
            remedy: "Correct the query, or try again")
    }

    /// Tells the user that rows are missing.
    func tell(path: String, rows: Int) {
        guard isCutOff else { return }
        Notice.report(
            "\(path): the service has cut this table off after \(rows) rows (QUERY_STATUS is OVERFLOW): others are "
                + "missing. Ask it for more (MAXREC), or in smaller parts.")
    }
}
