internal import CFITSIO
internal import Files
internal import Sky

/// The FITS table of a footprint (IVOA MOC 2.0, section 4.2), through cfitsio.
enum MOCTable {
    typealias Handle = UnsafeMutablePointer<fitsfile>

    /// Reads the first table that is a footprint of the sky.
    static func read(_ path: String) throws(InputError) -> MOC {
        var opened: Handle?
        var status: Int32 = 0
        // ffdkopn takes the name as it is, without cfitsio's own syntax for parts of files.
        ffdkopn(&opened, path, READONLY, &status)
        guard status == 0, let handle = opened else {
            throw InputError(file: path, problem: "cannot be opened as FITS: \(CFITSIOText.message(status))")
        }
        defer {
            var status: Int32 = 0
            ffclos(handle, &status)
            ffcmsg()
        }
        var kind: Int32 = 0
        ffmahd(handle, 2, &kind, &status)
        guard status == 0, kind == BINARY_TBL else {
            throw InputError(
                file: path, problem: "there is no table in this FITS file, so it is no footprint",
                remedy: "Give a MOC, as mocpy, Aladin or CDS write it")
        }
        let keys = FITSKeywords(handle: handle)
        for (keyword, allowed, meaning) in [
            ("MOCDIM", "SPACE", "it is not a footprint on the sky"), ("COORDSYS", "C", "it is not in ICRS"),
        ] {
            if let value = keys.text(keyword), value != allowed {
                throw InputError(file: path, problem: "\(keyword) of this MOC is '\(value)': \(meaning)")
            }
        }
        let written = keys.text("ORDERING")
        guard let ordering = MOC.Ordering(rawValue: written ?? "NUNIQ") else {
            throw InputError(
                file: path, problem: "ORDERING of this table is '\(written ?? "")', of a MOC it is NUNIQ or RANGE")
        }
        let numbers = try column(handle, path)
        return try decode(numbers, ordering, order: order(keys), path)
    }

    /// All numbers of the first column.
    private static func column(_ handle: Handle, _ path: String) throws(InputError) -> [Int64] {
        var status: Int32 = 0
        var (type, repeats, width): (Int32, Int, Int) = (0, 0, 0)
        var rows: Int64 = 0
        ffgtcl(handle, 1, &type, &repeats, &width, &status)
        ffgnrwll(handle, &rows, &status)
        guard status == 0, [TSHORT, TLONG, TINT, TLONGLONG].contains(type) else {
            throw InputError(
                file: path, column: "1", problem: "the column of a MOC holds integers, this one does not")
        }
        var numbers = [Int64](repeating: 0, count: Int(rows) * repeats)
        if numbers.isEmpty { return [] }
        numbers.withUnsafeMutableBytes { bytes in
            let values = bytes.assumingMemoryBound(to: LONGLONG.self)
            var anyMissing: Int32 = 0
            ffgcvjj(handle, 1, 1, 1, LONGLONG(values.count), 0, values.baseAddress, &anyMissing, &status)
        }
        guard status == 0 else {
            throw InputError(
                file: path, column: "1", problem: "the \(rows) rows cannot be read: \(CFITSIOText.message(status))",
                remedy: "The file may be cut off: get it again")
        }
        return numbers
    }

    private static func decode(
        _ numbers: [Int64], _ ordering: MOC.Ordering, order: Int?, _ path: String
    ) throws(InputError) -> MOC {
        switch ordering {
        case .nuniq:
            var cells: [MOCCell] = []
            for (row, number) in numbers.enumerated() {
                guard let cell = MOCCell(uniq: Int(number)) else {
                    throw InputError(
                        file: path, row: row + 1, column: "UNIQ", problem: "\(number) is not the number of a pixel")
                }
                cells.append(cell)
            }
            return MOC(cells: cells, order: max(order ?? 0, cells.map(\.order).max() ?? 0))
        case .range:
            guard numbers.count.isMultiple(of: 2) else {
                throw InputError(file: path, column: "RANGE", problem: "the last range has no end")
            }
            var ranges: [Range<Int>] = []
            for row in stride(from: 0, to: numbers.count, by: 2) {
                let (start, end) = (Int(numbers[row]), Int(numbers[row + 1]))
                guard start >= 0, start < end, end <= HEALPix(order: 29).pixelCount else {
                    throw InputError(
                        file: path, row: row + 1, column: "RANGE",
                        problem: "\(start) to \(end) is not a range of pixels of order 29")
                }
                ranges.append(start..<end)
            }
            return MOC(order: order ?? 29, ranges: ranges)
        }
    }

    /// What the header says is the finest order; nil when it says nothing of use.
    private static func order(_ keys: FITSKeywords) -> Int? {
        ["MOCORD_S", "MOCORDER"].lazy.compactMap { keys.integer($0) }.map { Int($0) }.first(
            where: HEALPix.orders.contains)
    }
}
