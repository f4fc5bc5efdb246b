internal import Files

/// A FIELD of a VOTable: what its column is, and how its cells are stored.
struct VOTableField {
    /// The primitive types of VOTable 1.4, section 2.1.
    enum Datatype: String, CaseIterable {
        case boolean, bit, unsignedByte, short, int, long, char, unicodeChar, float, double, floatComplex, doubleComplex

        /// Bytes of one value in a binary stream; bits are packed instead.
        var size: Int {
            switch self {
            case .boolean, .bit, .unsignedByte, .char: 1
            case .short, .unicodeChar: 2
            case .int, .float: 4
            case .long, .double, .floatComplex: 8
            case .doubleComplex: 16
            }
        }

        var isText: Bool { self == .char || self == .unicodeChar }

        /// Type of the column; nil where there is none for it.
        var columnType: ColumnType? {
            switch self {
            case .boolean, .bit: .boolean
            case .unsignedByte, .short, .int: .int32
            case .long: .int64
            case .float: .float
            case .double: .double
            case .char, .unicodeChar: .string
            case .floatComplex, .doubleComplex: nil
            }
        }
    }

    /// Longest array whose values become columns.
    static let longestVector = 64

    let name: String
    let datatype: Datatype
    /// As it stands in the file; nil for one value a cell.
    let arraysize: String?
    /// Values a cell; nil where each cell has a number of its own.
    let count: Int?
    /// Columns that the field makes: one for each value of a cell, or one of text; 0 when a cell fits into none.
    let parts: Int
    let unit: String?
    let ucd: String?
    var description: String?
    /// ID of the COOSYS that its positions refer to.
    let reference: String?
    /// The frame of its positions, where it is not the ICRS.
    var frame: SkyFrame?
    /// What stands for a missing cell (VALUES null).
    var null: String?

    /// - Parameter element: the FIELD.
    /// - Throws: ``InputError`` that names the field when its datatype or arraysize is unknown.
    init(_ element: XMLStart, number: Int, path: String) throws {
        name = element.attribute("name") ?? element.attribute("ID") ?? ""
        let stored = element.attribute("datatype") ?? ""
        guard let datatype = Datatype(rawValue: stored) else {
            throw InputError(
                file: path, column: name.isEmpty ? "number \(number)" : name,
                problem: stored.isEmpty
                    ? "its FIELD has no datatype" : "its datatype '\(stored)' is none that VOTable 1.4 knows",
                remedy: "The datatypes are: " + Datatype.allCases.map(\.rawValue).joined(separator: ", "))
        }
        self.datatype = datatype
        let arraysize = element.attribute("arraysize").map(trimmed).flatMap { $0.isEmpty ? nil : $0 }
        self.arraysize = arraysize
        guard let shape = Self.shape(arraysize) else {
            throw InputError(
                file: path, column: name,
                problem: "its arraysize '\(arraysize ?? "")' is not of the form 12, 3x4 or 3x*",
                remedy: "Correct the FIELD")
        }
        count = shape.count
        if datatype.columnType == nil || datatype == .bit && shape.count != 1 {
            parts = 0
        } else if datatype.isText {
            // Several texts: the first axis is the width of one.
            let texts = shape.count.map { shape.width > 0 ? $0 / shape.width : 0 } ?? 0
            parts = shape.dimensions <= 1 ? 1 : (1...Self.longestVector).contains(texts) ? texts : 0
        } else {
            parts = shape.count.flatMap { (1...Self.longestVector).contains($0) ? $0 : nil } ?? 0
        }
        unit = element.attribute("unit").flatMap { $0.isEmpty ? nil : $0 }
        ucd = element.attribute("ucd").flatMap { $0.isEmpty ? nil : $0 }
        reference = element.attribute("ref")
    }

    /// The columns: `NAME`, or `NAME_1`, `NAME_2` … where each cell is an array.
    var infos: [ColumnInfo] {
        guard let type = datatype.columnType else { return [] }
        return (0..<parts).map { part in
            ColumnInfo(
                parts == 1 ? name : "\(name)_\(part + 1)", type, unit: unit, ucd: ucd, description: description,
                frame: frame)
        }
    }

    /// Number of values (nil: variable), of dimensions, and length of the first; an arraysize of 1 has none. Nil when it cannot be
    /// read.
    private static func shape(_ arraysize: String?) -> (count: Int?, dimensions: Int, width: Int)? {
        guard let arraysize, arraysize != "1" else { return (1, 0, 1) }
        var count: Int? = 1
        var width = 0
        let parts = arraysize.split(separator: "x", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let isVariable = part.hasSuffix("*")
            let digits = isVariable ? part.dropLast() : part
            guard !isVariable || index == parts.count - 1 else { return nil }
            if isVariable {
                guard digits.isEmpty || (Int(digits) ?? -1) >= 0 else { return nil }
                count = nil
            } else {
                guard let size = Int(digits), size >= 0, let product = count?.multipliedReportingOverflow(by: size),
                    !product.overflow, product.partialValue <= 1 << 31
                else { return nil }
                count = product.partialValue
                if index == 0 { width = size }
            }
        }
        return (count, parts.count, width)
    }
}
