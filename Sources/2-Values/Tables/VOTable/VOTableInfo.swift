/// What a VOTable says of the TABLE that is read: its name, DESCRIPTION and PARAM elements, and the INFO elements before its
/// data, those of its RESOURCE and of the document among them.
struct VOTableInfo {
    private(set) var table = TableInfo()
    /// INFO elements of the document and of each RESOURCE that is open.
    private var open: [[TableInfo.Parameter]] = [[]]
    /// Number of GROUP elements that are open: their parameters are of columns.
    private var groups = 0
    private var isInTable = false
    /// The parameter whose description may follow.
    private var described: Int?

    /// An element begins, outside of the table's rows.
    mutating func start(_ element: XMLStart) {
        if element.name == "RESOURCE" { return open.append([]) }
        if element.name == "GROUP" { groups += 1 }
        let isParameter = element.name == "PARAM" && isInTable && groups == 0
        guard isParameter || element.name == "INFO",
            let name = element.attribute("name") ?? element.attribute("ID"), let value = element.attribute("value"),
            // What became of a query is no property of the table.
            name.uppercased() != "QUERY_STATUS"
        else { return }
        let parameter = TableInfo.Parameter(name, value)
        guard isInTable else { return open[open.count - 1].append(parameter) }
        let count = table.parameters.count
        table.add(parameter)
        described = table.parameters.count > count ? count : nil
    }

    /// The table that is read begins.
    mutating func startTable(_ element: XMLStart) {
        isInTable = true
        table.name = element.attribute("name")
        for parameter in open.joined() { table.add(parameter) }
    }

    /// An element ends, outside of the table's rows.
    mutating func end(_ name: XMLName) {
        if name == "RESOURCE", open.count > 1 { open.removeLast() }
        if name == "GROUP" { groups -= 1 }
    }

    /// True when a DESCRIPTION that begins now is of the table or one of its parameters.
    var wantsDescription: Bool { groups == 0 }

    /// Takes the description of the table, or of the parameter that began last.
    mutating func describe(parameter: Bool, _ text: String) {
        if !parameter {
            table.description = text
        } else if let described {
            table.parameters[described].description = text
        }
    }
}
