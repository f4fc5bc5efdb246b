internal import Files
internal import Workers

/// Comma-separated values, and their kin; the format is described at ``TableFile``.
enum CSVFormat: TableFileFormat {
    static let extensions = [".csv", ".csv.gz"]
    static let readExtensions = [".tsv", ".txt", ".dat", ".ecsv"].flatMap { [$0, $0 + ".gz"] }

    static func reader(
        _ path: String, table: String?, columns: [String]?, text: [String]
    ) throws -> any TableReader {
        try checkOnly(table, path)
        let reader = try CSVBlockReader(path)
        let choice = try Choice(reader, columns: columns, text: text)
        var typing = CSVTyping(of: reader.state, columns: reader.header.count)
        // A type holds for the whole file, so all of it is looked at before the first row is given; text needs no look.
        let plan = choice.plan(text: .skipped) { typing.kinds[$0] == nil ? .examined : .skipped }
        var opened: CSVBlockReader? = reader
        if plan.contains(.examined) {
            let examined = CSVPass(reader, plan: plan)
            var kinds = plan.map { $0 == .examined ? CellText.Kinds() : nil }
            var rowCount = 0
            while let group = try examined.next() {
                for result in group {
                    for (index, column) in result.columns.enumerated() { kinds[index]?.formUnion(column.kinds) }
                    rowCount += result.rowCount
                }
            }
            typing.add(kinds, rows: rowCount, of: reader.state)
            opened = nil
        }
        let (header, state) = (reader.header, reader.state)
        return CSVTableReader(
            path: path, infos: reader.infos, plan: choice.plan(text: .text) { .read((typing.kinds[$0] ?? []).type) },
            chosen: choice.indices, typing: typing
        ) {
            if let opened { return opened }
            let again = try CSVBlockReader(path)
            guard again.header == header, state == nil || state == again.state else {
                throw FileState.changed(path)
            }
            return again
        }
    }

    static func infos(_ path: String, table: String?) throws -> [ColumnInfo] {
        try checkOnly(table, path)
        return try CSVBlockReader(path).infos
    }

    /// Reads with the types that are known of the file, or that its beginning suggests; the columns that turn out to be
    /// otherwise are read again.
    static func read(_ path: String, table: String?, columns: [String]?, text: [String]) throws -> Table {
        try checkOnly(table, path)
        let reader = try CSVBlockReader(path)
        let choice = try Choice(reader, columns: columns, text: text)
        var typing = CSVTyping(of: reader.state, columns: reader.header.count)
        let start = CSVBlockParser.parse(
            reader.beginning(), plan: choice.plan(text: .skipped) { _ in .examined }, dialect: reader.dialect)
        let size = reader.estimatedRows(inFirst: start.rowCount)
        var plan = choice.plan(text: .text) { .read((typing.kinds[$0] ?? start.columns[$0].kinds).type) }
        var (builders, kinds) = try read(reader, plan: plan, size: size)
        let rowCount = builders.lazy.compactMap { $0?.count }.first
        if let rowCount {
            typing.add(
                zip(plan, kinds).map { $0 == .text || $0 == .skipped ? nil : $1 }, rows: rowCount, of: reader.state)
        }
        plan = plan.indices.map { index in
            guard case .read(let type) = plan[index], type != kinds[index].type else { return .skipped }
            return .read(kinds[index].type)
        }
        if plan.contains(where: { $0 != .skipped }) {
            let again = try read(CSVBlockReader(path), plan: plan, size: size)
            for index in plan.indices where plan[index] != .skipped {
                guard again.kinds[index].type == kinds[index].type, again.builders[index]?.count == rowCount else {
                    throw FileState.changed(path)
                }
                builders[index] = again.builders[index]
            }
        }
        return Table(columns: choice.indices.compactMap { builders[$0]?.takeAll() }, path: path)
    }

    /// Reads all rows by `plan`.
    private static func read(
        _ reader: CSVBlockReader, plan: [CSVColumnPlan], size: Int
    ) throws -> (builders: [ColumnBuilder?], kinds: [CellText.Kinds]) {
        var builders = zip(reader.infos, plan).map { info, plan in plan.type.map { ColumnBuilder(info.of(type: $0)) } }
        for index in builders.indices { builders[index]?.reserve(size) }
        var kinds = [CellText.Kinds](repeating: [], count: plan.count)
        let pass = CSVPass(reader, plan: plan)
        while let group = try pass.next() {
            for result in group { kinds.formUnion(of: result.columns) }
            builders.withUnsafeMutableBufferPointer { builders in
                Workers.perform(plan.count) { column in
                    guard builders[column] != nil else { return }
                    for result in group { result.columns[column].append(to: &builders[column]!) }
                }
            }
        }
        return (builders, kinds)
    }

    static func write(
        _ path: String, columns: [ColumnInfo], info: TableInfo, _ body: (any TableWriter) throws -> Void
    ) throws {
        try AtomicFile.write(path, compression: path.lowercased().hasSuffix(".gz") ? .gzip : .none) { sink in
            try withUnsafeMutablePointer(to: &sink) { sink in
                let writer = try CSVTableWriter(columns) { try sink.pointee.write($0) }
                defer { writer.close() }
                try body(writer)
            }
        }
    }

    /// Which columns are read, and how.
    private struct Choice {
        /// Numbers of the columns wanted, in the order wanted.
        let indices: [Int]
        private let text: Set<Int>
        private let count: Int

        init(_ reader: CSVBlockReader, columns: [String]?, text: [String]) throws {
            let header = reader.header
            indices = try ColumnNames.indices(of: columns, in: header, path: reader.path)
            self.text = reader.texts.union(text.compactMap { ColumnNames.index(of: $0, in: header) })
            count = header.count
        }

        /// The plan of all columns: `text` for those that are declared to be text, `ordinary` for others that are wanted.
        func plan(text: CSVColumnPlan, _ ordinary: (Int) -> CSVColumnPlan) -> [CSVColumnPlan] {
            var plan = [CSVColumnPlan](repeating: .skipped, count: count)
            for index in indices { plan[index] = self.text.contains(index) ? text : ordinary(index) }
            return plan
        }
    }
}

extension ColumnInfo {
    /// The column with another type.
    func of(type: ColumnType) -> ColumnInfo {
        var column = self
        column.type = type
        return column
    }
}

extension [CellText.Kinds] {
    /// Adds the kinds found in a block, one entry a column.
    fileprivate mutating func formUnion(of columns: [CSVCells]) {
        for (index, column) in columns.enumerated() { self[index].formUnion(column.kinds) }
    }
}
