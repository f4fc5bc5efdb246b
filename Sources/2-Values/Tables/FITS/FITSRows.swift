internal import Files
internal import Glibc
internal import Synchronization
internal import Workers

/// The rows of a table: in a plain file any of them, by all cores; in a gzipped one from the first to the last.
final class FITSRows {
    let path: String
    let layout: FITSTableLayout
    let info: TableInfo
    let isCompressed: Bool
    private let reader: ByteReader
    /// Number of the table's unit.
    private let number: Int
    private let dataOffset: Int
    private let descriptor: Int32
    /// Bytes read of a gzipped file, for the rows at hand.
    private var bytes: [UInt8] = []

    /// Bytes that a core unpacks at a time: they stay in its cache.
    private static let pieceSize = 1 << 18

    /// Throws ``InputError`` when the file is no FITS file with a table, or is cut short.
    ///
    /// - Parameter table: number or EXTNAME of the table's unit; nil chooses.
    init(_ path: String, table: String? = nil) throws {
        self.path = path
        let (header, layout, reader) = try FITSTableHeader.find(path, table: table)
        (self.layout, self.reader, number) = (layout, reader, header.number)
        isCompressed = reader.isCompressed
        info = header.cards.info
        dataOffset = header.dataOffset
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw InputError(
                file: path, problem: "the file could not be read", remedy: "Give yourself permission to read it")
        }
        var status = stat()
        guard !isCompressed, fstat(descriptor, &status) == 0, layout.rowSize > 0 else { return }
        let whole = (Int(status.st_size) - dataOffset) / layout.rowSize
        if whole < layout.rowCount { throw cutShort(at: whole) }
    }

    deinit { close(descriptor) }

    /// The columns of `fields` in a stretch of rows. Of a gzipped file the stretches must follow one another.
    ///
    /// Throws ``InputError`` with row and column.
    func columns(_ fields: [FITSField], rows: Range<Int>) throws -> [Column] {
        if isCompressed {
            bytes = [UInt8](repeating: 0, count: rows.count * layout.rowSize)
            let count = try bytes.withUnsafeMutableBytes { $0.isEmpty ? 0 : try reader.readFully($0) }
            if count < bytes.count { throw cutShort(at: rows.lowerBound + count / layout.rowSize) }
        }
        var marks: [UnsafeMutablePointer<Bool>?] = []
        defer { for mark in marks { mark?.deallocate() } }
        for field in fields {
            let mark =
                field.form.mayBeMissing || field.null != nil
                ? UnsafeMutablePointer<Bool>.allocate(capacity: rows.count) : nil
            mark?.initialize(repeating: false, count: rows.count)
            marks.append(mark)
        }
        let texts = fields.map {
            $0.info.type == .string ? FITSTexts(rows: rows.count, width: $0.isUnsigned64 ? 20 : $0.form.size) : nil
        }
        let values = try ColumnMemory.values(of: fields.map(\.info.type), rows: rows.count) { index in
            texts[index]?.cells() ?? Texts()
        } fill: { memory in
            let cells = fields.indices.compactMap { index in
                let field = fields[index]
                return FITSCells.Place(memory[index], field.info.type, texts: texts[index]).map {
                    FITSCells(field: field, place: $0, missing: marks[index])
                }
            }
            try self.fill(cells, rows: rows)
        }
        for (field, texts) in zip(fields, texts) { texts?.latin1.tell(path: path, column: field.info.name) }
        return zip(values, fields.indices).map { values, index in
            let missing = marks[index].map { Array(UnsafeBufferPointer(start: $0, count: rows.count)) }
            return Column(fields[index].info, values, isMissing: missing)
        }
    }

    private static let known = Mutex<[FileState: [Int: [String: Bool]]]>([:])

    /// Names of those of some columns of unsigned integers that hold numbers beyond an `Int64`. A file is looked through for
    /// them once.
    func wide(_ fields: [FITSField]) throws -> Set<String> {
        guard !fields.isEmpty else { return [] }
        let state = reader.state.flatMap { $0.isSettled ? $0 : nil }
        var found = state.flatMap { state in Self.known.withLock { $0[state]?[number] } } ?? [:]
        let unknown = fields.filter { found[$0.info.name] == nil }.map { $0.asStored() }
        if !unknown.isEmpty {
            for field in unknown { found[field.info.name] = false }
            let all = isCompressed ? try FITSRows(path, table: "\(number)") : self
            let batch = max(1, (1 << 24) / max(1, layout.rowSize))
            for start in stride(from: 0, to: layout.rowCount, by: batch) {
                let rows = start..<min(start + batch, layout.rowCount)
                for column in try all.columns(unknown, rows: rows) {
                    guard case .int64(let cells) = column.values else { continue }
                    let isWide = cells.indices.contains { cells[$0] >= 0 && column.hasValue($0) }
                    if isWide { found[column.name] = true }
                }
            }
            if let state { Self.known.withLock { $0[state, default: [:]][number] = found } }
        }
        return Set(fields.map(\.info.name).filter { found[$0] ?? false })
    }

    /// Unpacks rows into `cells`.
    private func fill(_ cells: [FITSCells], rows: Range<Int>) throws {
        let stride = layout.rowSize
        guard !cells.isEmpty, stride > 0 else { return }
        let rowsAPiece = max(1, Self.pieceSize / stride)
        let pieces = (rows.count + rowsAPiece - 1) / rowsAPiece
        let next = Atomic<Int>(0)
        let failure = Mutex<InputError?>(nil)
        Workers.perform(min(Workers.cores, pieces)) { _ in
            let memory =
                isCompressed ? nil : UnsafeMutableRawPointer.allocate(byteCount: rowsAPiece * stride, alignment: 16)
            defer { memory?.deallocate() }
            while case let piece = next.add(1, ordering: .relaxed).oldValue, piece < pieces {
                let start = piece * rowsAPiece
                let count = min(rowsAPiece, rows.count - start)
                let error = bytes.withUnsafeBytes { held in
                    guard
                        let source = memory
                            ?? held.baseAddress.map({ UnsafeMutableRawPointer(mutating: $0 + start * stride) })
                    else { return InputError?.none }
                    if memory != nil, let error = read(rows.lowerBound + start, count, into: source) { return error }
                    return unpack(
                        cells, UnsafeRawPointer(source), start: start, count: count, firstRow: rows.lowerBound)
                }
                guard let error else { continue }
                failure.withLock { first in
                    if (error.row ?? 0) < (first?.row ?? .max) { first = error }
                }
                return
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    private func unpack(
        _ cells: [FITSCells], _ source: UnsafeRawPointer, start: Int, count: Int, firstRow: Int
    ) -> InputError? {
        for column in cells {
            guard let bad = column.unpack(source, stride: layout.rowSize, count: count, start: start) else { continue }
            let fault = column.fault(source + bad * layout.rowSize)
            return InputError(
                file: path, row: firstRow + start + bad + 1, column: column.field.info.name, problem: fault.problem,
                remedy: fault.remedy)
        }
        return nil
    }

    /// Reads rows of a plain file.
    private func read(_ row: Int, _ count: Int, into memory: UnsafeMutableRawPointer) -> InputError? {
        let buffer = UnsafeMutableRawBufferPointer(start: memory, count: count * layout.rowSize)
        do {
            let filled = try DescriptorIO.read(
                into: buffer, from: descriptor, at: dataOffset + row * layout.rowSize, path: path)
            return filled < buffer.count ? cutShort(at: row + filled / layout.rowSize) : nil
        } catch {
            return InputError(file: path, row: row + 1, problem: error.problem, remedy: error.remedy)
        }
    }

    private func cutShort(at rows: Int) -> InputError {
        InputError(
            file: path,
            problem: "the file was cut short: it holds \(max(0, rows)) of the table's \(layout.rowCount) rows",
            remedy: "Fetch or write the file again")
    }
}

extension FITSField.Form {
    /// True when a cell may say by itself that it is missing, and has no NaN for it.
    fileprivate var mayBeMissing: Bool {
        switch self {
        case .logical, .digits: true
        default: false
        }
    }
}
