internal import CFITSIO
internal import Files
internal import Sky

/// The FITS table of a footprint (IVOA MOC 2.0, section 4.2), through cfitsio.
enum MOCTable {
    typealias Handle = UnsafeMutablePointer<fitsfile>

    /// Reads the first table that is a MOC.
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
        try goToFootprint(handle, path)
        let keys = FITSKeywords(handle: handle)
        for (keyword, allowed, meaning) in [
            ("MOCDIM", ["SPACE"], "it is not a footprint on the sky"),
            ("COORDSYS", ["C", "ICRS"], "it is not in ICRS"),
        ] {
            if let value = keys.text(keyword).map(word), !allowed.contains(value) {
                throw InputError(file: path, problem: "\(keyword) of this MOC is '\(value)': \(meaning)")
            }
        }
        // Programs that leave ORDERING out name the column after it.
        let written = keys.text("ORDERING").map(word)
        let named = keys.text("TTYPE1").map(word).flatMap { MOC.Ordering(rawValue: $0) }
        guard let ordering = written.map({ MOC.Ordering(rawValue: $0) }) ?? named ?? .nuniq else {
            throw InputError(
                file: path, problem: "ORDERING of this table is '\(written ?? "")', of a MOC it is NUNIQ or RANGE")
        }
        let numbers = try column(handle, path)
        return try decode(numbers, ordering, order: order(keys), path)
    }

    /// A word without the blanks and quotation marks that some programs write into it, in capitals.
    private static func word(_ text: String) -> String {
        text.filter { !" '\"".contains($0) }.uppercased()
    }

    /// Goes to the first table that is marked as a MOC, else to the first table.
    private static func goToFootprint(_ handle: Handle, _ path: String) throws(InputError) {
        var (unit, first): (Int32, Int32?) = (2, nil)
        var (status, kind): (Int32, Int32) = (0, 0)
        while ffmahd(handle, unit, &kind, &status) == 0 {
            if kind == BINARY_TBL {
                let keys = FITSKeywords(handle: handle)
                let orderings = MOC.Ordering.allCases.map(\.rawValue)
                let isMarked =
                    keys.text("ORDERING").map(word).map(orderings.contains) ?? false || keys.integer("MOCORDER") != nil
                    || keys.integer("MOCORD_S") != nil || keys.text("MOCVERS") != nil
                if isMarked { return }
                first = first ?? unit
            }
            unit += 1
        }
        ffcmsg()
        status = 0
        guard let first, ffmahd(handle, first, &kind, &status) == 0 else {
            throw InputError(
                file: path, problem: "there is no table in this FITS file, so it is no footprint",
                remedy: "Give a MOC, as mocpy, Aladin or CDS write it")
        }
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
