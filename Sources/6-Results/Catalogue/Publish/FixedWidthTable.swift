internal import Files
internal import Tables

/// A table of text whose columns stand at fixed bytes, which a ``CDSReadMe`` describes: numbers to the right, texts to the
/// left, one blank between columns, missing cells blank.
struct FixedWidthTable {
    /// A column's bytes in a line, 1 is the first.
    struct Place {
        let info: ColumnInfo
        let extent: ColumnExtent
        let first, last: Int
    }

    let places: [Place]
    /// Bytes of a line without its end.
    var length: Int { places.last?.last ?? 0 }

    init(_ columns: [ColumnInfo], _ extents: [ColumnExtent]) {
        var start = 1
        places = zip(columns, extents).map { info, extent in
            let last = start + max(1, extent.width) - 1
            defer { start = last + 2 }
            return Place(info: info, extent: extent, first: start, last: last)
        }
    }

    /// Adds rows to a file.
    func write(_ table: Table, to sink: inout FileSink) throws {
        let blank = UInt8(ascii: " ")
        var line = [UInt8](repeating: blank, count: length + 1)
        line[length] = UInt8(ascii: "\n")
        let texts = table.columns.map(\.texts)
        for row in 0..<table.rowCount {
            for place in line.indices.dropLast() { line[place] = blank }
            for (number, place) in places.enumerated() {
                let text = texts[number][row]
                let width = text.utf8.count
                let start = place.info.type == .string ? place.first - 1 : place.last - width
                for (offset, byte) in text.utf8.enumerated() {
                    // Such tables are ASCII, and a line is a row.
                    line[start + offset] = byte < 0x20 || byte == 0x7F ? blank : byte < 0x80 ? byte : UInt8(ascii: "?")
                }
            }
            try sink.write(line)
        }
    }
}
